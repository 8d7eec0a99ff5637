import { normalCdf } from "../distribution/normal-cdf.ts";
import type { Matrix } from "../linear/matrix.ts";
import { median } from "../median.ts";
import type { Random } from "../random.ts";

/** Kernel exp(-gamma |x - y|²). */
interface KernelOptions {
  /** > 0; one over the median squared distance of different rows where absent. */
  readonly gamma?: number;
}

/**
 * Squared maximum mean discrepancy of two samples of rows, unbiased: how far apart their mean embeddings
 * in a Gaussian kernel's space are. About 0, also below, where the distributions are equal.
 *
 * @param first  n × d without NaN, n >= 2
 * @param second m × d without NaN, m >= 2
 * @returns NaN with fewer than two rows on a side
 * Cost O((n + m)² d). Source: Gretton et al. 2012, equation 3; the median heuristic for gamma.
 * @example maximumMeanDiscrepancy({ values: new Float64Array([0, 1]), rows: 2, columns: 1 }, { values: new Float64Array([5, 6]), rows: 2, columns: 1 }) // 1.2939561076
 */
export function maximumMeanDiscrepancy(
  first: Matrix,
  second: Matrix,
  options: KernelOptions = {},
): number {
  if (first.rows < 2 || second.rows < 2) return Number.NaN;
  const kernel = kernelOf(squaredDistances(stack(first, second)), options);
  const order = Uint32Array.from({ length: first.rows + second.rows }, (_, row) => row);
  return discrepancyOf(kernel, order, first.rows);
}

/**
 * Whether two samples of rows come from one distribution, by the maximum mean discrepancy and random
 * exchanges of rows between the samples.
 *
 * @param options.rounds exchanges, 199 where absent: the smallest p value is one over one more
 * @returns `pValue` exact for the exchanges drawn (Phipson and Smyth 2010). Fewer than two rows: p 1.
 * Cost O((n + m)² (d + rounds)). Source: Gretton et al. 2012.
 * @example discrepancyTest({ values: new Float64Array([0, 1]), rows: 2, columns: 1 }, { values: new Float64Array([]), rows: 0, columns: 1 }, { random: undefined }) // { pValue: 1 }
 */
export function discrepancyTest(
  first: Matrix,
  second: Matrix,
  options: KernelOptions & { readonly random: Random; readonly rounds?: number },
): { readonly statistic: number; readonly pValue: number } {
  if (first.rows < 2 || second.rows < 2) return { statistic: 0, pValue: 1 };
  const { random, rounds = 199 } = options;
  const kernel = kernelOf(squaredDistances(stack(first, second)), options);
  const order = Uint32Array.from({ length: first.rows + second.rows }, (_, row) => row);
  const statistic = discrepancyOf(kernel, order, first.rows);
  let atLeast = 1;
  for (let round = 0; round < rounds; round++) {
    for (let place = order.length - 1; place > 0; place--) {
      const other = random.integer(place + 1);
      const row = order[place]!;
      order[place] = order[other]!;
      order[other] = row;
    }
    if (discrepancyOf(kernel, order, first.rows) >= statistic) atLeast++;
  }
  return { statistic, pValue: atLeast / (rounds + 1) };
}

/**
 * The same test in linear time: the mean over pairs of neighbouring rows, normal by the central limit.
 * Less sure than the test above on the same rows, but made for millions.
 *
 * @param first  n × d without NaN, in random order; the shorter sample says how many rows are used
 * @param second m × d without NaN, in random order
 * @param gamma  > 0
 * @returns `statistic` is the squared discrepancy, `pValue` one-sided. Fewer than four rows: p 1.
 * Cost O(n d). Source: Gretton et al. 2012, section 6.
 * @example linearDiscrepancyTest({ values: new Float64Array([0, 1]), rows: 2, columns: 1 }, { values: new Float64Array([0, 1]), rows: 2, columns: 1 }, 1) // { statistic: 0, pValue: 1 }
 */
export function linearDiscrepancyTest(
  first: Matrix,
  second: Matrix,
  gamma: number,
): { readonly statistic: number; readonly pValue: number } {
  const pairs = Math.floor(Math.min(first.rows, second.rows) / 2);
  if (pairs < 2) return { statistic: 0, pValue: 1 };
  const kernel = (a: Matrix, i: number, b: Matrix, j: number): number =>
    Math.exp(-gamma * squaredDistance(a, i, b, j));
  let mean = 0;
  let deviations = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const [i, j] = [2 * pair, 2 * pair + 1];
    const value =
      kernel(first, i, first, j) +
      kernel(second, i, second, j) -
      kernel(first, i, second, j) -
      kernel(first, j, second, i);
    const delta = value - mean;
    mean += delta / (pair + 1);
    deviations += delta * (value - mean);
  }
  const error = Math.sqrt(deviations / (pairs - 1) / pairs);
  if (!(error > 0)) return { statistic: mean, pValue: mean > 0 ? 0 : 1 };
  return { statistic: mean, pValue: normalCdf(-mean / error) };
}

function stack(first: Matrix, second: Matrix): Matrix {
  const values = new Float64Array(first.values.length + second.values.length);
  values.set(first.values);
  values.set(second.values, first.values.length);
  return { values, rows: first.rows + second.rows, columns: first.columns };
}

function squaredDistance(a: Matrix, i: number, b: Matrix, j: number): number {
  let sum = 0;
  for (let column = 0; column < a.columns; column++) {
    const d = a.values[i * a.columns + column]! - b.values[j * b.columns + column]!;
    sum += d * d;
  }
  return sum;
}

function squaredDistances(rows: Matrix): Matrix {
  const n = rows.rows;
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const square = squaredDistance(rows, i, rows, j);
      values[i * n + j] = square;
      values[j * n + i] = square;
    }
  }
  return { values, rows: n, columns: n };
}

function kernelOf(squares: Matrix, { gamma }: KernelOptions): Matrix {
  const n = squares.rows;
  const scale = gamma ?? 1 / (medianOffDiagonal(squares) || 1);
  const values = new Float64Array(n * n);
  for (let cell = 0; cell < values.length; cell++) {
    values[cell] = Math.exp(-scale * squares.values[cell]!);
  }
  return { values, rows: n, columns: n };
}

function medianOffDiagonal({ values, rows }: Matrix): number {
  const own = new Float64Array((rows * (rows - 1)) / 2);
  let next = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) own[next++] = values[i * rows + j]!;
  }
  return median(own);
}

// The first n places of the order are the first sample.
function discrepancyOf({ values, rows }: Matrix, order: Uint32Array, n: number): number {
  const m = rows - n;
  let [within, between, other] = [0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const start = order[i]! * rows;
    let [same, cross] = [0, 0];
    for (let j = 0; j < i; j++) {
      const value = values[start + order[j]!]!;
      if (i < n || j >= n) same += value;
      else cross += value;
    }
    if (i < n) within += same;
    else other += same;
    between += cross;
  }
  return (2 * within) / (n * (n - 1)) + (2 * other) / (m * (m - 1)) - (2 * between) / (n * m);
}
