import type { Incident, IncidentVerdict } from "../model/incident.ts";
import type { Severity } from "../model/monitor.ts";

/** What people made of an incident; null where nobody said. */
export type PersonVerdict = IncidentVerdict | null;

/** Names of the figures of `featuresOf`, in its order: what an incident shows once it is diagnosed. */
export const verdictFeatures = [
  "symptoms",
  "objective symptoms",
  "strongest score",
  "mean score",
  "largest distance",
  "severity",
  "models",
  "components",
  "first cause",
  "something else",
] as const;

const severities: { readonly [severity in Severity]: number } = {
  info: 0,
  warning: 1,
  critical: 2,
};

/** By whom events are that no person made. */
const ownName = "aceso";
const falseAlarm = /\bfalse alarm\b|误报/i;

/**
 * What people said of an incident, in words or by what they did: a fault, where one called it so, approved a repair or
 * marked a cause right; a false alarm, where one called it so, noted "false alarm" or 误报, or marked causes wrong, none
 * right, and closed it. The newest of both kinds holds.
 */
export function personVerdict({ events, resolvedReason }: Incident): PersonVerdict {
  let verdict: PersonVerdict = null;
  let isDoubted = false;
  for (const event of events) {
    if (event.by === ownName) continue;
    if (event.type === "judged") verdict = event.verdict;
    if (event.type === "repair-approved") verdict = "fault";
    if (event.type === "noted" && falseAlarm.test(event.text)) verdict = "false-alarm";
    if (event.type !== "cause-marked") continue;
    if (event.right) verdict = "fault";
    else isDoubted = true;
  }
  if (verdict !== null) return verdict;
  return isDoubted && resolvedReason === "closed-by-person" ? "false-alarm" : null;
}

/**
 * An incident as a row of figures, one a name of `verdictFeatures`: counts, scores and confidences from 0 to 1, the
 * largest distance of a symptom from what was expected as ln(1 + half bands), severity from 0 (info) to 2 (critical). NaN
 * where the incident has no diagnosis.
 */
export function featuresOf(incident: Incident): readonly number[] {
  const { symptoms, severity, models, components, diagnosis } = incident;
  const scores = symptoms.map(({ score }) => score);
  const total = scores.reduce((sum, score) => sum + score, 0);
  return [
    symptoms.length,
    symptoms.filter((symptom) => symptom.class === "objective").length,
    Math.max(0, ...scores),
    total / Math.max(1, scores.length),
    Math.max(0, ...symptoms.map(distanceOf)),
    severities[severity],
    models.length,
    components.length,
    diagnosis === null ? Number.NaN : (diagnosis.causes[0]?.confidence ?? 0),
    diagnosis === null ? Number.NaN : diagnosis.somethingElse,
  ];
}

/** ln(1 + distance from what was expected, in half widths of the band); 0 where there was no band. */
function distanceOf({ value, expected, low, high }: Incident["symptoms"][number]): number {
  if (expected === null || low === null || high === null) return 0;
  const half = (high - low) / 2;
  const distance = half > 0 ? Math.log1p(Math.abs(value - expected) / half) : 0;
  return Number.isFinite(distance) ? distance : 0;
}
