import type { GroupDetector } from "./group/detector.ts";
import { groupEnsemble } from "./group/group-ensemble.ts";
import { peers } from "./group/peers.ts";
import { rowComponents } from "./group/row-components.ts";
import { windowNeighbours } from "./group/window-neighbours.ts";
import { adaptiveThreshold } from "./stream/adaptive-threshold.ts";
import { adwin } from "./stream/adwin.ts";
import { bayesianChangePoint } from "./stream/bayesian-change-point.ts";
import { burnRate } from "./stream/burn-rate.ts";
import { cusum } from "./stream/cusum.ts";
import type { StreamDetector } from "./detector.ts";
import { distributionShift } from "./stream/distribution-shift.ts";
import { ensemble } from "./stream/ensemble.ts";
import { ewma } from "./stream/ewma.ts";
import { holtWinters } from "./stream/holt-winters.ts";
import { interquartileRange } from "./stream/interquartile-range.ts";
import { kSigma } from "./stream/k-sigma.ts";
import { lastingEnsemble } from "./stream/lasting-ensemble.ts";
import { matrixProfile } from "./stream/matrix-profile.ts";
import { medianMad } from "./stream/median-mad.ts";
import { pageHinkley } from "./stream/page-hinkley.ts";
import { peaksOverThreshold } from "./stream/peaks-over-threshold.ts";
import { randomCutForest } from "./stream/random-cut-forest.ts";
import { ratioToMean } from "./stream/ratio-to-mean.ts";
import { ratioToMedian } from "./stream/ratio-to-median.ts";
import { runningBand } from "./stream/running-band.ts";
import { robustSeason } from "./stream/robust-season.ts";
import { seasonalDecomposition } from "./stream/seasonal-decomposition.ts";
import { shapeClusters } from "./stream/shape-clusters.ts";
import { spectralResidual } from "./stream/spectral-residual.ts";
import { staticThreshold } from "./stream/static-threshold.ts";
import { subsequenceComponents } from "./stream/subsequence-components.ts";
import { zScore } from "./stream/z-score.ts";
import type { TableDetector } from "./table/detector.ts";
import { autoencoder } from "./table/autoencoder.ts";
import { mahalanobis, minimumCovarianceDeterminant } from "./table/covariance-distance.ts";
import { dbscanDistance } from "./table/dbscan-distance.ts";
import { copod, ecod } from "./table/empirical-tails.ts";
import { gaussianMixture } from "./table/gaussian-mixture.ts";
import { histogram } from "./table/histogram.ts";
import { isolationForestExtended } from "./table/isolation-forest-extended.ts";
import { kMeans } from "./table/k-means.ts";
import { oneClassSvm } from "./table/one-class-svm.ts";
import { oneClassSvmApproximate } from "./table/one-class-svm-approximate.ts";
import { principalComponents } from "./table/principal-components.ts";
import { tableDefault } from "./table/table-default.ts";
import { isolationForest } from "./table/isolation-forest.ts";
import { localOutlierFactor } from "./table/local-outlier-factor.ts";
import { nearestNeighbours } from "./table/nearest-neighbours.ts";
import type { Classifier } from "./table/classifier.ts";
import { logisticRegression } from "./table/logistic-regression.ts";
import { randomForest } from "./table/random-forest.ts";
import { supportVectorClassifier } from "./table/support-vector-classifier.ts";

/** Detectors of points of one series; the first is the default of measures. */
export const streamDetectors: readonly StreamDetector[] = Object.freeze([
  robustSeason,
  ensemble,
  lastingEnsemble,
  runningBand,
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
  subsequenceComponents,
  shapeClusters,
  randomCutForest,
  distributionShift,
  burnRate,
]);

/** Detectors of several series together; the first is the default. */
export const groupDetectors: readonly GroupDetector[] = Object.freeze([
  groupEnsemble,
  windowNeighbours,
  rowComponents,
  peers,
]);

/** Detectors of rows without an order; the first is the default. */
export const tableDetectors: readonly TableDetector[] = Object.freeze([
  tableDefault,
  isolationForest,
  isolationForestExtended,
  nearestNeighbours,
  localOutlierFactor,
  dbscanDistance,
  kMeans,
  oneClassSvm,
  oneClassSvmApproximate,
  histogram,
  ecod,
  copod,
  principalComponents,
  mahalanobis,
  minimumCovarianceDeterminant,
  gaussianMixture,
  autoencoder,
]);

/** Learners of rows that people have judged; `learnVerdicts` takes all of them. */
export const classifiers: readonly Classifier[] = Object.freeze([
  randomForest,
  supportVectorClassifier,
  logisticRegression,
]);

/** The stream detector of this name; undefined when there is none. */
export function detectorNamed(name: string): StreamDetector | undefined {
  return streamDetectors.find((detector) => detector.name === name);
}

/** The table detector of this name; undefined when there is none. */
export function tableDetectorNamed(name: string): TableDetector | undefined {
  return tableDetectors.find((detector) => detector.name === name);
}

/** The group detector of this name; undefined when there is none. */
export function groupDetectorNamed(name: string): GroupDetector | undefined {
  return groupDetectors.find((detector) => detector.name === name);
}
