import { chiSquareTail } from "../distribution/chi-square-tail.ts";
import { symmetricEigen } from "../linear/symmetric-eigen.ts";
import { quantileSorted } from "../quantile.ts";
import { sortNumbers } from "../sort-numbers.ts";

// Where the characteristic functions are compared, in semi-interquartile ranges (Epps and Singleton's).
const points = [0.4, 0.8];
const parts = 2 * points.length;

/**
 * Whether two samples come from one distribution, by their characteristic functions: unlike the tests of
 * distribution functions it does not mind ties and whole numbers.
 *
 * @param first  finite; NaN is left out
 * @param second likewise
 * @returns `statistic` is chi-squared with `degreesOfFreedom` (four but for degenerate samples). Fewer
 *   than five values on a side or quartiles that are equal: statistic 0, p 1.
 * Cost O(n log n). Source: Epps and Singleton 1986, with the small-sample correction; SciPy
 * `epps_singleton_2samp`.
 * @example eppsSingletonTest([1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 7, 9]) // { statistic: 2.012662645, degreesOfFreedom: 4, pValue: 0.7334297345 }
 */
export function eppsSingletonTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): { readonly statistic: number; readonly degreesOfFreedom: number; readonly pValue: number } {
  const a = sortNumbers(first);
  const b = sortNumbers(second);
  const total = a.length + b.length;
  const none = { statistic: 0, degreesOfFreedom: 0, pValue: 1 };
  if (a.length < 5 || b.length < 5) return none;
  const pooled = new Float64Array(total);
  pooled.set(a);
  pooled.set(b, a.length);
  const sorted = sortNumbers(pooled);
  const scale = (quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)) / 2;
  if (!(scale > 0)) return none;
  const [ofA, ofB] = [momentsOf(a, scale), momentsOf(b, scale)];
  const covariance = new Float64Array(parts * parts);
  for (let cell = 0; cell < covariance.length; cell++) {
    covariance[cell] =
      (total / a.length) * ofA.covariance[cell]! + (total / b.length) * ofB.covariance[cell]!;
  }
  const difference = ofA.means.map((mean, part) => mean - ofB.means[part]!);
  const { form, rank } = inverseForm(covariance, difference);
  const isSmall = Math.max(a.length, b.length) < 25;
  const correction = isSmall
    ? 1 / (1 + total ** -0.45 + 10.1 * (a.length ** -1.7 + b.length ** -1.7))
    : 1;
  const statistic = correction * total * form;
  if (rank === 0) return none;
  return { statistic, degreesOfFreedom: rank, pValue: chiSquareTail(statistic, rank) };
}

// Means and covariance (by n) of cos(t x) and sin(t x).
function momentsOf(
  values: Float64Array,
  scale: number,
): { readonly means: Float64Array; readonly covariance: Float64Array } {
  const n = values.length;
  const columns = Array.from({ length: parts }, () => new Float64Array(n));
  const means = new Float64Array(parts);
  points.forEach((point, index) => {
    const [cosines, sines] = [columns[index]!, columns[index + points.length]!];
    for (let row = 0; row < n; row++) {
      const angle = (point / scale) * values[row]!;
      cosines[row] = Math.cos(angle);
      sines[row] = Math.sin(angle);
      means[index]! += cosines[row]! / n;
      means[index + points.length]! += sines[row]! / n;
    }
  });
  const covariance = new Float64Array(parts * parts);
  for (let i = 0; i < parts; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let row = 0; row < n; row++) {
        sum += (columns[i]![row]! - means[i]!) * (columns[j]![row]! - means[j]!);
      }
      covariance[i * parts + j] = sum / n;
      covariance[j * parts + i] = sum / n;
    }
  }
  return { means, covariance };
}

// dᵀ C⁺ d with the pseudo-inverse, and its rank.
function inverseForm(
  covariance: Float64Array,
  difference: Float64Array,
): { readonly form: number; readonly rank: number } {
  const { values, vectors } = symmetricEigen({
    values: covariance,
    rows: parts,
    columns: parts,
  });
  const floor = values[0]! * 1e-15;
  let form = 0;
  let rank = 0;
  for (let index = 0; index < parts; index++) {
    const value = values[index]!;
    if (!(value > floor)) continue;
    let along = 0;
    for (let part = 0; part < parts; part++) {
      along += vectors.values[index * parts + part]! * difference[part]!;
    }
    form += (along * along) / value;
    rank++;
  }
  return { form, rank };
}
