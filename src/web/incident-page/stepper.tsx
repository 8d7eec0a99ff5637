import type { ReactNode } from "react";
import type { Incident } from "../../model/incident.ts";
import { StateMark } from "../panel/state-mark.tsx";
import type { MarkState } from "../panel/state-mark.tsx";
import { useNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import type { WebWord } from "../state/words.tsx";
import classes from "./incident.module.css";

/** One stage of an incident's story. */
export interface Stage {
  readonly word: WebWord;
  readonly state: "done" | "now" | "ahead" | "failed" | "skipped";
  readonly at: number | null;
}

/** The five stages of an incident and how far it is: found, diagnosed, proposed, run, verified. Pure. */
export function stagesOf(incident: Incident): readonly Stage[] {
  const { repair } = incident;
  const resolved = incident.phase === "resolved";
  const performed = repair !== null && repair.performedAt !== null;
  const verified =
    incident.events.findLast((event) => event.type === "repair-verified")?.at ?? null;
  const rest = resolved ? "skipped" : "ahead";
  const status = repair?.status ?? null;

  const diagnosed = incident.diagnosis === null ? (resolved ? "skipped" : "now") : "done";
  const proposed =
    repair !== null
      ? status === "proposed" && !resolved
        ? "now"
        : status === "rejected"
          ? "failed"
          : "done"
      : rest;
  const run =
    status === "failed" ? "failed" : performed ? "done" : status === "approved" ? "now" : rest;
  const outcome =
    status === "fixed"
      ? "done"
      : status === "not-fixed" || status === "not-enough-data" || status === "undone"
        ? "failed"
        : status === "performed"
          ? "now"
          : rest;
  return [
    { word: "step/found", state: "done", at: incident.openedAt },
    { word: "step/diagnosed", state: diagnosed, at: incident.diagnosedAt },
    { word: "step/proposed", state: proposed, at: repair?.plan.createdAt ?? null },
    { word: "step/run", state: run, at: repair?.performedAt ?? null },
    { word: "step/verified", state: outcome, at: verified },
  ];
}

const marks: Record<Stage["state"], MarkState> = {
  done: "ok",
  now: "running",
  ahead: "unknown",
  failed: "failing",
  skipped: "no-data",
};

/** The story of an incident in one line. */
export function Stepper({ incident }: { readonly incident: Incident }): ReactNode {
  const { t, clock } = useWords();
  const now = useNow();
  return (
    <ol className={classes["stepper"]} aria-label={t("step/label")}>
      {stagesOf(incident).map((stage) => (
        <li
          key={stage.word}
          data-state={stage.state}
          {...(stage.state === "now" ? { "aria-current": "step" } : {})}
        >
          <StateMark state={marks[stage.state]} size={14} word={t(`step/is-${stage.state}`)} />
          <span>{t(stage.word)}</span>
          {stage.at !== null && <time>{clock(stage.at, now)}</time>}
        </li>
      ))}
    </ol>
  );
}
