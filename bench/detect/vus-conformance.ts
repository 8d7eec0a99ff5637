import { readFileSync, existsSync } from "node:fs";
import { precisionRecall } from "./precision-recall.ts";
import { vusPr } from "./vus-pr.ts";
import type { GroupSeries } from "./group-series.ts";

/**
 * Checks the scorers against the measures that come with a data set: two plain scores of some series, judged by
 * TSB-AD's own code. What differs beyond four decimals is named; empty when all agree or the file is absent.
 *
 * @param path conformance_vus.csv: series, score, …, window, AUC-PR, …, VUS-PR, …, Standard-F1
 */
export function vusConformance(
  path: string,
  series: readonly GroupSeries[],
): { readonly checked: number; readonly differences: readonly string[] } {
  if (!existsSync(path)) return { checked: 0, differences: [] };
  const [header, ...rows] = readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const differences: string[] = [];
  let checked = 0;
  for (const cells of rows) {
    const cell = (name: string): string => cells[header!.indexOf(name)] ?? "";
    const found = series.find(({ name }) => name === cell("series"));
    if (found === undefined) continue;
    checked += 1;
    const plain = largestDeviation(found);
    const scores = cell("score") === "C2" ? trailingMean(plain, 25) : plain;
    const { aucPr, bestF1 } = precisionRecall(scores, found.labels);
    const measured = [
      ["window", found.window],
      ["VUS-PR", vusPr(scores, found.labels, found.window)],
      ["AUC-PR", aucPr],
      ["Standard-F1", bestF1],
    ] as const;
    for (const [name, value] of measured) {
      if (Math.abs(value - Number(cell(name))) <= 5e-5) continue;
      differences.push(`${cell("series")} ${cell("score")} ${name}: ${value}, not ${cell(name)}`);
    }
  }
  return { checked, differences };
}

/** Largest of the channels' |x − mean| / standard deviation, both of the training rows. */
function largestDeviation({ channels, trainRows, labels }: GroupSeries): Float64Array {
  const scores = new Float64Array(labels.length);
  for (const channel of channels) {
    const train = channel.subarray(0, trainRows);
    const mean = pairwiseSum(train) / trainRows;
    const spread = Math.sqrt(pairwiseSum(train.map((value) => (value - mean) ** 2)) / trainRows);
    const divisor = spread < 1e-8 ? 1 : spread;
    channel.forEach((value, row) => {
      scores[row] = Math.max(scores[row]!, Math.abs(value - mean) / divisor);
    });
  }
  return scores;
}

/** From running sums, as the given values were made: ties depend on the last bit. */
function trailingMean(values: Float64Array, rows: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, row) => (sums[row + 1] = sums[row]! + value));
  return values.map((_, row) => {
    const from = Math.max(0, row + 1 - rows);
    return (sums[row + 1]! - sums[from]!) / (row + 1 - from);
  });
}

/** The order of additions of NumPy's `sum`: the given values have ties that depend on the last bit of the means. */
function pairwiseSum(values: Float64Array): number {
  const count = values.length;
  if (count < 8) {
    let sum = 0;
    for (const value of values) sum += value;
    return sum;
  }
  if (count > 128) {
    const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
    return pairwiseSum(values.subarray(0, half)) + pairwiseSum(values.subarray(half));
  }
  const lanes = Array.from(values.subarray(0, 8));
  let index = 8;
  for (; index < count - (count % 8); index += 8) {
    for (let lane = 0; lane < 8; lane++) lanes[lane]! += values[index + lane]!;
  }
  const [a, b, c, d, e, f, g, h] = lanes;
  let sum = a! + b! + (c! + d!) + (e! + f! + (g! + h!));
  for (; index < count; index++) sum += values[index]!;
  return sum;
}
