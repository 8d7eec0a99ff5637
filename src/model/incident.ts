import type { ComponentRef } from "./component.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { Message } from "./message.ts";
import type { Severity } from "./monitor.ts";
import type { RepairPlan, RepairOutcome, StepResult } from "./repair.ts";
import type { TimeMs } from "./time.ts";

export const incidentPhases = [
  "opened",
  "diagnosed",
  "repairing",
  "verifying",
  "resolved",
] as const;
export type IncidentPhase = (typeof incidentPhases)[number];

/** What a person may say an incident was. */
export const incidentVerdicts = ["fault", "false-alarm"] as const;
export type IncidentVerdict = (typeof incidentVerdicts)[number];

/** What one anomalous monitor looked like when it joined. All values in `unit`. */
export interface Symptom {
  readonly monitor: string;
  readonly title: Message;
  readonly onset: TimeMs;
  readonly value: number;
  readonly expected: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly score: number;
  readonly unit: string;
  readonly class: "objective" | "evidence";
}

/**
 * What happened to an incident, append-only; `incident/fold.ts` folds them into an Incident.
 * Event ids are hash(incident, cause, window), so a repeated tick writes the same event again.
 */
export type IncidentEvent = {
  readonly id: string;
  readonly incident: string;
  readonly at: TimeMs;
  /** "aceso", or the person's name. */
  readonly by: string;
} & (
  | {
      readonly type: "opened";
      readonly severity: Severity;
      readonly title: Message;
      readonly onset: TimeMs;
      /** The models and components the symptoms speak of. */
      readonly models: readonly string[];
      readonly components: readonly ComponentRef[];
      readonly symptom: Symptom;
    }
  | { readonly type: "symptom-joined"; readonly symptom: Symptom }
  | { readonly type: "symptom-recovered"; readonly monitor: string }
  | { readonly type: "onset-revised"; readonly onset: TimeMs }
  | { readonly type: "diagnosed"; readonly diagnosis: Diagnosis }
  | { readonly type: "repair-proposed"; readonly plan: RepairPlan }
  | { readonly type: "repair-approved"; readonly plan: string }
  | { readonly type: "repair-rejected"; readonly plan: string; readonly reason: string }
  | {
      readonly type: "repair-performed";
      readonly plan: string;
      readonly steps: readonly StepResult[];
    }
  | { readonly type: "repair-verified"; readonly plan: string; readonly outcome: RepairOutcome }
  | { readonly type: "repair-undone"; readonly plan: string; readonly steps: readonly StepResult[] }
  | { readonly type: "acknowledged" }
  | { readonly type: "escalated"; readonly reason: Message }
  | { readonly type: "cause-marked"; readonly cause: string; readonly right: boolean }
  | { readonly type: "judged"; readonly verdict: IncidentVerdict }
  | { readonly type: "noted"; readonly text: string }
  | { readonly type: "resolved"; readonly reason: "verified" | "recovered" | "closed-by-person" }
);

/** An incident as its events tell it. */
export interface Incident {
  readonly id: string;
  /** Short code for people, e.g. "7Q4K". */
  readonly code: string;
  readonly phase: IncidentPhase;
  readonly severity: Severity;
  readonly title: Message;
  readonly onset: TimeMs;
  readonly openedAt: TimeMs;
  readonly resolvedAt: TimeMs | null;
  readonly resolvedReason: "verified" | "recovered" | "closed-by-person" | null;
  readonly acknowledgedBy: string | null;
  readonly models: readonly string[];
  readonly components: readonly ComponentRef[];
  readonly symptoms: readonly (Symptom & { readonly recoveredAt: TimeMs | null })[];
  readonly diagnosis: Diagnosis | null;
  readonly diagnosedAt: TimeMs | null;
  readonly repair: RepairState | null;
  readonly escalated: Message | null;
  readonly events: readonly IncidentEvent[];
}

/** Where the newest repair of an incident stands. */
export interface RepairState {
  readonly plan: RepairPlan;
  readonly status:
    | "proposed"
    | "rejected"
    | "approved"
    | "performed"
    | "failed"
    | "fixed"
    | "not-fixed"
    | "not-enough-data"
    | "undone";
  readonly approvedBy: string | null;
  readonly approvedAt: TimeMs | null;
  readonly performedAt: TimeMs | null;
  readonly steps: readonly StepResult[];
  readonly outcome: RepairOutcome | null;
}
