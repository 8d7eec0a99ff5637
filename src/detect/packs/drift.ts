import type { ModelFacts } from "../../model/measurement.ts";
import { say } from "../../model/message.ts";
import type { Monitor } from "../../model/monitor.ts";
import { minute } from "../../model/time.ts";
import { monitorId } from "./monitor-id.ts";

/** Which models page by drift, and by what. */
export interface DriftPaging {
  /** Models whose owner wants to be paged by drift itself. */
  readonly always: ReadonlySet<string>;
  /** Models whose labels come too late to page by: what quality is expected to be pages for them. */
  readonly awaited: ReadonlySet<string>;
  /** Models of which texts or embeddings are compared with a reference. */
  readonly worded?: ReadonlySet<string>;
}

/** Points of a share, and share of an error, that must be lost: what people act on with labels, too. */
const lossMin = { share: 0.05, error: 0.33 } as const;

const common = {
  owner: "pack",
  detector: "static-threshold",
  direction: "up",
  class: "objective",
  holdWindows: 3,
  windowMs: minute,
  severity: "warning",
  enabled: true,
} as const;

/**
 * The monitor by which drift may page: of what it is expected to cost, in three windows in a row with a 95 % bound
 * beyond the limit, where labels come too late to tell; or, where its owner asks for it, of drift itself. Drift of texts is evidence.
 */
export function driftMonitors(facts: ModelFacts, paging: DriftPaging): readonly Monitor[] {
  const { model } = facts;
  const subject = { kind: "model", model } as const;
  const ofTexts: readonly Monitor[] =
    paging.worded?.has(model) === true
      ? [
          {
            ...common,
            id: monitorId("model", model, "drifted-texts", {}),
            watch: { kind: "measure", measure: "drifted-texts", subject, slice: {} },
            settings: { high: 0 },
            class: "evidence",
            severity: "info",
            unit: "1",
            reason: say("pack/inputs", { subject: model }),
          },
        ]
      : [];
  return [...ofTexts, ...pagingMonitors(facts, paging)];
}

function pagingMonitors({ model, task }: ModelFacts, paging: DriftPaging): readonly Monitor[] {
  const subject = { kind: "model", model } as const;
  if (paging.always.has(model)) {
    const measure = "drifted-features";
    return [
      {
        ...common,
        id: monitorId("model", model, measure, {}),
        watch: { kind: "measure", measure, subject, slice: {} },
        settings: { high: 0 },
        unit: "1",
        reason: say("pack/drift", { subject: model }),
      },
    ];
  }
  if (!paging.awaited.has(model)) return [];
  return [
    {
      ...common,
      id: expectedLossMonitor(model),
      watch: { kind: "measure", measure: "expected-loss", subject, slice: {} },
      settings: { high: task === "regression" ? lossMin.error : lossMin.share },
      unit: "ratio",
      reason: say("pack/expected-loss", { subject: model }),
    },
  ];
}

/** The id of the monitor of what drift is expected to cost a model. */
export function expectedLossMonitor(model: string): string {
  return monitorId("model", model, "expected-loss", {});
}
