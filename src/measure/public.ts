/**
 * `aceso/measure`: quality, drift, estimates without labels and text scores as a library, without the
 * store, the server or any dependency. Everything is a pure function of arrays: no clock, no I/O, and
 * random numbers only from the seeded {@link seededRandom} that is handed in.
 *
 * Scores are `{ value, count, standardError }`; NaN means undefined (0/0, one class only), never 0.
 */
export type {
  BooleanColumn,
  Column,
  NumberColumn,
  Table,
  TextColumn,
  TimeColumn,
} from "../model/column.ts";
export type * from "../model/report.ts";
export { countFindings, worstStatus } from "../model/report.ts";
export { render, type Language } from "../model/words/render.ts";
export type { Matrix } from "../stats/linear/matrix.ts";
export { matrixOf } from "../stats/linear/matrix.ts";
export { seededRandom, type Random } from "../stats/random.ts";

// Tables in memory, and the verdict of `aceso check` on two of them.
export {
  booleanColumn,
  type CellValue,
  numberColumn,
  tableOf,
  tableOfRows,
  textColumn,
  timeColumn,
} from "./data/table-of.ts";
export { compareTables, type CompareOptions } from "./data/compare-tables.ts";
export {
  type CheckedTable,
  type CheckOptions,
  checkReport,
  checkTables,
} from "./data/check-tables.ts";
export type { TextEmbeddings } from "./data/column-check.ts";
export { checkLimits, type CheckLimits } from "./data/limits.ts";
export { findRoles, type SpecialColumns } from "./data/roles.ts";

// Quality with labels.
export * from "./quality/score.ts";
export * from "./quality/confusion-counts.ts";
export * from "./quality/class-average.ts";
export * from "./quality/class-scores.ts";
export * from "./quality/class-agreement.ts";
export * from "./quality/class-probabilities.ts";
export * from "./quality/score-groups.ts";
export * from "./quality/ranking-curves.ts";
export * from "./quality/regression-scores.ts";
export * from "./quality/ranking-scores.ts";
export * from "./quality/detection-scores.ts";
export * from "./quality/forecast-scores.ts";
export * from "./quality/survival-scores.ts";
export { bootstrapError } from "./quality/bootstrap-error.ts";

// Drift.
export * from "./drift/drift.ts";
export * from "./drift/judge-drift.ts";
export * from "./drift/drift-side.ts";
export { countColumnInBins, countInBins, freezeBins } from "./drift/frozen-bins.ts";
export { driftSettings, type DriftSettings } from "./drift/settings.ts";
export * from "./drift/reconstruction-error.ts";
export * from "./drift/domain-classifier.ts";
export * from "./drift/embedding-drift.ts";
export { hashedEmbedding, type TextEmbedder } from "./text/hashed-embedding.ts";
export * from "./drift/surrogate-importance.ts";

// Quality without labels.
export * from "./estimate/estimate-quality.ts";
export * from "./estimate/estimate-loss.ts";
export { expectedScores } from "./estimate/expected-scores.ts";
export { importanceWeights } from "./estimate/importance-weights.ts";

// Text, and what language models answer.
export { exactMatch, tokenOverlap } from "./text/answer-match.ts";
export { type AnswerShape, answerShape, repetitionOf } from "./text/answer-shape.ts";
export { corpusBleu, sentenceBleu, type TextPair } from "./text/bleu.ts";
export { corpusChrf, sentenceChrf } from "./text/chrf.ts";
export { characterErrorRate, wordErrors } from "./text/edit-rate.ts";
export { type Groundedness, groundedness } from "./text/groundedness.ts";
export { isOtherLanguage, languageOf } from "./text/language.ts";
export * from "./text/likelihood.ts";
export { hasFormat } from "../model/has-format.ts";
export { findPersonalData } from "./text/personal-data.ts";
export { injectionRisk } from "./text/prompt-injection.ts";
export { isRefusal } from "./text/refusal.ts";
export { retrievalScore } from "./text/retrieval.ts";
export { rougeL, rougeLsum, rougeN, type RougePair } from "./text/rouge.ts";
export { rudenessOf } from "./text/rude-language.ts";
export { corpusTer, sentenceTer } from "./text/ter.ts";

// A language model as judge.
export {
  type JudgeQuestion,
  judgeRequest,
  judgeVersion,
  readVerdict,
} from "./judge/judge-prompt.ts";
export { type PeopleAgreement, peopleAgreement } from "./judge/people-agreement.ts";

// Training curves.
export { curvesReport } from "./training/curves-report.ts";
export { compareRuns } from "./training/compare-runs.ts";
export type { Curve, CurveFinding } from "./training/curve.ts";
export { learningRateFindings, lossFindings, overfitFinding } from "./training/curve-findings.ts";

// Resources.
export * from "./resource/resource-report.ts";
export { type Exhaustion, forecastExhaustion } from "./resource/exhaustion.ts";

// Tests and distances.
export { benjaminiHochberg, holm } from "../stats/adjust-p-values.ts";
export { jensenShannonDistance } from "../stats/distance/jensen-shannon-distance.ts";
export * from "../stats/distance/maximum-mean-discrepancy.ts";
export * from "../stats/distance/share-distances.ts";
export * from "../stats/distance/wasserstein-distance.ts";
export { andersonDarlingTest } from "../stats/test/anderson-darling-test.ts";
export { cramerVonMisesTest } from "../stats/test/cramer-von-mises-test.ts";
export { eppsSingletonTest } from "../stats/test/epps-singleton-test.ts";
export { fisherExactTest } from "../stats/test/fisher-exact-test.ts";
export * from "../stats/test/independence-test.ts";
export * from "../stats/test/kolmogorov-smirnov-test.ts";
export { mannWhitneyTest } from "../stats/test/mann-whitney-test.ts";
export { twoProportionTest } from "../stats/test/two-proportion-test.ts";
export { welchTest } from "../stats/test/welch-test.ts";
