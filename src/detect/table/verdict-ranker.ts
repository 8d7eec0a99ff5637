import type { SettingTable, ValuesOf } from "../../model/settings.ts";
import { resolveSettings } from "../../model/settings.ts";
import { type Matrix, takeRows } from "../../stats/linear/matrix.ts";
import { type Random, seededRandom } from "../../stats/random.ts";
import type { Classifier, ClassifierModel } from "./classifier.ts";
import type { Table } from "./detector.ts";
import { learnSurpriseFeatures } from "./surprise-features.ts";
import { logisticRegression } from "./logistic-regression.ts";
import { type Calibration, calibrate, probabilityOf } from "./probability-calibration.ts";
import { randomForest } from "./random-forest.ts";
import { fitScaler, scaleRows } from "./scaler.ts";
import { supportVectorClassifier } from "./support-vector-classifier.ts";

/** What people's verdicts taught: an order of rows and, by cross-validation, honest probabilities. */
export interface VerdictModel {
  /** Rises with the chance that people would judge the row anomalous; about log-odds of balanced classes. */
  score(rows: Matrix): Float64Array;
  /** That chance, 0 to 1, calibrated on rows that the scoring model had not seen. */
  probability(rows: Matrix): Float64Array;
  /** How the probabilities were made; `constant` means that there were too few verdicts to say. */
  readonly calibration: Calibration;
  /**
   * All rows, the likeliest first. Those below `probabilityMin` are marked, never left out: whoever shows the list says
   * how many are marked and lets people see them.
   */
  triage(rows: Matrix, given: { readonly probabilityMin: number }): readonly Triage[];
}

export interface Triage {
  /** Index of the row. */
  readonly row: number;
  readonly probability: number;
  readonly isSuppressed: boolean;
}

// The classifier with a radial kernel takes time with the square of its rows.
const kernelRowsMax = 8_000;

/**
 * Learns from judged rows: random forest, support vectors and logistic regression, each once on the features and once
 * with unsupervised surprises beside them, which carry where verdicts are few; their log-odds are added.
 *
 * @param labels 1 where people said anomalous, else 0 (said usual, or not judged); one a row
 * @param folds  folds of the cross-validation that calibrates; 0 leaves the probabilities constant
 * Cost (folds + 1) times the members, some seconds for 10,000 rows. Source: Zhao and Hryniewicki 2018 (XGBOD: scores as
 * features); Platt 1999.
 */
export function learnVerdicts(
  table: Table,
  labels: Uint8Array,
  { seed, folds }: { readonly seed: number; readonly folds: number },
): VerdictModel {
  const random = seededRandom(seed).fork("verdict-ranker");
  const scaler = fitScaler(table);
  const rows = scaleRows(table, scaler);
  const whole = learnBlend(rows, labels, random);
  const unseen = unseenScores(rows, labels, { random, folds });
  const calibration = unseen === null ? constant(labels) : calibrate(unseen, labels);
  const score = (given: Matrix) => whole.score(scaleRows(given, scaler));
  const probability = (given: Matrix) =>
    score(given).map((value) => probabilityOf(value, calibration));
  return {
    score,
    probability,
    calibration,
    triage(given, { probabilityMin }) {
      const scores = score(given);
      const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
      return order.map((row) => {
        const chance = probabilityOf(scores[row]!, calibration);
        return { row, probability: chance, isSuppressed: chance < probabilityMin };
      });
    },
  };
}

function constant(labels: Uint8Array): Calibration {
  const ones = labels.reduce((sum, label) => sum + label, 0);
  return { method: "constant", share: labels.length === 0 ? 0 : ones / labels.length };
}

function learnBlend(rows: Matrix, labels: Uint8Array, random: Random): ClassifierModel {
  const ones = labels.reduce((sum, label) => sum + label, 0);
  if (ones === 0 || ones === labels.length || rows.columns === 0) {
    return { score: (given) => new Float64Array(given.rows) };
  }
  const surprises = learnSurpriseFeatures(rows, labels, random);
  const widened = beside(rows, surprises.ofLearned);
  const scaler = fitScaler(widened);
  const wide = scaleRows(widened, scaler);
  const kept = thinned(labels, random);
  const learn = <S extends SettingTable>(
    classifier: Classifier<S>,
    given: Matrix,
    isThin = false,
  ) =>
    classifier.learn(
      isThin ? takeRows(given, kept) : given,
      isThin ? picked(labels, kept) : labels,
      {
        settings: defaultsOf(classifier),
        random,
      },
    );
  const plainForest = learn(randomForest, rows);
  const wideForest = learn(randomForest, wide);
  const plainVectors = learn(supportVectorClassifier, rows, true);
  const wideVectors = learn(supportVectorClassifier, wide, true);
  const plainSum = learn(logisticRegression, rows);
  const wideSum = learn(logisticRegression, wide);
  return {
    score(given) {
      const widened = scaleRows(beside(given, surprises.of(given)), scaler);
      const scores = new Float64Array(given.rows);
      addParts(scores, plainForest.score(given), (share) => oddsOfVotes(share) / 2);
      addParts(scores, wideForest.score(widened), (share) => oddsOfVotes(share) / 2);
      addParts(scores, plainVectors.score(given), (margin) => limited(margin, 2));
      addParts(scores, wideVectors.score(widened), (margin) => limited(margin, 2));
      addParts(scores, plainSum.score(given), (odds) => limited(odds, 4) / 4);
      addParts(scores, wideSum.score(widened), (odds) => limited(odds, 4) / 4);
      return scores;
    },
  };
}

function addParts(
  scores: Float64Array,
  part: Float64Array,
  weigh: (value: number) => number,
): void {
  for (let row = 0; row < scores.length; row++) scores[row]! += weigh(part[row]!);
}

// Half a vote of each kind keeps the odds finite.
function oddsOfVotes(share: number): number {
  const votes = randomForest.settings.trees.default;
  return Math.log((share * votes + 0.5) / ((1 - share) * votes + 0.5));
}

// One member must not outvote the others by being far beyond its border.
function limited(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

function defaultsOf<S extends SettingTable>({ settings }: Classifier<S>): ValuesOf<S> {
  return resolveSettings(settings).values;
}

/** All rows, with zeros and then ones thinned where there are more than the kernel takes. */
function thinned(labels: Uint8Array, random: Random): Int32Array {
  const rows = Int32Array.from(labels.keys());
  if (rows.length <= kernelRowsMax) return rows;
  const ones = rows.filter((row) => labels[row] === 1);
  const zeros = rows.filter((row) => labels[row] === 0);
  const onesKept = Math.min(ones.length, Math.max(kernelRowsMax / 2, kernelRowsMax - zeros.length));
  return Int32Array.from([
    ...drawn(ones, onesKept, random),
    ...drawn(zeros, Math.min(zeros.length, kernelRowsMax - onesKept), random),
  ]);
}

function drawn(rows: Int32Array, count: number, random: Random): Int32Array {
  for (let index = 0; index < count; index++) {
    const other = index + random.integer(rows.length - index);
    const kept = rows[index]!;
    rows[index] = rows[other]!;
    rows[other] = kept;
  }
  return rows.slice(0, count);
}

function picked(labels: Uint8Array, rows: Int32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => labels[row]!);
}

function beside(rows: Matrix, more: readonly Float64Array[]): Matrix {
  const columns = rows.columns + more.length;
  const values = new Float64Array(rows.rows * columns);
  for (let row = 0; row < rows.rows; row++) {
    values.set(rows.values.subarray(row * rows.columns, (row + 1) * rows.columns), row * columns);
    for (let index = 0; index < more.length; index++) {
      values[row * columns + rows.columns + index] = more[index]![row]!;
    }
  }
  return { values, rows: rows.rows, columns };
}

// Each row's score by a blend that was learned without its fold; null where a class has fewer than two rows.
function unseenScores(
  rows: Matrix,
  labels: Uint8Array,
  { random, folds }: { readonly random: Random; readonly folds: number },
): Float64Array | null {
  const ones = labels.reduce((sum, label) => sum + label, 0);
  const count = Math.min(folds, ones, labels.length - ones);
  if (count < 2) return null;
  const foldOf = new Uint8Array(labels.length);
  for (const label of [0, 1]) {
    const own = Int32Array.from(labels.keys()).filter((row) => labels[row] === label);
    drawn(own, own.length, random).forEach((row, place) => (foldOf[row] = place % count));
  }
  const scores = new Float64Array(labels.length);
  for (let fold = 0; fold < count; fold++) {
    const inside = Int32Array.from(labels.keys()).filter((row) => foldOf[row] !== fold);
    const outside = Int32Array.from(labels.keys()).filter((row) => foldOf[row] === fold);
    const blend = learnBlend(takeRows(rows, inside), picked(labels, inside), random);
    const own = blend.score(takeRows(rows, outside));
    outside.forEach((row, place) => (scores[row] = own[place]!));
  }
  return scores;
}
