import { studentTCdf } from "../distribution/student-t-cdf.ts";

/** Mean, unbiased variance and size of a sample. */
interface Sample {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * Whether two means differ, without assuming equal variances.
 *
 * @returns t > 0 where the first mean is larger; `pValue` two-sided, `pValueGreater` for "the first is
 *   larger". With fewer than two values on a side: t 0, p values 1. With no variance at all: t is 0 for
 *   equal means (p 1) and infinite otherwise (p 0).
 * Cost that of `studentTCdf`. Source: Welch 1947; SciPy `ttest_ind_from_stats(equal_var=False)`.
 * @example welchTest({ count: 10, mean: 5, variance: 4 }, { count: 12, mean: 3, variance: 9 }) // { t: 1.8650096, degreesOfFreedom: 19.190545988, pValue: 0.0775464387, pValueGreater: 0.0387732193 }
 */
export function welchTest(
  first: Sample,
  second: Sample,
): {
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  readonly pValueGreater: number;
} {
  if (first.count < 2 || second.count < 2) {
    return { t: 0, degreesOfFreedom: 0, pValue: 1, pValueGreater: 1 };
  }
  const a = first.variance / first.count;
  const b = second.variance / second.count;
  const difference = first.mean - second.mean;
  if (!(a + b > 0)) {
    const t = difference === 0 ? 0 : difference * Number.POSITIVE_INFINITY;
    const pValue = difference === 0 ? 1 : 0;
    const pValueGreater = difference === 0 ? 1 : difference > 0 ? 0 : 1;
    return { t, degreesOfFreedom: first.count + second.count - 2, pValue, pValueGreater };
  }
  const t = difference / Math.sqrt(a + b);
  const degreesOfFreedom =
    ((a + b) * (a + b)) / ((a * a) / (first.count - 1) + (b * b) / (second.count - 1));
  return {
    t,
    degreesOfFreedom,
    pValue: 2 * studentTCdf(-Math.abs(t), degreesOfFreedom),
    pValueGreater: studentTCdf(-t, degreesOfFreedom),
  };
}
