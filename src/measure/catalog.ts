import { aucRoc } from "./auc-roc.ts";
import { accuracy, f1, precision, recall } from "./classification.ts";
import { classPrecision, classRecall, labelShare } from "./classes.ts";
import { boxOverlap, boxPrecision } from "./boxes.ts";
import { balancedAccuracy, kappa, mcc, specificity } from "./agreement.ts";
import { aucPr, brier, calibrationError, lift, logLoss, separation, scoreBias } from "./scores.ts";
import { driftedFeatures } from "./drifted-features.ts";
import {
  estimatedAccuracy,
  estimatedAuc,
  estimatedF1,
  estimatedMae,
  estimatedMse,
  expectedLoss,
} from "./estimates.ts";
import {
  featureDeviation,
  featureJensenShannon,
  featureMean,
  featureNullShare,
  featureUnseenShare,
} from "./features.ts";
import {
  llmCost,
  llmErrorRate,
  llmFirstTokenP95,
  llmInputTokens,
  llmLatencyP95,
  llmOutputTokens,
  llmRate,
  llmSpend,
  llmSuspectedInjection,
  llmValidOutput,
} from "./llm-calls.ts";
import { direction, intervalCoverage, mase } from "./forecasts.ts";
import {
  llmEmptyAnswer,
  llmGroundedness,
  llmGroundedNumbers,
  llmPerplexity,
  llmOtherLanguage,
  llmPersonalData,
  llmRefusal,
  llmRepetition,
  llmRudeLanguage,
  llmTruncatedAnswer,
} from "./llm-answers.ts";
import { bleu, chrf, exactMatch, rougeL, tokenF1 } from "./labelled-texts.ts";
import { labelCoverage, labelDelayP50, labelDelayP95 } from "./labels.ts";
import type { Measure } from "./measure.ts";
import { driftedOutputs, outputDistance } from "./output-drift.ts";
import { outputMean, outputShare, predictionRate, validOutput } from "./predictions.ts";
import {
  averagePrecision,
  hitRate,
  ndcg,
  precisionAtK,
  rankingCoverage,
  rankingDiversity,
  rankingNovelty,
  recallAtK,
  reciprocalRank,
} from "./rankings.ts";
import { mae, mape, meanError, mse, quantileLoss, r2, rmse, smape } from "./regression.ts";
import { retrievalHit, retrievalReciprocalRank } from "./retrieval.ts";
import { sliceAccuracy, sliceMae, worstSliceAccuracy, worstSliceMae } from "./slices.ts";
import {
  correlationChange,
  featureAge,
  mistypedRows,
  outlyingInputs,
  predictionAge,
  repeatedInputs,
  schemaChanges,
} from "./row-quality.ts";
import { errorRate, latencyP50, latencyP95, latencyP99, requestRate } from "./spans.ts";
import { featureQuantile, outputQuantile, scoreMean, scoreQuantile } from "./spreads.ts";
import { concordance, survivalBrier } from "./survival.ts";
import { driftedTexts, textDrift } from "./text-drift.ts";
import { worth } from "./worth.ts";

/** Every measure, in the order in which people read them. */
export const measures: readonly Measure[] = Object.freeze([
  accuracy,
  precision,
  recall,
  f1,
  balancedAccuracy,
  specificity,
  mcc,
  kappa,
  worth,
  aucRoc,
  aucPr,
  separation,
  lift,
  logLoss,
  brier,
  calibrationError,
  scoreBias,
  mse,
  rmse,
  mae,
  meanError,
  r2,
  mape,
  smape,
  quantileLoss,
  ndcg,
  averagePrecision,
  reciprocalRank,
  hitRate,
  precisionAtK,
  recallAtK,
  rankingCoverage,
  rankingDiversity,
  rankingNovelty,
  boxPrecision,
  boxOverlap,
  mase,
  intervalCoverage,
  direction,
  concordance,
  survivalBrier,
  exactMatch,
  tokenF1,
  rougeL,
  bleu,
  chrf,
  retrievalHit,
  retrievalReciprocalRank,
  labelCoverage,
  labelDelayP50,
  labelDelayP95,
  estimatedAccuracy,
  estimatedF1,
  estimatedAuc,
  estimatedMae,
  estimatedMse,
  expectedLoss,
  worstSliceAccuracy,
  worstSliceMae,
  sliceAccuracy,
  sliceMae,
  validOutput,
  outputMean,
  outputShare,
  predictionRate,
  driftedFeatures,
  driftedTexts,
  textDrift,
  driftedOutputs,
  outputDistance,
  featureQuantile,
  outputQuantile,
  scoreQuantile,
  scoreMean,
  repeatedInputs,
  schemaChanges,
  mistypedRows,
  outlyingInputs,
  correlationChange,
  predictionAge,
  featureAge,
  featureNullShare,
  featureJensenShannon,
  featureUnseenShare,
  featureMean,
  featureDeviation,
  labelShare,
  classRecall,
  classPrecision,
  requestRate,
  errorRate,
  latencyP50,
  latencyP95,
  latencyP99,
  llmRate,
  llmErrorRate,
  llmValidOutput,
  llmSuspectedInjection,
  llmRefusal,
  llmEmptyAnswer,
  llmTruncatedAnswer,
  llmRepetition,
  llmGroundedness,
  llmGroundedNumbers,
  llmPerplexity,
  llmOtherLanguage,
  llmRudeLanguage,
  llmPersonalData,
  llmLatencyP95,
  llmFirstTokenP95,
  llmInputTokens,
  llmOutputTokens,
  llmCost,
  llmSpend,
]);

/** Measure name → the name of the series it is written to. */
export const seriesNames: ReadonlyMap<string, string> = new Map(
  measures.map((measure) => [measure.name, measure.series]),
);
