import type { Evidence } from "../../model/diagnosis.ts";
import type { Incident } from "../../model/incident.ts";

/** Parts of the incident page that evidence is seen in. */
export const evidencePlaces = {
  timeline: "timeline",
  wrongAnswers: "wrong-answers",
  symptoms: "symptoms",
} as const;

/** Probes that read what people did. */
const ofChanges = /^(?:change-before-onset|version-contents|service-release|past-incidents)$/;
const ofWrongAnswers = /^(?:worse-slices|label-mix)$/;
/** Probes that compare rows, as a stretch chosen on a chart does. */
const ofRows = /^(?:failing-spans|llm-calls)$/;

/**
 * Where a sentence's evidence is seen: the chart of its series, the timeline, the wrong answers, the symptoms on
 * which rows can be compared, or the model's charts over its time.
 */
export function evidenceHref(
  { chart, probe, window }: Evidence,
  { models }: Pick<Incident, "models">,
): string {
  const range = `range=${Math.round(window.start)}..${Math.round(window.end)}`;
  if (chart?.expression !== undefined) {
    return `/explore?query=${encodeURIComponent(chart.expression)}&${range}`;
  }
  if (ofChanges.test(probe)) return `#${evidencePlaces.timeline}`;
  if (ofWrongAnswers.test(probe) && models.length > 0) return `#${evidencePlaces.wrongAnswers}`;
  const [model] = models;
  return model === undefined || ofRows.test(probe)
    ? `#${evidencePlaces.symptoms}`
    : `/m/${encodeURIComponent(model)}?${range}`;
}
