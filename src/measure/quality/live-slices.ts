import type { SliceQuality, WorstSlices } from "../../model/slice-quality.ts";
import type { FeatureBins, SliceSummary } from "../../model/summary.ts";
import { windowAt } from "../../model/time.ts";
import { holm } from "../../stats/adjust-p-values.ts";
import { normalCdf } from "../../stats/distribution/normal-cdf.ts";
import type { MeasureContext } from "../measure.ts";
import { meanScore } from "./score.ts";

// In which values of its features a model fares worse than in the rest. The slices are found, not chosen.

const featuresMax = 50;
const categoriesMax = 12;
const rowsMin = 30;
const toldMax = 3;
const significance = 0.01;
// A slice matters when its share of right outputs is 5 points lower, or its error a fifth larger.
const accuracyDropMin = 0.05;
const errorRiseMin = 0.2;

type Bins = { readonly [model: string]: { readonly [feature: string]: FeatureBins } };

/**
 * model → feature → the few bins it is cut into: quarters of the reference for numbers of many values, its
 * commonest categories for texts. At most 50 features of a model, by name.
 */
export function sliceBins(references: MeasureContext["references"]): Bins {
  return Object.fromEntries(
    [...references].map(([model, features]) => [
      model,
      Object.fromEntries(
        [...features]
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .slice(0, featuresMax)
          .map(([name, { bins }]) => [name, fewBins(bins)]),
      ),
    ]),
  );
}

function fewBins(bins: FeatureBins): FeatureBins {
  if (bins.type === "text") {
    return { type: "text", categories: bins.categories.slice(0, categoriesMax) };
  }
  const { edges } = bins;
  // The first edge lies a hair below the minimum: it cuts nothing off.
  if (edges.length <= 5) return { type: "number", edges: edges.slice(1, -1) };
  const at = (share: number) => edges[Math.round(1 + share * (edges.length - 2))] ?? 0;
  return { type: "number", edges: [...new Set([at(0.25), at(0.5), at(0.75)])] };
}

/**
 * The slices in which each model surely fares worse than in the rest of its labelled predictions: a one-sided
 * Welch test of the losses, Holm's correction over all slices of at least 30 rows, 1 %, and a
 * difference that matters. At most three of a model, the surest first, one of a feature.
 */
export function worstSlicesOf(
  rows: readonly SliceSummary[],
  context: Pick<MeasureContext, "grid" | "references">,
): readonly WorstSlices[] {
  const bins = sliceBins(context.references);
  const models = [...new Set(rows.map(({ model }) => model))];
  return models.flatMap((model) => {
    const own = rows.filter((row) => row.model === model);
    // A model answers by classes or by numbers; of both kinds the commoner is looked at.
    const wholes = own.filter(({ feature }) => feature === "");
    const whole = wholes.toSorted((a, b) => b.count - a.count)[0];
    if (whole === undefined || !(whole.count > 0)) return [];
    const parts = own.filter(({ feature, isClass }) => {
      return feature !== "" && isClass === whole.isClass;
    });
    const isClass = whole.isClass;
    return [
      {
        model,
        measure: isClass ? ("accuracy" as const) : ("mae" as const),
        window: windowAt(context.grid, whole.window),
        rows: whole.count,
        value: qualityOf(whole).value,
        standardError: qualityOf(whole).standardError,
        slices: told(parts, whole, bins[model] ?? {}),
      },
    ];
  });
}

interface Compared {
  readonly part: SliceSummary;
  readonly rest: number;
  readonly p: number;
  readonly matters: boolean;
}

function told(
  parts: readonly SliceSummary[],
  whole: SliceSummary,
  bins: Bins[string],
): readonly SliceQuality[] {
  const compared = parts.flatMap((part) => compare(part, whole));
  const adjusted = holm(compared.map(({ p }) => p));
  const found = compared
    .map((each, index) => ({ ...each, adjusted: adjusted[index] ?? 1 }))
    .filter(({ adjusted, matters }) => matters && adjusted < significance)
    .toSorted((a, b) => a.adjusted - b.adjusted || (a.part.feature < b.part.feature ? -1 : 1));
  const first = found.filter(
    ({ part }, index) => found.findIndex((other) => other.part.feature === part.feature) === index,
  );
  return first.slice(0, toldMax).map(({ part, rest }) => {
    const own = bins[part.feature];
    return {
      feature: part.feature,
      part: own === undefined ? "" : partOf(own, part.bin),
      rows: part.count,
      ...qualityOf(part),
      rest,
    };
  });
}

/** How a slice fares beside all rows that are not in it; nothing where either has too few. */
function compare(part: SliceSummary, whole: SliceSummary): readonly Compared[] {
  const rest = {
    ...whole,
    count: whole.count - part.count,
    lossSum: whole.lossSum - part.lossSum,
    lossSquareSum: whole.lossSquareSum - part.lossSquareSum,
  };
  if (part.count < rowsMin || rest.count < rowsMin) return [];
  const [here, there] = [part.lossSum / part.count, rest.lossSum / rest.count];
  const error = Math.sqrt(varianceOf(part) + varianceOf(rest));
  const least = whole.isClass ? accuracyDropMin : errorRiseMin * there;
  const p = normalCdf(-(here - there) / error);
  if (!Number.isFinite(p)) return [];
  return [{ part, rest: whole.isClass ? 1 - there : there, p, matters: here - there >= least }];
}

/** Variance of a mean loss; that of one more row of either kind where all are equal. */
function varianceOf({ count, lossSum, lossSquareSum, isClass }: SliceSummary): number {
  const spread = Math.max(0, lossSquareSum / count - (lossSum / count) ** 2);
  return (spread > 0 || !isClass ? spread : 1 / (count + 2)) / count;
}

function qualityOf({ count, lossSum, lossSquareSum, isClass }: SliceSummary) {
  const { value, standardError } = meanScore({ count, sum: lossSum, squareSum: lossSquareSum });
  return { value: isClass ? 1 - value : value, standardError };
}

/** What people call a bin: "= app", "≤ 2.5", "∈ 2.5 … 7", "> 7", "= ∅" for the missing, "= …" for the others. */
function partOf(bins: FeatureBins, bin: number): string {
  if (bin < 0) return "= ∅";
  if (bins.type === "text") return `= ${bins.categories[bin] ?? "…"}`;
  const shown = bins.edges.map((edge) => String(Number(edge.toPrecision(4))));
  if (bin === 0) return `≤ ${shown[0] ?? ""}`;
  return bin >= shown.length
    ? `> ${shown.at(-1) ?? ""}`
    : `∈ ${shown[bin - 1] ?? ""} … ${shown[bin] ?? ""}`;
}
