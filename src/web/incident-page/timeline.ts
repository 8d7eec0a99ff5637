import type { Incident, IncidentEvent } from "../../model/incident.ts";
import type { ChangeRow } from "../../model/signals.ts";
import { minute } from "../../model/time.ts";
import type { MarkState } from "../panel/state-mark.tsx";
import type { Words } from "../state/words.tsx";

/** One line of the story of an incident. */
export interface TimelineLine {
  readonly id: string;
  readonly at: number;
  readonly mark: MarkState;
  readonly text: string;
  /** Who, where it was a person. */
  readonly by: string;
}

/** Changes so long before the onset still belong to the story. */
const changesBeforeMs = 30 * minute;

/** The story of an incident, oldest first: its events, and the changes around its beginning. */
export function timelineOf(
  incident: Incident,
  changes: readonly ChangeRow[],
  words: Words,
): readonly TimelineLine[] {
  const end = incident.resolvedAt ?? Number.POSITIVE_INFINITY;
  const lines = changes
    .filter((change) => change.time >= incident.onset - changesBeforeMs && change.time <= end)
    .map((change): TimelineLine => ({
      id: `change ${change.id}`,
      at: change.time,
      mark: "info",
      text: `${words.name("web/change", change.kind)}: ${change.title}`,
      by: "",
    }));
  for (const event of incident.events) {
    const told = tell(event, incident, words);
    const by = event.by === "aceso" ? "" : event.by;
    lines.push({ id: event.id, at: event.at, by, mark: told[0], text: told[1] });
  }
  return lines.sort((a, b) => a.at - b.at);
}

function tell(
  event: IncidentEvent,
  incident: Incident,
  words: Words,
): readonly [MarkState, string] {
  const { t, sentence, name } = words;
  switch (event.type) {
    case "opened":
      return ["failing", t("timeline/opened", { title: words.say(event.title) })];
    case "symptom-joined":
      return ["affected", t("timeline/joined", { title: words.say(event.symptom.title) })];
    case "symptom-recovered":
      return ["ok", t("timeline/recovered", { what: symptomName(event.monitor, incident, words) })];
    case "onset-revised":
      return ["info", t("timeline/onset", { time: words.clock(event.onset) })];
    case "diagnosed": {
      const first = event.diagnosis.causes[0];
      return first === undefined || first.kind === "unknown"
        ? ["unknown", t("timeline/unknown")]
        : [
            "cause",
            t("timeline/diagnosed", {
              cause: words.say(first.statement),
              ratio: first.confidence,
            }),
          ];
    }
    case "repair-proposed":
      return ["info", t("timeline/proposed", { step: firstStep(event.plan.steps, words) })];
    case "repair-approved":
      return ["info", t("timeline/approved")];
    case "repair-rejected":
      return ["info", t("timeline/rejected", { reason: event.reason })];
    case "repair-performed":
      return event.steps.every((step) => step.ok)
        ? ["info", t("timeline/performed")]
        : ["failing", t("timeline/not-performed")];
    case "repair-verified":
      return [
        event.outcome.result === "fixed" ? "ok" : "failing",
        t("timeline/verified", { result: name("web/status", event.outcome.result) }),
      ];
    case "repair-undone":
      return ["info", t("timeline/undone")];
    case "acknowledged":
      return ["info", t("timeline/acknowledged")];
    case "escalated":
      return ["failing", sentence(event.reason)];
    case "cause-marked":
      return ["info", t(event.right ? "timeline/marked-right" : "timeline/marked-wrong")];
    case "judged":
      return ["info", name("web/verdict", event.verdict)];
    case "noted":
      return ["info", event.text];
    case "resolved":
      return ["ok", name("web/resolved-reason", event.reason)];
    default: {
      const never: never = event;
      return never;
    }
  }
}

/** "digits: accuracy", from the parameters of the symptom's title; the monitor's id where it has none. */
function symptomName(monitor: string, incident: Incident, words: Words): string {
  const params = incident.symptoms.find((symptom) => symptom.monitor === monitor)?.title.params;
  const { subject, measure } = params ?? {};
  if (typeof subject !== "string" || typeof measure !== "string") return monitor;
  return `${subject}: ${words.name("measure", measure)}`;
}

function firstStep(
  steps: Extract<IncidentEvent, { type: "repair-proposed" }>["plan"]["steps"],
  words: Words,
): string {
  const first = steps[0];
  return first === undefined ? "" : words.say(first.says);
}
