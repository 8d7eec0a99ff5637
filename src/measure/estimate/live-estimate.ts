import type { QualityEstimate } from "../../model/quality-estimate.ts";
import type { ConfidenceSummary } from "../../model/summary.ts";
import { windowAt } from "../../model/time.ts";
import type { MeasureContext } from "../measure.ts";

// Fewer labelled rows of the same output and confidence than these say nothing.
const cellRowsMin = 30;
/** Share of a window's rows that must lie where the reference has enough labels. */
export const coverageMin = 0.8;
const normal95 = 1.959963984540054;

/**
 * The accuracy and F1 to be expected of each model without labels: predictions of the same output and
 * confidence are right as often as they were on the labelled reference, of the same version where it has
 * 30 such rows, else of all versions. Null where less than 80 % of the rows have such a reference.
 *
 * The interval holds the spread of the window's own truths and the error of the reference's shares. It
 * follows a change of inputs that shows in the confidence; where the truth itself depends on the inputs in a new way,
 * or a version is sure and wrong, nobody can see it without labels.
 * Source: confidence-based performance estimation with histogram binning (Zadrozny and Elkan 2001).
 */
export function liveEstimates(
  rows: readonly ConfidenceSummary[],
  context: Pick<MeasureContext, "grid" | "positiveClasses">,
): readonly QualityEstimate[] {
  const models = [...new Set(rows.map(({ model }) => model))];
  return models.flatMap((model) => {
    const own = rows.filter((row) => row.model === model);
    const current = own.filter(({ part }) => part === "current");
    if (current.length === 0) return [];
    const known = referenceOf(own.filter(({ part }) => part === "reference"));
    const cells = coveredCells(current, known);
    const total = sumOf(current);
    const covered = sumOf(cells);
    const isKnown = covered > 0 && covered >= coverageMin * total;
    const positive = context.positiveClasses.get(model);
    return [
      {
        model,
        window: windowAt(context.grid, 0),
        rows: total,
        covered,
        accuracy: isKnown ? accuracyOf(cells, covered) : null,
        f1: isKnown && positive !== undefined ? f1Of(cells, positive) : null,
        truth: truthOf(own.filter(({ part }) => part === "labelled")),
      },
    ];
  });
}

interface Share {
  readonly hits: number;
  readonly count: number;
}

// One cell of the window beside the share of right outputs that the reference has for it.
interface Cell {
  readonly output: string;
  readonly count: number;
  readonly share: Share;
}

function keyOf(version: string | null, { output, step }: ConfidenceSummary): string {
  return JSON.stringify([version, output, step]);
}

// Version, output and step, and the latter two of all versions under null → share of right outputs.
function referenceOf(rows: readonly ConfidenceSummary[]): ReadonlyMap<string, Share> {
  const known = new Map<string, Share>();
  for (const row of rows) {
    for (const key of [keyOf(row.version, row), keyOf(null, row)]) {
      const before = known.get(key) ?? { hits: 0, count: 0 };
      known.set(key, { hits: before.hits + row.hits, count: before.count + row.count });
    }
  }
  return known;
}

function coveredCells(
  current: readonly ConfidenceSummary[],
  known: ReadonlyMap<string, Share>,
): readonly Cell[] {
  return current.flatMap((row) => {
    const isEnough = (share: Share | undefined) =>
      share !== undefined && share.count >= cellRowsMin;
    const own = known.get(keyOf(row.version, row));
    const share = isEnough(own) ? own : known.get(keyOf(null, row));
    if (share === undefined || !isEnough(share)) return [];
    return [{ output: row.output, count: row.count, share }];
  });
}

function accuracyOf(cells: readonly Cell[], covered: number): QualityEstimate["accuracy"] {
  let right = 0;
  for (const { count, share } of cells) right += count * rateOf(share);
  const value = right / covered;
  const standardError = errorOf(cells, () => 1 / covered);
  const margin = normal95 * standardError;
  return {
    value,
    standardError,
    low: Math.max(0, value - margin),
    high: Math.min(1, value + margin),
  };
}

/** 2 TP / (2 TP + FP + FN) of expected counts, with the error by the delta method. */
function f1Of(cells: readonly Cell[], positive: string): QualityEstimate["f1"] {
  let [hits, called, missed] = [0, 0, 0];
  for (const { output, count, share } of cells) {
    if (output === positive) {
      hits += count * rateOf(share);
      called += count;
    } else {
      missed += count * (1 - rateOf(share));
    }
  }
  const whole = hits + called + missed;
  if (!(whole > 0)) return null;
  const standardError = errorOf(cells, ({ output }) =>
    output === positive ? (2 * (whole - hits)) / whole ** 2 : (2 * hits) / whole ** 2,
  );
  return { value: (2 * hits) / whole, standardError };
}

/** @param slopeOf by how much the estimate grows when one more row of the cell is right */
function errorOf(cells: readonly Cell[], slopeOf: (cell: Cell) => number): number {
  // Cells that share a reference share its error.
  const slopes = new Map<Share, number>();
  let variance = 0;
  for (const cell of cells) {
    const slope = slopeOf(cell);
    variance += cell.count * slope * slope * spreadOf(cell.share);
    slopes.set(cell.share, (slopes.get(cell.share) ?? 0) + cell.count * slope);
  }
  for (const [share, slope] of slopes) variance += (slope * slope * spreadOf(share)) / share.count;
  return Math.sqrt(variance);
}

function rateOf({ hits, count }: Share): number {
  return hits / count;
}

// By Laplace's rule of succession: a cell that was always right is not sure to be right for ever.
function spreadOf({ hits, count }: Share): number {
  const rate = (hits + 1) / (count + 2);
  return rate * (1 - rate);
}

function truthOf(rows: readonly ConfidenceSummary[]): QualityEstimate["truth"] {
  const count = sumOf(rows);
  if (count === 0) return null;
  return { accuracy: rows.reduce((sum, { hits }) => sum + hits, 0) / count, rows: count };
}

function sumOf(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
