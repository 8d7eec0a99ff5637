import { meanScore, noScore, type Score } from "./score.ts";

/** Truths and outputs of a regression. Rows with a NaN or an infinite value are left out. */
export interface RegressionRows {
  readonly truths: ArrayLike<number>;
  readonly outputs: ArrayLike<number>;
  /** How often each row counts, >= 0; once where absent. */
  readonly weights?: ArrayLike<number> | undefined;
}

/**
 * Sums over the rows of a regression, from which every score of this file is computed; e is output minus
 * truth. The store makes the same sums in SQL.
 */
export interface RegressionSums {
  readonly count: number;
  readonly labelSum: number;
  readonly labelSquareSum: number;
  readonly errorSum: number;
  readonly errorSquareSum: number;
  readonly errorFourthSum: number;
  readonly absoluteErrorSum: number;
  /** Of the squares of those e that are above 0. */
  readonly overSquareSum: number;
  /** Of |e / truth|, over the rows whose truth is not 0. */
  readonly shareCount: number;
  readonly shareSum: number;
  readonly shareSquareSum: number;
  /** Of 2 |e| / (|truth| + |output|), 0 where both are 0. */
  readonly symmetricSum: number;
  readonly symmetricSquareSum: number;
}

/** Sums of a regression's rows. Cost O(n). */
export function regressionSumsOf(rows: RegressionRows): RegressionSums {
  const sums = {
    count: 0,
    labelSum: 0,
    labelSquareSum: 0,
    errorSum: 0,
    errorSquareSum: 0,
    errorFourthSum: 0,
    absoluteErrorSum: 0,
    overSquareSum: 0,
    shareCount: 0,
    shareSum: 0,
    shareSquareSum: 0,
    symmetricSum: 0,
    symmetricSquareSum: 0,
  };
  eachRow(rows, (truth, error, weight) => {
    const square = error * error;
    sums.count += weight;
    sums.labelSum += weight * truth;
    sums.labelSquareSum += weight * truth * truth;
    sums.errorSum += weight * error;
    sums.errorSquareSum += weight * square;
    sums.errorFourthSum += weight * square * square;
    sums.absoluteErrorSum += weight * Math.abs(error);
    if (error > 0) sums.overSquareSum += weight * square;
    if (truth !== 0) {
      const share = Math.abs(error / truth);
      sums.shareCount += weight;
      sums.shareSum += weight * share;
      sums.shareSquareSum += weight * share * share;
    }
    const size = Math.abs(truth) + Math.abs(truth + error);
    const symmetric = size === 0 ? 0 : (2 * Math.abs(error)) / size;
    sums.symmetricSum += weight * symmetric;
    sums.symmetricSquareSum += weight * symmetric * symmetric;
  });
  return sums;
}

/** Mean squared error. Standard error: of a mean, from the fourth powers. */
export function mseScore({ count, errorSquareSum, errorFourthSum }: RegressionSums): Score {
  return meanScore({ count, sum: errorSquareSum, squareSum: errorFourthSum });
}

/** Root of the mean squared error. Standard error: SE(MSE) / (2 RMSE); 0 where RMSE is 0. */
export function rmseScore(sums: RegressionSums): Score {
  const { value: square, count, standardError: error } = mseScore(sums);
  const value = Math.sqrt(square);
  return { value, count, standardError: value === 0 ? 0 : error / (2 * value) };
}

/** Mean absolute error. Standard error: of a mean. */
export function maeScore({ count, absoluteErrorSum, errorSquareSum }: RegressionSums): Score {
  return meanScore({ count, sum: absoluteErrorSum, squareSum: errorSquareSum });
}

/** Mean error, output minus truth: the bias. Standard error: of a mean. */
export function meanErrorScore({ count, errorSum, errorSquareSum }: RegressionSums): Score {
  return meanScore({ count, sum: errorSum, squareSum: errorSquareSum });
}

/**
 * Share of the variance of the truths that the outputs explain; undefined for equal truths.
 * Standard error: delta method with the truths' variance taken as known, n SE(MSE) / Σ (y - mean y)².
 */
export function r2Score(sums: RegressionSums): Score {
  const { count, labelSum, labelSquareSum, errorSquareSum } = sums;
  const spread = labelSquareSum - (labelSum * labelSum) / count;
  // Equal labels leave only rounding, about 1e-16 of their squares: no variance to explain.
  const hasSpread = count >= 2 && spread > labelSquareSum * 1e-14;
  if (!hasSpread) return { ...noScore, count };
  const { standardError } = mseScore(sums);
  return {
    value: 1 - errorSquareSum / spread,
    count,
    standardError: (count * standardError) / spread,
  };
}

/**
 * Mean absolute error as a share of the truth's size. Rows whose truth is 0 are left out: their share is
 * undefined (scikit-learn divides by 2.2e-16 instead). Standard error: of a mean.
 */
export function mapeScore({ shareCount, shareSum, shareSquareSum }: RegressionSums): Score {
  return meanScore({ count: shareCount, sum: shareSum, squareSum: shareSquareSum });
}

/**
 * Mean absolute error as a share of the mean size of truth and output, 0 to 2. A row of 0 and 0 counts as
 * 0. Standard error: of a mean. Source: Armstrong 1985 in the form of the M4 competition.
 */
export function smapeScore({ count, symmetricSum, symmetricSquareSum }: RegressionSums): Score {
  return meanScore({ count, sum: symmetricSum, squareSum: symmetricSquareSum });
}

/**
 * Mean quantile loss: how well outputs are the truths' quantile at `probability`; half the mean absolute
 * error at 0.5. Standard error: of a mean. Source: Koenker and Bassett 1978; scikit-learn
 * `mean_pinball_loss`.
 */
export function quantileLossScore(sums: RegressionSums, probability: number): Score {
  const over = (sums.absoluteErrorSum + sums.errorSum) / 2;
  const under = (sums.absoluteErrorSum - sums.errorSum) / 2;
  const underSquares = Math.max(0, sums.errorSquareSum - sums.overSquareSum);
  return meanScore({
    count: sums.count,
    sum: (1 - probability) * over + probability * under,
    squareSum: (1 - probability) ** 2 * sums.overSquareSum + probability ** 2 * underSquares,
  });
}

/** Moments of the errors, output minus truth. */
export interface ResidualMoments {
  readonly count: number;
  readonly mean: number;
  /** Divided by n - 1. */
  readonly variance: number;
  /** Third and fourth standardised central moments, the fourth less 3; by n, as SciPy's defaults. */
  readonly skewness: number;
  readonly excessKurtosis: number;
}

/** Moments of the errors in two passes; NaN where they are undefined. */
export function residualMoments(rows: RegressionRows): ResidualMoments {
  let [count, sum] = [0, 0];
  eachRow(rows, (_truth, error, weight) => {
    count += weight;
    sum += weight * error;
  });
  const mean = sum / count;
  let [second, third, fourth] = [0, 0, 0];
  eachRow(rows, (_truth, error, weight) => {
    const d = error - mean;
    second += weight * d * d;
    third += weight * d * d * d;
    fourth += weight * d * d * d * d;
  });
  const square = second / count;
  // Equal errors leave only rounding of their mean.
  const isStill = !(square > (mean * Number.EPSILON) ** 2);
  return {
    count,
    mean: count > 0 ? mean : Number.NaN,
    variance: count > 1 ? second / (count - 1) : Number.NaN,
    skewness: isStill ? Number.NaN : third / count / square ** 1.5,
    excessKurtosis: isStill ? Number.NaN : fourth / count / (square * square) - 3,
  };
}

function eachRow(
  { truths, outputs, weights }: RegressionRows,
  take: (truth: number, error: number, weight: number) => void,
): void {
  for (let row = 0; row < truths.length; row++) {
    const truth = truths[row] ?? Number.NaN;
    const error = (outputs[row] ?? Number.NaN) - truth;
    if (Number.isFinite(error)) take(truth, error, weights?.[row] ?? 1);
  }
}
