import type { Firing } from "../../src/incident/advance.ts";
import type { ComponentRef } from "../../src/model/component.ts";
import type { Evaluation, Monitor } from "../../src/model/monitor.ts";
import { say } from "../../src/model/message.ts";
import { minute } from "../../src/model/time.ts";

export const now = 1_750_000_000_000;

/** A monitor of a measure; what tests do not name is ordinary. */
export function monitorOf(given: Partial<Monitor> & { readonly id: string }): Monitor {
  return {
    owner: "pack",
    watch: {
      kind: "measure",
      measure: "accuracy",
      subject: { kind: "model", model: "digits" },
      slice: {},
    },
    detector: "robust-season",
    settings: {},
    direction: "down",
    class: "objective",
    holdWindows: 2,
    windowMs: minute,
    severity: "warning",
    unit: "ratio",
    reason: say("pack/quality", { subject: "digits" }),
    enabled: true,
    ...given,
  };
}

export function evaluationOf(monitor: string, windowEnd: number): Evaluation {
  return {
    monitor,
    windowStart: windowEnd - minute,
    windowEnd,
    revision: 0,
    value: 0.6,
    count: 100,
    standardError: 0.05,
    state: "anomalous",
    score: 0.9,
    expected: 0.95,
    low: 0.9,
    high: 1,
    progress: null,
    reason: say("detect/no-data"),
    firing: true,
  };
}

/** A firing that began a minute before `at`. */
export function firingOf(given: {
  readonly id: string;
  readonly at?: number;
  readonly startedAt?: number;
  readonly models?: readonly string[];
  readonly components?: readonly ComponentRef[];
  readonly monitor?: Partial<Monitor>;
}): Firing {
  const at = given.at ?? now;
  return {
    monitor: monitorOf({ id: given.id, ...given.monitor }),
    evaluation: evaluationOf(given.id, at),
    startedAt: given.startedAt ?? at - minute,
    models: given.models ?? ["digits"],
    components: given.components ?? [{ kind: "artifact", name: "digits" }],
  };
}
