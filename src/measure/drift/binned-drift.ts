import type { BinnedValues } from "../../model/distribution.ts";
import type { DriftColumn, DriftOptions } from "../../model/drift-report.ts";
import { say } from "../../model/message.ts";
import { resolveSettings } from "../../model/settings.ts";
import type { FeatureBins } from "../../model/summary.ts";
import { jensenShannonDistance } from "../../stats/distance/jensen-shannon-distance.ts";
import {
  hellingerDistance,
  largestShareGap,
  populationStability,
  totalVariation,
} from "../../stats/distance/share-distances.ts";
import { kolmogorovTailOf } from "../../stats/distribution/kolmogorov-tail.ts";
import { binnedShift, type BinnedShift } from "./binned-shift.ts";
import { testCategories } from "./category-test.ts";
import type { DriftFinding, MissingFinding } from "./drift.ts";
import type { CategorySide } from "./drift-side.ts";
import type { DriftEffect } from "./effect-size.ts";
import { judgeDrift } from "./judge-drift.ts";
import type { DriftTest } from "./number-test.ts";
import { driftSettings } from "./settings.ts";

/** A feature on both sides, over the same frozen bins. */
export interface BinnedFeature {
  readonly feature: string;
  readonly bins: FeatureBins;
  readonly reference: BinnedValues;
  readonly current: BinnedValues;
  /** Importance for the model, 0 to 1; null where unknown. */
  readonly importance: number | null;
}

// Numbers that fill so few bins are taken as categories.
const fewBinsMax = 4;

/**
 * The drift of features that are known by their frozen bins: the test and the size chosen by type, size and
 * shape, p values adjusted for the number of features, the worst first. Over bins the Kolmogorov-Smirnov test
 * is conservative: it sees the gap at the edges only.
 *
 * Cost O(features × bins).
 */
export function binnedDrift(
  features: readonly BinnedFeature[],
  options: DriftOptions,
): readonly DriftColumn[] {
  const findings = features.map((feature) => findingOf(feature, options));
  const { effectMin, significance, correction } = options;
  const importance = new Map(
    features.flatMap(({ feature, importance: known }) =>
      known === null ? [] : [[feature, known] as const],
    ),
  );
  const missing = new Map(features.map((each) => [each.feature, missingShares(each)]));
  return judgeDrift(findings, { effectMin, significance, correction }, importance).map((found) => ({
    feature: found.column,
    verdict: found.verdict,
    test: found.test?.name ?? null,
    pValue: found.pValue,
    effect: found.effect?.name ?? null,
    size: found.effect?.value ?? null,
    unseenShare: found.unseenShare,
    referenceMissing: missing.get(found.column)?.reference ?? 0,
    currentMissing: missing.get(found.column)?.current ?? 0,
    reasons: found.reasons,
  }));
}

function findingOf(of: BinnedFeature, options: DriftOptions): DriftFinding {
  const [n, m] = [rowsIn(of.reference), rowsIn(of.current)];
  const base = {
    column: of.feature,
    kind: of.bins.type === "number" ? ("numbers" as const) : ("categories" as const),
    missing: missingOf(of, options),
    unseenShare: unseenShare(of),
    referenceCount: n,
    currentCount: m,
  };
  const least = Math.min(n, m);
  if (least < options.rowsMin) {
    const because = say("drift/untested-few", { least, rows: options.rowsMin });
    return { ...base, test: null, effect: null, because };
  }
  const isFew = filledBins(of) <= fewBinsMax;
  if (of.bins.type === "text" || isFew) {
    const because =
      of.bins.type === "text"
        ? say("drift/kind-categories", {})
        : say("drift/kind-few-bins", { most: fewBinsMax });
    const test = testCategories(categorySide(of.reference), categorySide(of.current), automatic);
    const effect = shareEffect(of, options.categoryEffect, say("drift/effect-shares", {}));
    return { ...base, kind: "categories", test, effect, because };
  }
  const { edges } = of.bins;
  const shift = binnedShift({ edges, reference: of.reference, current: of.current });
  return {
    ...base,
    test: numberTestOf(of, shift, options),
    effect: numberEffectOf(of, shift, options),
    because: say("drift/kind-numbers", {}),
  };
}

const automatic = resolveSettings(driftSettings).values;

function numberTestOf(of: BinnedFeature, { gap }: BinnedShift, options: DriftOptions): DriftTest {
  const [n, m] = [rowsIn(of.reference), rowsIn(of.current)];
  const params = { reference: n, current: m };
  if (options.numberTest === "chi-squared") {
    const chosen = { ...automatic, categoryTest: "chi-squared" };
    return testCategories(categorySide(of.reference), categorySide(of.current), chosen);
  }
  const because =
    options.numberTest === "auto"
      ? say("drift/test-numbers-binned", params)
      : say("drift/test-asked-for", {});
  const size = Math.max(1, Math.round((n * m) / (n + m)));
  const pValue = kolmogorovTailOf(size, gap);
  return { name: "kolmogorov-smirnov", statistic: gap, pValue, because };
}

function numberEffectOf(
  of: BinnedFeature,
  shift: BinnedShift,
  { numberEffect: asked }: DriftOptions,
): DriftEffect {
  const isHeavy = shift.deviation > 3 * shift.robust;
  const name = asked === "auto" ? (isHeavy ? "jensen-shannon" : "wasserstein") : asked;
  const because =
    asked !== "auto"
      ? say("drift/effect-asked-for", {})
      : isHeavy
        ? say("drift/effect-heavy-tails", {})
        : say("drift/effect-deviations", {});
  if (name === "wasserstein") return { name, value: shift.distance / shift.deviation, because };
  return shareEffect(of, name, because);
}

function shareEffect(
  { reference, current }: BinnedFeature,
  name: DriftOptions["categoryEffect"],
  because: DriftEffect["because"],
): DriftEffect {
  const [p, q] = [current.histogram, reference.histogram];
  switch (name) {
    case "population-stability":
      return { name, value: populationStability(p, q), because };
    case "hellinger":
      return { name, value: hellingerDistance(p, q), because };
    case "total-variation":
      return { name, value: totalVariation(p, q), because };
    case "l-infinity":
      return { name, value: largestShareGap(p, q), because };
    case "jensen-shannon":
      return { name, value: jensenShannonDistance(p, q), because };
    default:
      return name satisfies never;
  }
}

function rowsIn({ histogram }: Pick<BinnedValues, "histogram">): number {
  return histogram.reduce((sum, rows) => sum + rows, 0);
}

function filledBins({ reference, current }: BinnedFeature): number {
  return reference.histogram.filter((rows, bin) => rows + (current.histogram[bin] ?? 0) > 0).length;
}

/** Values in bins that the reference left empty. */
function unseenShare({ reference, current }: BinnedFeature): number {
  const unseen = current.histogram.reduce(
    (sum, rows, bin) => sum + ((reference.histogram[bin] ?? 0) === 0 ? rows : 0),
    0,
  );
  return unseen / Math.max(1, rowsIn(current));
}

/** Bins as categories; empty ones are none. */
function categorySide({ histogram, nulls }: BinnedValues): CategorySide {
  const counts = new Map<string, number>();
  histogram.forEach((rows, bin) => {
    if (rows > 0) counts.set(String(bin), rows);
  });
  return { kind: "categories", counts, present: rowsIn({ histogram }), missing: nulls };
}

function missingShares({ reference, current }: BinnedFeature) {
  const shareOf = ({ nulls, count }: BinnedValues) => (count > 0 ? nulls / count : 0);
  return { reference: shareOf(reference), current: shareOf(current) };
}

function missingOf(of: BinnedFeature, { rowsMin }: DriftOptions): MissingFinding | null {
  const { reference, current } = of;
  if (reference.nulls + current.nulls === 0) return null;
  if (Math.min(reference.count, current.count) < rowsMin) return null;
  const [a, b] = [missingSide(reference), missingSide(current)];
  const shares = missingShares(of);
  return {
    referenceShare: shares.reference,
    currentShare: shares.current,
    test: testCategories(a, b, automatic),
    effect: jensenShannonDistance(
      [reference.nulls, a.present - reference.nulls],
      [current.nulls, b.present - current.nulls],
    ),
  };
}

function missingSide({ nulls, count }: BinnedValues): CategorySide {
  const counts = new Map([
    ["missing", nulls],
    ["present", Math.max(0, count - nulls)],
  ]);
  return { kind: "categories", counts, present: count, missing: 0 };
}
