import { useState } from "react";
import type { ReactNode } from "react";
import type { Incident } from "../../model/incident.ts";
import type { RepairPlan } from "../../model/repair.ts";
import { failureOf, useIncidentDeed } from "../data/queries.ts";
import { Button } from "../panel/button.tsx";
import { FailureNote } from "../panel/panel.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { useWords } from "../state/words.tsx";
import classes from "./repair.module.css";

/** Refuses a plan with a reason, which stays in the timeline. */
export function RejectDialog({
  incident,
  plan,
  onClose,
}: {
  readonly incident: Incident;
  readonly plan: RepairPlan;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useWords();
  const deed = useIncidentDeed(incident.id);
  const [reason, setReason] = useState("");
  return (
    <Dialog label={t("do/reject-title")} className={classes["dialog"]} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          deed.mutate(
            { deed: "repair/reject", body: { plan: plan.id, reason } },
            { onSuccess: onClose },
          );
        }}
      >
        <div className={classes["dialogHead"]}>
          <h3>{t("do/reject-title")}</h3>
        </div>
        <div className={classes["dialogBody"]}>
          <label className={classes["reason"]}>
            {t("do/reject-why")}
            <textarea
              rows={3}
              required
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
          {deed.error !== null && <FailureNote failure={failureOf(deed.error)} />}
        </div>
        <div className={classes["dialogFoot"]}>
          <Button onClick={onClose}>{t("action/cancel")}</Button>
          <Button type="submit" kind="danger" disabled={deed.isPending || reason.trim() === ""}>
            {t("do/reject")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
