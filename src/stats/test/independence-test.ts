import { chiSquareTail } from "../distribution/chi-square-tail.ts";
import { NumericError } from "../numeric-error.ts";

/** A statistic that is chi-squared where nothing is different. */
export interface ChiSquareResult {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/** Settings of the tests of a table. */
interface TableOptions {
  /** Yates' continuity correction, only where there is one degree of freedom. Default false. */
  readonly correction?: boolean;
}

/**
 * Whether the rows of a table of counts share one distribution over its columns, by Pearson's chi-squared.
 *
 * @param table rows of equal length, counts >= 0; rows and columns without counts are left out
 * @returns with no degree of freedom left: statistic 0, p 1
 * @throws NumericError "unequal-lengths"
 * Cost O(cells). Source: Pearson 1900; SciPy `chi2_contingency`.
 * @example chiSquareTest([[10, 20], [20, 10]]) // { statistic: 6.66666667, degreesOfFreedom: 1, pValue: 0.00982327 }
 */
export function chiSquareTest(
  table: readonly ArrayLike<number>[],
  options: TableOptions = {},
): ChiSquareResult {
  return ofTable(table, options, (observed, expected) => (observed - expected) ** 2 / expected);
}

/**
 * Whether the rows of a table of counts share one distribution over its columns, by the likelihood ratio.
 *
 * @param table rows of equal length, counts >= 0; rows and columns without counts are left out
 * @returns with no degree of freedom left: statistic 0, p 1
 * @throws NumericError "unequal-lengths"
 * Cost O(cells). Source: Wilks 1935; SciPy `chi2_contingency(lambda_="log-likelihood")`.
 * @example gTest([[10, 20], [20, 10]]) // { statistic: 6.7959614718, degreesOfFreedom: 1, pValue: 0.0091364306 }
 */
export function gTest(
  table: readonly ArrayLike<number>[],
  options: TableOptions = {},
): ChiSquareResult {
  return ofTable(table, options, likelihoodTerm);
}

/**
 * Whether counts follow given expected counts, by Pearson's chi-squared.
 *
 * @param observed counts >= 0
 * @param expected as many values > 0; scaled to the sum of the observed
 * @returns fewer than two bins or nothing observed: statistic 0, p 1
 * @throws NumericError "unequal-lengths"
 * Cost O(bins). Source: Pearson 1900; SciPy `chisquare`.
 * @example chiSquareGoodness([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]) // { statistic: 3.5, degreesOfFreedom: 5, pValue: 0.62338763 }
 */
export function chiSquareGoodness(
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
): ChiSquareResult {
  return ofExpected(observed, expected, (o, e) => (o - e) ** 2 / e);
}

/**
 * Whether counts follow given expected counts, by the likelihood ratio.
 *
 * @param observed counts >= 0
 * @param expected as many values > 0; scaled to the sum of the observed
 * @returns fewer than two bins or nothing observed: statistic 0, p 1
 * @throws NumericError "unequal-lengths"
 * Cost O(bins). Source: Wilks 1935; SciPy `power_divergence(lambda_="log-likelihood")`.
 * @example gGoodness([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]) // { statistic: 3.3281031459, degreesOfFreedom: 5, pValue: 0.6495419288 }
 */
export function gGoodness(
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
): ChiSquareResult {
  return ofExpected(observed, expected, likelihoodTerm);
}

type Term = (observed: number, expected: number) => number;

function likelihoodTerm(observed: number, expected: number): number {
  return observed === 0 ? 0 : 2 * observed * Math.log(observed / expected);
}

function ofTable(
  table: readonly ArrayLike<number>[],
  { correction = false }: TableOptions,
  term: Term,
): ChiSquareResult {
  const columnSums = new Float64Array(table[0]?.length ?? 0);
  const rowSums = table.map((row) => {
    requireEqualLengths(row, columnSums);
    let sum = 0;
    for (let column = 0; column < row.length; column++) {
      sum += row[column]!;
      columnSums[column]! += row[column]!;
    }
    return sum;
  });
  const total = rowSums.reduce((sum, row) => sum + row, 0);
  const isPresent = (sum: number): boolean => sum > 0;
  const degreesOfFreedom =
    (rowSums.filter(isPresent).length - 1) * (columnSums.filter(isPresent).length - 1);
  if (!(degreesOfFreedom > 0)) return { statistic: 0, degreesOfFreedom: 0, pValue: 1 };
  let statistic = 0;
  table.forEach((row, index) => {
    for (let column = 0; column < row.length; column++) {
      const expected = (rowSums[index]! * columnSums[column]!) / total;
      if (expected === 0) continue;
      let observed = row[column]!;
      if (correction && degreesOfFreedom === 1) {
        const difference = expected - observed;
        observed += Math.sign(difference) * Math.min(0.5, Math.abs(difference));
      }
      statistic += term(observed, expected);
    }
  });
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}

function ofExpected(
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
  term: Term,
): ChiSquareResult {
  requireEqualLengths(observed, expected);
  let observedSum = 0;
  let expectedSum = 0;
  for (let bin = 0; bin < observed.length; bin++) {
    observedSum += observed[bin]!;
    expectedSum += expected[bin]!;
  }
  const degreesOfFreedom = observed.length - 1;
  if (degreesOfFreedom < 1 || !(observedSum > 0)) {
    return { statistic: 0, degreesOfFreedom: 0, pValue: 1 };
  }
  const scale = observedSum / expectedSum;
  let statistic = 0;
  for (let bin = 0; bin < observed.length; bin++) {
    statistic += term(observed[bin]!, expected[bin]! * scale);
  }
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}

function requireEqualLengths(one: ArrayLike<number>, other: ArrayLike<number>): void {
  if (one.length === other.length) return;
  throw new NumericError("unequal-lengths", `${one.length} counts against ${other.length}`);
}
