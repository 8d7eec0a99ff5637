import { watchRules } from "../../src/detect/packs/rules.ts";
import type { Json } from "../../src/model/json.ts";
import type { BadDirection } from "../../src/model/monitor.ts";

/** A rule by which shipped monitors open incidents, as far as it can judge a series of unknown unit. */
export interface ShippedObjective {
  /** The first measure that is watched by it. */
  readonly name: string;
  readonly settings: { readonly [name: string]: Json };
  readonly direction: BadDirection;
  /** Whether a series can be such a measure. */
  fits(values: Float64Array): boolean;
}

/**
 * The different rules of the packs whose monitors are objectives. Of a rule that asks for a share of what is expected the
 * least change in its own unit is left out: the series have another one, and it would only make the rule quieter.
 */
export function shippedObjectives(): readonly ShippedObjective[] {
  // settings and direction as text → rule
  const rules = new Map<string, ShippedObjective>();
  for (const [name, rule] of Object.entries(watchRules)) {
    if (rule.class !== "objective") continue;
    const { countMin: _, ...settings } = rule.settings;
    const isShare = settings["changeMinRatio"] === 0;
    const { changeMin: __, ...relative } = settings;
    const judged = isShare ? settings : relative;
    const key = JSON.stringify([judged, rule.direction]);
    if (rules.has(key)) continue;
    const fits = isShare ? isWithinOne : isPositive;
    rules.set(key, { name, settings: judged, direction: rule.direction, fits });
  }
  return [...rules.values()];
}

function isWithinOne(values: Float64Array): boolean {
  return values.every((value) => !Number.isFinite(value) || (value >= 0 && value <= 1));
}

function isPositive(values: Float64Array): boolean {
  return values.every((value) => !Number.isFinite(value) || value > 0);
}
