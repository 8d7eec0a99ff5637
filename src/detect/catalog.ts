import { adaptiveThreshold } from "./adaptive-threshold.ts";
import { adwin } from "./adwin.ts";
import { bayesianChangePoint } from "./bayesian-change-point.ts";
import { burnRate } from "./burn-rate.ts";
import { cusum } from "./cusum.ts";
import type { StreamDetector } from "./detector.ts";
import { distributionShift } from "./distribution-shift.ts";
import { ensemble } from "./ensemble.ts";
import { ewma } from "./ewma.ts";
import { holtWinters } from "./holt-winters.ts";
import { interquartileRange } from "./interquartile-range.ts";
import { kSigma } from "./k-sigma.ts";
import { matrixProfile } from "./matrix-profile.ts";
import { medianMad } from "./median-mad.ts";
import { pageHinkley } from "./page-hinkley.ts";
import { peaksOverThreshold } from "./peaks-over-threshold.ts";
import { ratioToMean } from "./ratio-to-mean.ts";
import { ratioToMedian } from "./ratio-to-median.ts";
import { robustSeason } from "./robust-season.ts";
import { seasonalDecomposition } from "./seasonal-decomposition.ts";
import { spectralResidual } from "./spectral-residual.ts";
import { staticThreshold } from "./static-threshold.ts";
import { zScore } from "./z-score.ts";

/** Every detector; the first is the default. */
export const detectors: readonly StreamDetector[] = Object.freeze([
  robustSeason,
  ensemble,
  staticThreshold,
  ratioToMean,
  ratioToMedian,
  ewma,
  kSigma,
  zScore,
  medianMad,
  interquartileRange,
  adaptiveThreshold,
  holtWinters,
  peaksOverThreshold,
  cusum,
  pageHinkley,
  adwin,
  bayesianChangePoint,
  seasonalDecomposition,
  spectralResidual,
  matrixProfile,
  distributionShift,
  burnRate,
]);

/** The detector of this name; undefined when there is none. */
export function detectorNamed(name: string): StreamDetector | undefined {
  return detectors.find((detector) => detector.name === name);
}
