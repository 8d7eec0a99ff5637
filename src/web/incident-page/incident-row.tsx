import type { ReactNode } from "react";
import { Link } from "wouter";
import type { IncidentHead } from "../../api/contract.ts";
import type { Severity } from "../../model/monitor.ts";
import { StateMark } from "../panel/state-mark.tsx";
import type { MarkState } from "../panel/state-mark.tsx";
import { useNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import { headlineOf } from "./headline.ts";
import classes from "./incident-row.module.css";

/** The mark of an incident: what its severity is while open, and how it ended after. */
export function incidentMark(head: {
  readonly phase: IncidentHead["phase"];
  readonly severity: Severity;
}): MarkState {
  if (head.phase === "resolved") return "ok";
  return head.severity === "critical" ? "failing" : head.severity === "warning" ? "cause" : "info";
}

/** One incident in a list: what, since when, whom, and where it stands. The whole row is a link. */
export function IncidentRow({ head }: { readonly head: IncidentHead }): ReactNode {
  const { t, say, sentence, name, duration, clock } = useWords();
  const now = useNow();
  const mark = incidentMark(head);
  const end = head.resolvedAt ?? now;
  const headline = headlineOf(head.title, head.headline);
  return (
    <li>
      <Link href={`/i/${head.id}`} className={classes["row"]} data-row="">
        <StateMark
          state={mark}
          size={14}
          word={
            head.phase === "resolved"
              ? name("web/phase", "resolved")
              : name("web/severity", head.severity)
          }
        />
        <span className={classes["what"]}>
          <span className={classes["headline"]}>{sentence(headline.title)}</span>
          <span className={classes["below"]}>
            {head.code}
            {head.models.length > 0 && <> · {head.models.join(", ")}</>}
            {headline.below !== null && <> · {say(headline.below)}</>}
          </span>
        </span>
        <span className={classes["when"]}>
          <b>{duration(end - head.onset)}</b>
          <span>{t("incidents/since", { time: clock(head.onset, now) })}</span>
        </span>
        <span className={classes["status"]} data-need={needsPerson(head)}>
          {name("web/status", statusOf(head))}
        </span>
      </Link>
    </li>
  );
}

/** Whether a person is waited for: a repair to approve, or one that did not work. */
function needsPerson(head: IncidentHead): boolean {
  const status = statusOf(head);
  return status === "proposed" || status === "not-fixed" || status === "failed";
}

/** Where an incident stands, as the list `web/status` names it. */
function statusOf(head: IncidentHead): string {
  if (head.phase === "resolved") return head.outcome === "fixed" ? "fixed" : "resolved";
  if (head.repairStatus !== null) return head.repairStatus;
  return head.phase;
}
