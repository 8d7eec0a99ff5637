import type {
  FeatureBins,
  FeatureProfile,
  FeatureReference,
  FeatureSummary,
  SummaryRequest,
} from "../model/summary.ts";
import { gridOf, type Window, type WindowGrid } from "../model/time.ts";

// A reference is made in two questions to the store. First `profileRequest`: what do the features look like
// over a quiet window? `binsFrom` freezes their bins on the answer. Then a `features` request with those
// bins over the same window: `referencesFrom` adds up its histograms.

// Minimum, nine deciles and maximum: every bin between them holds a tenth of the reference.
const probabilities = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

// The categories that get a bin of their own; rarer ones share the last.
const categoriesMax = 30;

type BinTable = { readonly [model: string]: { readonly [feature: string]: FeatureBins } };

/** The first question: what the features of a model look like over a window. */
export function profileRequest(
  window: Window,
  models?: readonly string[],
): Extract<SummaryRequest, { readonly kind: "feature-profiles" }> {
  const grid = gridOf(window);
  const named = models ? { models } : {};
  return { kind: "feature-profiles", grid, ...named, probabilities, categoriesMax };
}

/** model → feature → its frozen bins. Features with nothing but nulls get none. */
export function binsFrom(profiles: readonly FeatureProfile[]): BinTable {
  const table: Record<string, Record<string, FeatureBins>> = {};
  for (const profile of profiles) {
    const bins = binsOf(profile);
    if (bins === null) continue;
    (table[profile.model] ??= {})[profile.feature] = bins;
  }
  return table;
}

/** The second question: how many rows fall in each bin. Windows must not overlap, or rows count twice. */
export function referenceRequest(
  grid: WindowGrid,
  bins: BinTable,
): Extract<SummaryRequest, { readonly kind: "features" }> {
  return { kind: "features", grid, models: Object.keys(bins), bins };
}

/**
 * References from the answer of `referenceRequest`: rows of all versions together, added up over windows.
 * A feature whose histogram does not fit its bins, or holds nothing, gets no reference.
 */
export function referencesFrom(
  rows: readonly FeatureSummary[],
  bins: BinTable,
): ReadonlyMap<string, ReadonlyMap<string, FeatureReference>> {
  const references = new Map<string, Map<string, FeatureReference>>();
  for (const row of rows) {
    const own = bins[row.model]?.[row.feature];
    if (row.version !== "" || own === undefined || row.histogram.length !== binCount(own)) continue;
    const features = references.get(row.model) ?? new Map<string, FeatureReference>();
    const before = features.get(row.feature);
    features.set(row.feature, {
      model: row.model,
      feature: row.feature,
      bins: own,
      histogram: row.histogram.map((count, bin) => count + (before?.histogram[bin] ?? 0)),
      count: row.count + (before?.count ?? 0),
      nulls: row.nulls + (before?.nulls ?? 0),
      importance: null,
    });
    references.set(row.model, features);
  }
  for (const features of references.values()) {
    for (const [name, reference] of features) {
      if (!reference.histogram.some((count) => count > 0)) features.delete(name);
    }
  }
  return references;
}

/** Bins that a histogram over these bins has. */
export function binCount(bins: FeatureBins): number {
  return (bins.type === "number" ? bins.edges.length : bins.categories.length) + 1;
}

function binsOf(profile: FeatureProfile): FeatureBins | null {
  if (profile.type === "text") {
    if (profile.categories.length === 0) return null;
    const frequent = [...profile.categories]
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, categoriesMax);
    return { type: "text", categories: frequent.map(({ value }) => value) };
  }
  const quantiles = profile.quantiles.filter((value) => Number.isFinite(value));
  if (quantiles.length === 0) return null;
  return { type: "number", edges: numberEdges(quantiles) };
}

/**
 * Inner edges of bins frozen on the quantiles of a reference, minimum and maximum among them, ascending.
 * The first edge lies a hair below the minimum, so that values under all known ones have a bin of
 * their own, as those above the maximum have; a constant gets three bins: below, it, above.
 */
export function numberEdges(quantiles: readonly number[]): readonly number[] {
  const min = quantiles[0] ?? 0;
  const max = quantiles.at(-1) ?? 0;
  const below = min - Math.max(Math.abs(min), max - min, 1e-9) * 1e-9;
  return [...new Set([below, ...quantiles])].sort((a, b) => a - b);
}
