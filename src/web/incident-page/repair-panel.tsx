import { useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Incident, RepairState } from "../../model/incident.ts";
import type { RepairStep, StepResult } from "../../model/repair.ts";
import { failureOf, useIncidentDeed } from "../data/queries.ts";
import { Button } from "../panel/button.tsx";
import { FailureNote, Nothing, Panel } from "../panel/panel.tsx";
import { StateMark } from "../panel/state-mark.tsx";
import { useNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import { ApproveDialog } from "./approve-dialog.tsx";
import { RejectDialog } from "./reject-dialog.tsx";
import classes from "./repair.module.css";

/** What to do: the plan, and the ways to try, run, refuse and take it back. */
export function RepairPanel({ incident }: { readonly incident: Incident }): ReactNode {
  const { t } = useWords();
  const { repair } = incident;
  if (repair === null) {
    return (
      <Panel title={t("do/title")}>
        {incident.phase === "resolved" ? (
          <Nothing title={t("do/none-needed")} />
        ) : (
          <Nothing title={t(incident.diagnosis === null ? "do/after-diagnosis" : "do/none")}>
            {incident.diagnosis !== null && (
              <>
                {t("do/none-why")} <Link href="/settings">{t("nav/settings")}</Link>
              </>
            )}
          </Nothing>
        )}
      </Panel>
    );
  }
  return <Plan incident={incident} repair={repair} />;
}

function Plan({
  incident,
  repair,
}: {
  readonly incident: Incident;
  readonly repair: RepairState;
}): ReactNode {
  const { t, name, sentence, duration } = useWords();
  const { plan, status } = repair;
  const reversible = plan.steps.every((step) => step.undo !== null);
  return (
    <Panel title={t("do/title")} aside={<StatusTag status={status} />}>
      <ol className={classes["steps"]}>
        {plan.steps.map((step) => (
          <StepItem
            key={step.id}
            step={step}
            result={repair.steps.findLast((result) => result.step === step.id)}
          />
        ))}
      </ol>
      <dl className={classes["terms"]}>
        <div>
          <dt>{t("do/reaches")}</dt>
          <dd>{sentence(plan.blastRadius)}</dd>
        </div>
        <div>
          <dt>{t("do/risk")}</dt>
          <dd>{name("web/risk", plan.risk)}</dd>
        </div>
        <div>
          <dt>{t("do/undo")}</dt>
          <dd>{t(reversible ? "do/reversible" : "do/irreversible")}</dd>
        </div>
        <div>
          <dt>{t("do/then")}</dt>
          <dd>
            {t("do/then-check", {
              settle: duration(plan.verification.settleMs),
              rows: plan.verification.countMin,
            })}
          </dd>
        </div>
      </dl>
      <Deeds incident={incident} repair={repair} />
    </Panel>
  );
}

function StatusTag({ status }: { readonly status: RepairState["status"] }): ReactNode {
  const { name } = useWords();
  const tone =
    status === "fixed"
      ? "ok"
      : status === "failed" || status === "not-fixed"
        ? "bad"
        : status === "not-enough-data"
          ? "warn"
          : "data";
  return (
    <span className={classes["status"]} data-tone={tone}>
      {name("web/status", status)}
    </span>
  );
}

/** One step: what it does, its exact call on request, and what came of it. */
function StepItem({
  step,
  result,
}: {
  readonly step: RepairStep;
  readonly result: StepResult | undefined;
}): ReactNode {
  const { t, sentence, clock } = useWords();
  return (
    <li>
      <p className={classes["says"]}>{sentence(step.says)}</p>
      <details className={classes["call"]}>
        <summary>
          <code>
            {step.call.method} {step.call.url}
          </code>
        </summary>
        <pre tabIndex={0}>{JSON.stringify(step.call.body, null, 2)}</pre>
        <p>
          {t("do/undo")}: {sentence(step.undoSays)}
        </p>
      </details>
      {result !== undefined && (
        <p className={classes["result"]}>
          <StateMark
            state={result.ok ? "ok" : "failing"}
            word={t(result.ok ? "do/step-ok" : "do/step-failed")}
          />
          <time>{clock(result.at)}</time>
          {result.ok ? t("do/answered", { status: result.status }) : result.error}
        </p>
      )}
    </li>
  );
}

function Deeds({
  incident,
  repair,
}: {
  readonly incident: Incident;
  readonly repair: RepairState;
}): ReactNode {
  const { t, clock, duration } = useWords();
  const now = useNow();
  const deed = useIncidentDeed(incident.id);
  const [dialog, setDialog] = useState<"approve" | "dry-run" | "reject" | null>(null);
  const { plan, status } = repair;
  const open = incident.phase !== "resolved";
  const ran = repair.performedAt !== null && status !== "undone";
  const undoable = ran && plan.steps.some((step) => step.undo !== null);
  return (
    <div className={classes["deeds"]}>
      {status === "proposed" && open && (
        <>
          <Button kind="primary" onClick={() => setDialog("approve")}>
            {t("do/approve")}
          </Button>
          <Button onClick={() => setDialog("dry-run")}>{t("do/dry-run")}</Button>
          <Button kind="quiet" onClick={() => setDialog("reject")}>
            {t("do/reject")}
          </Button>
          <span className={classes["age"]}>
            {t("do/age", { duration: duration(now - plan.createdAt) })}
          </span>
        </>
      )}
      {repair.approvedBy !== null && repair.approvedAt !== null && (
        <span className={classes["by"]}>
          {t("do/approved-by", { by: repair.approvedBy, time: clock(repair.approvedAt, now) })}
        </span>
      )}
      {undoable && (
        <Button
          kind="danger"
          disabled={deed.isPending}
          onClick={() => deed.mutate({ deed: "repair/undo", body: { plan: plan.id } })}
        >
          {t("do/undo-now")}
        </Button>
      )}
      {deed.error !== null && <FailureNote failure={failureOf(deed.error)} />}
      {(dialog === "approve" || dialog === "dry-run") && (
        <ApproveDialog
          incident={incident}
          plan={plan}
          only={dialog === "dry-run"}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "reject" && (
        <RejectDialog incident={incident} plan={plan} onClose={() => setDialog(null)} />
      )}
    </div>
  );
}
