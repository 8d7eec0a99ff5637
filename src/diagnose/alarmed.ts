import type { Symptom } from "../model/incident.ts";
import type { CaseFile } from "./probe.ts";
import { roleOf, type Role } from "./role.ts";

/** What an alarm of the incident says of a model or a service as a whole. */
export interface AlarmedMeasure {
  /** Name of the model or service. */
  readonly subject: string;
  readonly measure: string;
  /** Values in the measure's unit; `from` is what the detector expected, null where it does not say. */
  readonly from: number | null;
  readonly to: number;
}

/**
 * The incident's own objective alarms on measures of a role. They rest on windows of a minute, a case on the time
 * since the onset: of a starving service that reports late, a case may hold too few rows to see what the alarm saw,
 * and must not say that it is not so.
 */
export function alarmedMeasures(file: CaseFile, role: Role): readonly AlarmedMeasure[] {
  return file.incident.symptoms.flatMap((symptom) => alarmedMeasure(symptom, role));
}

function alarmedMeasure(symptom: Symptom, role: Role): readonly AlarmedMeasure[] {
  const { subject, measure } = symptom.title.params;
  if (symptom.class !== "objective") return [];
  if (typeof subject !== "string" || typeof measure !== "string") return [];
  if (roleOf(measure) !== role) return [];
  return [{ subject, measure, from: symptom.expected, to: symptom.value }];
}
