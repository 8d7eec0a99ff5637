import type { Json } from "../model/json.ts";
import type { Cause } from "../model/diagnosis.ts";
import type { Incident } from "../model/incident.ts";
import type { RepairStep, RepairTarget } from "../model/repair.ts";

/** The outside world of an action; main.ts hands in a real one, tests a recorded one. */
export interface ActionWorld {
  /** One HTTP call with a time limit of 10 s; rejects only when no answer came. */
  call(request: {
    readonly method: string;
    readonly url: string;
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
  }): Promise<{ readonly status: number; readonly body: string }>;
  /** The secret in this environment variable; undefined when it is not set. Never logged. */
  secret(environmentName: string): string | undefined;
  now(): number;
}

/**
 * Something a repair can do. It can describe itself without doing anything, is harmless twice (every
 * call carries an idempotency key made of incident and step), and has an undo or says it has none.
 */
export interface RepairAction {
  readonly name: string;
  readonly summary: string;
  /** The exact step for this cause on this target; undefined when the target cannot help here. */
  plan(request: {
    readonly incident: Incident;
    readonly cause: Cause;
    readonly target: RepairTarget;
    /** The target's state as its contract reports it now; null when it has none to report. */
    readonly state: Json;
    /** Versions that were healthy before the onset, newest first. */
    readonly goodVersions: readonly string[];
  }): RepairStep | undefined;
  /** Asks the target for its present state; what `plan` is handed. Changes nothing. */
  inspect(target: RepairTarget, world: ActionWorld): Promise<Json>;
  perform(step: RepairStep, target: RepairTarget, world: ActionWorld): Promise<ActionResult>;
  undo(step: RepairStep, target: RepairTarget, world: ActionWorld): Promise<ActionResult>;
}

export interface ActionResult {
  readonly ok: boolean;
  readonly status: number;
  readonly before: Json;
  readonly after: Json;
  readonly error: string;
}
