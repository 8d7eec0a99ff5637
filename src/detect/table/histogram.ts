import type { Json } from "../../model/json.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";

const settings = {
  bins: {
    type: "number",
    unit: "bins",
    default: 10,
    min: 2,
    max: 1_000,
    meaning: "how many equal bins each feature's range is cut into",
  },
  rowsMax: rowsMax(200_000),
} as const;

/** Histogram-based score: how rare each value is in its own column, added up as −ln of the bin's height. */
export const histogram = scaledDetector({
  name: "histogram",
  summary: "finds rows with values that are rare in their own column, by one histogram a column",
  when: "The cheapest, sturdy on contaminated references of many features; blind to combinations.",
  source: "Goldstein and Dengel 2012 (HBOS)",
  formula: "Σ over features of −ln of the height of the bin that holds the value",
  cost: "O(n d) to learn, O(d) a row",
  settings,
  learn: (rows, { bins }) => learnHistogram(rows, bins),
  // The snapshot was made by `histogramModel`.
  recall: (snapshot) => histogramModel(snapshot as unknown as Histograms),
});

/** The model behind the detector, for others that take it as a part. */
export function learnHistogram(rows: Matrix, bins: number): ScaledModel {
  return histogramModel(countBins(rows, bins));
}

type Histograms = {
  readonly bins: number;
  /** Lower end of each column's range. */
  readonly starts: readonly number[];
  /** Width of a column's bins; 0 for a constant column. */
  readonly widths: readonly number[];
  /** Column × bins → −ln of the height relative to the column's highest bin. */
  readonly surprises: readonly number[];
  /** What a value outside the range of its column is worth: half a row. */
  readonly outside: readonly number[];
};

function countBins({ values, rows, columns }: Matrix, bins: number): Histograms {
  const starts: number[] = [];
  const widths: number[] = [];
  const surprises: number[] = [];
  const outside: number[] = [];
  for (let column = 0; column < columns; column++) {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < rows; row++) {
      const value = values[row * columns + column]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    const width = (most - least) / bins;
    const counts = new Float64Array(bins);
    for (let row = 0; row < rows; row++) {
      const value = values[row * columns + column]!;
      counts[width > 0 ? Math.min(bins - 1, Math.floor((value - least) / width)) : 0]!++;
    }
    const highest = counts.reduce((high, count) => Math.max(high, count), 1);
    starts.push(least);
    widths.push(width);
    outside.push(Math.log(2 * highest));
    for (const count of counts) surprises.push(Math.log(highest / Math.max(0.5, count)));
  }
  return { bins, starts, widths, surprises, outside };
}

function histogramModel(learned: Histograms): ScaledModel {
  const { bins, starts, widths, outside } = learned;
  const surprises = Float64Array.from(learned.surprises);
  return {
    score({ values, rows, columns }) {
      const scores = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (let column = 0; column < columns; column++) {
          const offset = values[row * columns + column]! - starts[column]!;
          const width = widths[column]!;
          // The last bin holds its upper end.
          const isInside = offset >= 0 && offset <= width * bins * (1 + 1e-12);
          const bin = width > 0 ? Math.min(bins - 1, Math.floor(offset / width)) : 0;
          sum += isInside ? surprises[column * bins + bin]! : outside[column]!;
        }
        scores[row] = sum;
      }
      return scores;
    },
    snapshot: (): Json => ({ ...learned }),
  };
}
