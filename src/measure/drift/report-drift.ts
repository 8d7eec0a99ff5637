import type { BinnedValues, StoredDistribution } from "../../model/distribution.ts";
import type { DriftOptions, DriftReport } from "../../model/drift-report.ts";
import type { FeatureBins, FeatureReference } from "../../model/summary.ts";
import type { Window } from "../../model/time.ts";
import { binnedDrift } from "./binned-drift.ts";

/** A feature as it was, over its bins. */
export interface ReferenceValues extends BinnedValues {
  readonly bins: FeatureBins;
  readonly importance: number | null;
}

/** The report of a model's inputs; features that only one side knows are left out. */
export function reportDrift(
  of: {
    readonly model: string;
    readonly window: Window;
    readonly reference: ReadonlyMap<string, ReferenceValues>;
    readonly current: ReadonlyMap<string, BinnedValues>;
    readonly about: DriftReport["reference"];
  },
  options: DriftOptions,
): DriftReport {
  const features = [...of.reference].flatMap(([feature, { bins, importance, ...reference }]) => {
    const current = of.current.get(feature);
    const isComparable = current?.histogram.length === reference.histogram.length;
    return current && isComparable ? [{ feature, bins, reference, current, importance }] : [];
  });
  const columns = binnedDrift(features, options);
  return {
    model: of.model,
    window: of.window,
    reference: of.about,
    rows: Math.max(0, ...features.map(({ current }) => current.count)),
    tested: columns.filter(({ verdict }) => verdict !== "untested").length,
    columns,
  };
}

/** Frozen references as values; their moments are not known. */
export function valuesOfReferences(
  references: ReadonlyMap<string, FeatureReference>,
): ReadonlyMap<string, ReferenceValues> {
  return new Map(
    [...references].map(([feature, { bins, histogram, count, nulls, importance }]) => [
      feature,
      { bins, histogram, count, nulls, importance, moments: null },
    ]),
  );
}

/**
 * Kept hours as a reference: of each feature those over the bins that are frozen now. Features without any are
 * left out.
 */
export function valuesOfHours(
  hours: readonly StoredDistribution[],
  frozen: ReadonlyMap<string, FeatureReference>,
): ReadonlyMap<string, ReferenceValues> {
  const values = new Map<string, ReferenceValues>();
  for (const { feature, bins, histogram, count, nulls, moments } of hours) {
    const known = frozen.get(feature);
    if (known === undefined || JSON.stringify(known.bins) !== JSON.stringify(bins)) continue;
    const { importance } = known;
    values.set(feature, { bins, histogram, count, nulls, moments, importance });
  }
  return values;
}
