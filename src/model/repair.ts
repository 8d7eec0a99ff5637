import type { ComponentRef } from "./component.ts";
import type { Json } from "./json.ts";
import type { Message } from "./message.ts";
import type { TimeMs } from "./time.ts";

/** A place where repairs can act, from the configuration: where it is and what it is for. */
export interface RepairTarget {
  readonly name: string;
  /** The action that speaks its contract: "switch-version" or "webhook". */
  readonly action: string;
  /** What it acts on; a plan is made only for a matching cause. Empty strings match nothing. */
  readonly model: string;
  readonly component: string;
  /** What is switched or done: "model-version", "prompt-version", or a webhook's operation name. */
  readonly operation: string;
  readonly url: string;
  /** Name of the environment variable that holds the signing secret; the secret itself is never stored. */
  readonly secretEnv: string;
}

/** One call that a plan would make, told without making it. */
export interface RepairStep {
  readonly id: string;
  readonly action: string;
  readonly target: string;
  /** The exact call, for dry run and record. Never holds a secret. */
  readonly call: { readonly method: string; readonly url: string; readonly body: Json };
  readonly says: Message;
  /** The call that takes it back; null when it has none, with the reason in `undoSays`. */
  readonly undo: { readonly method: string; readonly url: string; readonly body: Json } | null;
  readonly undoSays: Message;
}

export interface RepairPlan {
  readonly id: string;
  readonly incident: string;
  readonly cause: string;
  readonly playbook: string;
  readonly component: ComponentRef;
  readonly steps: readonly RepairStep[];
  readonly blastRadius: Message;
  readonly risk: "low" | "medium" | "high";
  readonly createdAt: TimeMs;
  readonly mode: "propose" | "approve" | "auto";
  /** What verification will test. */
  readonly verification: VerificationPlan;
}

/** What must hold again before a repair counts as `fixed`. */
export interface VerificationPlan {
  /** Monitors whose measure must be back; the incident's objective symptoms. */
  readonly monitors: readonly string[];
  readonly settleMs: number;
  readonly timeoutMs: number;
  /** Smallest sample, in rows, before any answer but not-enough-data. */
  readonly countMin: number;
}

export interface StepResult {
  readonly step: string;
  readonly at: TimeMs;
  readonly ok: boolean;
  /** HTTP status, 0 when no answer came. */
  readonly status: number;
  readonly before: Json;
  readonly after: Json;
  readonly error: string;
}

/** The answer of verification, from a statistical test. */
export interface RepairOutcome {
  readonly result: "fixed" | "not-fixed" | "not-enough-data";
  readonly tests: readonly {
    readonly monitor: string;
    readonly test: string;
    readonly before: {
      readonly value: number;
      readonly count: number;
      readonly standardError: number;
    };
    readonly during: {
      readonly value: number;
      readonly count: number;
      readonly standardError: number;
    };
    readonly after: {
      readonly value: number;
      readonly count: number;
      readonly standardError: number;
    };
    /** Largest difference from before that still counts as fixed, in the measure's unit. */
    readonly margin: number;
    /** P value of the test that the difference exceeds the margin; small means fixed. */
    readonly pValue: number;
    readonly passed: boolean;
  }[];
}

/** What Aceso may do by itself. */
export interface RepairPolicy {
  readonly mode: "propose" | "approve" | "auto";
  readonly allowedActions: readonly string[];
  readonly runsPerHourMax: number;
  readonly runsPerDayMax: number;
  readonly coolDownMs: number;
  readonly confidenceMin: number;
  readonly stopAll: boolean;
}
