import { useEffect, useEffectEvent, useState } from "react";
import type { ReactNode } from "react";
import type { Incident } from "../../model/incident.ts";
import type { RepairPlan } from "../../model/repair.ts";
import { failureOf, useDryRun, useIncidentDeed } from "../data/queries.ts";
import type { DryRun } from "../data/queries.ts";
import { Button } from "../panel/button.tsx";
import { FailureNote, Waiting } from "../panel/panel.tsx";
import { StateMark } from "../panel/state-mark.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { useWords } from "../state/words.tsx";
import classes from "./repair.module.css";

/**
 * Shows exactly what would be called, with its prechecks, and runs it after a second deliberate act: a tick, or the
 * name of the target where a step cannot be undone. With `only` it is a dry run and nothing more.
 */
export function ApproveDialog({
  incident,
  plan,
  only,
  onClose,
}: {
  readonly incident: Incident;
  readonly plan: RepairPlan;
  readonly only: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const { t, sentence, name } = useWords();
  const dryRun = useDryRun(incident.id, plan.id);
  const deed = useIncidentDeed(incident.id);
  const [sure, setSure] = useState(false);
  const ask = useEffectEvent(() => dryRun.mutate());
  useEffect(() => ask(), []);

  const passed =
    dryRun.data?.calls.every((call) => call.prechecks.every((check) => check.ok)) ?? false;
  const title = t(only ? "do/dry-run-title" : "do/approve-title");
  const approve = (): void => {
    deed.mutate({ deed: "repair/approve", body: { plan: plan.id } }, { onSuccess: onClose });
  };
  return (
    <Dialog label={title} className={classes["dialog"]} onClose={onClose}>
      <div className={classes["dialogHead"]}>
        <h3>{title}</h3>
        <p>{t("do/dry-run-says")}</p>
      </div>
      <div className={classes["dialogBody"]}>
        {dryRun.error !== null && (
          <FailureNote failure={failureOf(dryRun.error)} onRetry={() => dryRun.mutate()} />
        )}
        {dryRun.isPending && <Waiting lines={5} />}
        {dryRun.data?.calls.map((call, place) => (
          <DryCall key={`${call.method} ${call.url}`} call={call} place={place} />
        ))}
        <dl className={classes["terms"]}>
          <div>
            <dt>{t("do/reaches")}</dt>
            <dd>{sentence(plan.blastRadius)}</dd>
          </div>
          <div>
            <dt>{t("do/risk")}</dt>
            <dd>{name("web/risk", plan.risk)}</dd>
          </div>
        </dl>
        {!only && dryRun.data !== undefined && (
          <Second plan={plan} sure={sure} onSure={setSure} passed={passed} />
        )}
        {deed.error !== null && <FailureNote failure={failureOf(deed.error)} />}
      </div>
      <div className={classes["dialogFoot"]}>
        <Button onClick={onClose}>{t(only ? "action/close" : "action/cancel")}</Button>
        {!only && (
          <Button kind="primary" disabled={!sure || !passed || deed.isPending} onClick={approve}>
            {t("do/run-now")}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function DryCall({
  call,
  place,
}: {
  readonly call: DryRun["calls"][number];
  readonly place: number;
}): ReactNode {
  const { t, sentence } = useWords();
  return (
    <section className={classes["dry"]}>
      <p className={classes["says"]}>
        {place + 1}. {sentence(call.says)}
      </p>
      <pre tabIndex={0}>
        {call.method} {call.url}
        {"\n"}
        {JSON.stringify(call.body, null, 2)}
      </pre>
      <p className={classes["undoes"]}>
        <b>{t("do/undo")}</b> {sentence(call.undoSays)}
      </p>
      <ul className={classes["checks"]} aria-label={t("do/prechecks")}>
        {call.prechecks.map((check) => (
          <li key={check.check}>
            <StateMark
              state={check.ok ? "ok" : "failing"}
              word={t(check.ok ? "do/check-ok" : "do/check-failed")}
            />
            {sentence(check.says)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The second act. A name to type where a step has no way back. */
function Second({
  plan,
  sure,
  onSure,
  passed,
}: {
  readonly plan: RepairPlan;
  readonly sure: boolean;
  readonly onSure: (sure: boolean) => void;
  readonly passed: boolean;
}): ReactNode {
  const { t } = useWords();
  if (!passed) {
    return (
      <p className={classes["blocked"]} role="alert">
        <StateMark state="failing" /> {t("do/blocked")}
      </p>
    );
  }
  const final = plan.steps.find((step) => step.undo === null);
  if (final !== undefined) {
    return (
      <label className={classes["sure"]}>
        <span>{t("do/type-name", { name: final.target })}</span>
        <input
          type="text"
          autoComplete="off"
          onChange={(event) => onSure(event.target.value.trim() === final.target)}
        />
      </label>
    );
  }
  return (
    <label className={classes["sure"]}>
      <input type="checkbox" checked={sure} onChange={(event) => onSure(event.target.checked)} />
      <span>{t("do/sure")}</span>
    </label>
  );
}
