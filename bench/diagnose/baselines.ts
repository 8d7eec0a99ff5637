import type { ComponentCase } from "../../src/diagnose/ranking/component-case.ts";
import { tellHits } from "./hits.ts";

/** What a diagnosis that knows nothing of kinds, maps and logs does: the component whose any metric is furthest off. */
export function componentsByLargestZ({
  series,
  before,
  during,
}: Pick<ComponentCase, "series" | "before" | "during">): readonly string[] {
  const scores = new Map<string, number>();
  for (const { component, values, quiet } of series) {
    const calm = quiet ?? before.flatMap(({ start, end }) => [...values.subarray(start, end)]);
    const known = Array.from(calm).filter((value) => Number.isFinite(value));
    const mean = known.reduce((a, b) => a + b, 0) / known.length;
    const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
    const far = [...values.subarray(during.start, during.end)]
      .filter((value) => Number.isFinite(value))
      .reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
    const score = far / (Math.sqrt(variance) || 1);
    if (Number.isFinite(score)) {
      scores.set(component, Math.max(scores.get(component) ?? 0, score));
    }
  }
  return [...scores].toSorted((a, b) => b[1] - a[1]).map(([component]) => component);
}

/** Share of cases a die hits at first. */
export function hitsByChance(components: number): number {
  return components === 0 ? 0 : 1 / components;
}

/** Lines for people: the largest z by kind, and chance. */
export function tellBaselines(
  set: string,
  told: readonly { readonly kind: string; readonly largestZ: number; readonly random: number }[],
): readonly string[] {
  const chance = told.reduce((sum, { random }) => sum + random, 0) / told.length;
  return [
    ...tellHits(
      `${set} largest z`,
      told.map(({ kind, largestZ }) => ({ kind, rank: largestZ })),
    ),
    `${set} by chance: AC@1 ${chance.toFixed(3)}`,
  ];
}
