import { sortNumbers } from "../sort-numbers.ts";
/**
 * Whether samples come from one distribution: as Cramér and von Mises, but with the tails weighed more.
 *
 * @param samples two or more; NaN is left out
 * @returns `statistic` standardised (0 is expected where nothing differs); `pValue` interpolated in
 *   Scholz and Stephens' table and kept within 0.001 and 0.25, where the table ends. A sample without
 *   values, fewer than five values in all or nothing but equal values: statistic 0, p 0.25.
 * Cost O(n log n). Source: Scholz and Stephens 1987, with midranks; SciPy `anderson_ksamp`.
 * @example andersonDarlingTest([[1, 2, 3, 4, 5], [4, 5, 6, 7, 8]]) // { statistic: 3.1240444798, pValue: 0.0174239809 }
 */
export function andersonDarlingTest(samples: readonly ArrayLike<number>[]): {
  readonly statistic: number;
  readonly pValue: number;
} {
  const sorted = samples.map((sample) => sortNumbers(sample));
  const total = sorted.reduce((sum, sample) => sum + sample.length, 0);
  const spread = midrankSpread(sorted, total);
  const isPoor = sorted.length < 2 || total < 5 || sorted.some((sample) => sample.length === 0);
  if (isPoor || spread === null) return { statistic: 0, pValue: 0.25 };
  const freedom = sorted.length - 1;
  const deviation = Math.sqrt(varianceOf(sorted, total));
  const statistic = (spread - freedom) / deviation;
  return { statistic, pValue: pValueOf(statistic, freedom) };
}

// Scholz and Stephens 1987, equation 7; null where all values are equal.
function midrankSpread(sorted: readonly Float64Array[], total: number): number | null {
  // Positions of the walk, one a sample.
  const at = sorted.map(() => 0);
  const sums = sorted.map(() => 0);
  let before = 0;
  let distinct = 0;
  while (before < total) {
    let value = Number.POSITIVE_INFINITY;
    for (let s = 0; s < sorted.length; s++) {
      value = Math.min(value, sorted[s]![at[s]!] ?? Number.POSITIVE_INFINITY);
    }
    const from = [...at];
    let tied = 0;
    for (let s = 0; s < sorted.length; s++) {
      const sample = sorted[s]!;
      let index = at[s]!;
      while (index < sample.length && sample[index] === value) index++;
      tied += index - at[s]!;
      at[s] = index;
    }
    const middle = before + tied / 2;
    const weight = tied / total / (middle * (total - middle) - (total * tied) / 4);
    for (let s = 0; s < sorted.length; s++) {
      const gap = (total * (from[s]! + at[s]!)) / 2 - middle * sorted[s]!.length;
      sums[s]! += weight * gap * gap;
    }
    before += tied;
    distinct++;
  }
  if (distinct < 2) return null;
  const sum = sums.reduce((all, own, s) => all + own / sorted[s]!.length, 0);
  return (sum * (total - 1)) / total;
}

function varianceOf(sorted: readonly Float64Array[], n: number): number {
  const k = sorted.length;
  const inverse = sorted.reduce((sum, sample) => sum + 1 / sample.length, 0);
  let h = 0;
  let g = 0;
  for (let i = 1; i <= n - 2; i++) {
    h += 1 / (n - i);
    g += h / (i + 1);
  }
  h += 1;
  const a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse;
  const b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h;
  const d = (2 * h + 6) * k * k - 4 * h * k;
  return (a * n ** 3 + b * n * n + c * n + d) / ((n - 1) * (n - 2) * (n - 3));
}

// Table 2 of Scholz and Stephens 1987: critical value = b0 + b1 / sqrt(k - 1) + b2 / (k - 1).
const significance = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];
const b0 = [0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085];
const b1 = [-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615];
const b2 = [-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154];

function pValueOf(statistic: number, freedom: number): number {
  const critical = b0.map((first, i) => first + b1[i]! / Math.sqrt(freedom) + b2[i]! / freedom);
  if (statistic < critical[0]!) return 0.25;
  if (statistic > critical[6]!) return 0.001;
  return Math.exp(parabolaAt(critical, significance.map(Math.log), statistic));
}

// Value at x of the parabola that fits the points best, by polynomials orthogonal over them.
function parabolaAt(xs: readonly number[], ys: readonly number[], x: number): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const centre = mean(xs);
  const linear = xs.map((value) => value - centre);
  const square = mean(linear.map((value) => value * value));
  const slope = mean(linear.map((value) => value ** 3)) / square;
  const quadraticOf = (value: number): number => value * value - slope * value - square;
  const quadratic = linear.map(quadraticOf);
  const part = (basis: readonly number[]): number =>
    mean(basis.map((value, i) => value * ys[i]!)) / mean(basis.map((value) => value * value));
  const shifted = x - centre;
  return mean(ys) + part(linear) * shifted + part(quadratic) * quadraticOf(shifted);
}
