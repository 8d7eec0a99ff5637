import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { estimateLoss, fitLossEstimator } from "../../src/measure/estimate/estimate-loss.ts";
import {
  estimateQuality,
  fitQualityEstimator,
} from "../../src/measure/estimate/estimate-quality.ts";
import { expectedScores } from "../../src/measure/estimate/expected-scores.ts";
import { boostedScores, fitBoosting } from "../../src/stats/learn/gradient-boosting.ts";
import { fitLogistic, logisticScores } from "../../src/stats/learn/logistic-regression.ts";
import { type Matrix, takeRows } from "../../src/stats/linear/matrix.ts";
import { type Random, seededRandom } from "../../src/stats/random.ts";
import { readCsvGz } from "../read-csv.ts";
import type { Figure } from "../report.ts";

const windows = 40;
/** Sets are parted this often for the MAE: which few rows with huge losses fall into which part moves all windows together. */
const partings = 5;
const models = ["logistic", "boosting"] as const;
const measures = ["auc", "f1", "mae"] as const;
type MeasureName = (typeof measures)[number];

/** Mean absolute errors of three ways to estimate, on one set, model and measure. */
interface Errors {
  readonly set: string;
  readonly measure: MeasureName;
  readonly naive: number;
  readonly plain: number;
  readonly own: number;
  /** Share of windows whose realised value lay within the interval. */
  readonly coverage: number;
}

/**
 * Estimation without labels under covariate shift made by a rule: the rows of a set are shuffled; 30 %
 * train a model, 30 % are the reference with labels, the rest is production. Window w draws half of
 * the production rows without putting back, with chances proportional to exp(s r), r being the rank of
 * column w mod d scaled to -1.7 to 1.7 and s one of -2, -1, 1, 2 by turns. Windows with fewer than ten
 * positives are left out. For the MAE a boosted regression foretells the first column from the others, over five such
 * partings of a set.
 *
 * "No change" says the reference's score; the plain confidence average takes the model's own
 * probabilities for the chances (for the MAE: the mean loss of the training rows).
 */
export function estimateFigures(
  data: string,
  seed: string,
): { readonly figures: readonly Figure[]; readonly notes: readonly string[] } {
  const folder = existsSync(join(data, "adbench")) ? join(data, "adbench") : data;
  const errors = readdirSync(folder)
    .filter((name) => name.endsWith(".csv.gz"))
    .toSorted()
    .flatMap((name) => errorsOf(join(folder, name), seed));
  const figure = { bench: "measure", set: "estimate" } as const;
  const figures = measures.flatMap((measure): Figure[] => {
    const own = errors.filter((one) => one.measure === measure);
    const sets = [...new Set(own.map(({ set }) => set))];
    if (sets.length === 0) return [];
    const bySet = sets.map((set) => meanErrors(own.filter((one) => one.set === set)));
    const better = bySet.filter((one) => one.own < Math.min(one.naive, one.plain)).length;
    const all = meanErrors(own);
    const named = (name: string): string => `${name}-${measure}`;
    return [
      {
        ...figure,
        measure: named("mae-ratio-to-naive"),
        value: all.own / all.naive,
        unit: "ratio",
        target: 1,
        better: "lower",
        reference: all.plain / all.naive,
        referenceName: "plain confidence average",
      },
      { ...figure, measure: named("mae"), value: all.own, unit: "1" },
      {
        ...figure,
        measure: named("sets-better-than-both"),
        value: better / sets.length,
        unit: `of ${sets.length} sets`,
        target: 0.8,
      },
      { ...figure, measure: named("interval-coverage"), value: all.coverage, unit: "ratio" },
    ];
  });
  const classed = errors.filter(({ measure }) => measure !== "mae");
  const all = meanErrors(classed);
  const ratio: Figure = {
    ...figure,
    measure: "mae-ratio-to-naive",
    value: all.own / all.naive,
    unit: "ratio",
    target: 1,
    better: "lower",
  };
  const notes = errors.map(
    ({ set, measure, naive, plain, own }) =>
      `${set} ${measure}: no change ${naive.toFixed(4)}, plain ${plain.toFixed(4)}, ours ${own.toFixed(4)}`,
  );
  return { figures: [ratio, ...figures], notes };
}

function meanErrors(errors: readonly Errors[]): Omit<Errors, "set" | "measure"> {
  const mean = (pick: (one: Errors) => number): number =>
    errors.reduce((sum, one) => sum + pick(one), 0) / errors.length;
  return {
    naive: mean((one) => one.naive),
    plain: mean((one) => one.plain),
    own: mean((one) => one.own),
    coverage: mean((one) => one.coverage),
  };
}

function errorsOf(path: string, seed: string): readonly Errors[] {
  const { columns } = readCsvGz(path);
  const labels = columns.at(-1)!;
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  if (labels.length < 3_000 || share < 0.05 || share > 0.95) return [];
  const features = columns.slice(0, -1);
  const set = path.replace(/^.*\//, "").replace(/\.csv\.gz$/, "");
  return [
    ...models.flatMap((model) => {
      const random = seededRandom(`${seed} ${set} ${model}`);
      return classifierErrors(set, split(features, labels, random), { model, random });
    }),
    ...Array.from({ length: partings }, (_, parting) => {
      const name = parting === 0 ? `${seed} ${set}` : `${seed} ${set} ${parting}`;
      const parts = split(features.slice(1), features[0]!, seededRandom(name));
      return regressionErrors(set, parts, seededRandom(`${name} mae`));
    }),
  ];
}

interface Part {
  readonly rows: Matrix;
  readonly targets: Float64Array;
}
interface Parts {
  readonly train: Part;
  readonly reference: Part;
  readonly production: Part;
}

function split(features: readonly Float64Array[], targets: Float64Array, random: Random): Parts {
  const n = targets.length;
  const order = Uint32Array.from({ length: n }, (_, row) => row);
  for (let place = n - 1; place > 0; place--) {
    const other = random.integer(place + 1);
    const row = order[place]!;
    order[place] = order[other]!;
    order[other] = row;
  }
  const part = (from: number, to: number): Part => {
    const rows = order.subarray(Math.floor(from * n), Math.floor(to * n));
    const values = new Float64Array(rows.length * features.length);
    rows.forEach((row, place) => {
      features.forEach((column, index) => {
        values[place * features.length + index] = column[row]!;
      });
    });
    return {
      rows: { values, rows: rows.length, columns: features.length },
      targets: Float64Array.from(rows, (row) => targets[row]!),
    };
  };
  return { train: part(0, 0.3), reference: part(0.3, 0.6), production: part(0.6, 1) };
}

function shiftedRows(rows: Matrix, window: number, random: Random): readonly number[] {
  const column = window % rows.columns;
  const strength = [-2, -1, 1, 2][(window * 7 + Math.floor(window / rows.columns)) % 4]!;
  const order = Array.from({ length: rows.rows }, (_, row) => row).sort(
    (a, b) => rows.values[a * rows.columns + column]! - rows.values[b * rows.columns + column]!,
  );
  const keys = order.map((row, rank) => {
    const tilt = Math.exp(strength * 3.4 * (rank / rows.rows - 0.5));
    return { row, key: random.exponential(1) / tilt };
  });
  return keys
    .sort((a, b) => a.key - b.key)
    .slice(0, Math.floor(rows.rows / 2))
    .map(({ row }) => row);
}

function classifierErrors(
  set: string,
  parts: Parts,
  { model, random }: { readonly model: (typeof models)[number]; readonly random: Random },
): readonly Errors[] {
  const { train, reference, production } = parts;
  const score = trainedScore(train, model, random);
  const limit = bestLimit(score(train.rows), train.targets);
  const scored = (rows: Matrix) => {
    const scores = score(rows);
    return { rows, scores, outputs: scores.map((value) => (value >= limit ? 1 : 0)) };
  };
  const known = scored(reference.rows);
  const estimator = fitQualityEstimator({ ...known, positives: reference.targets }, random);
  const naive = expectedScores({ ...known, chances: reference.targets });
  const names = { auc: "auc-roc", f1: "f1" } as const;
  const sums = { auc: [0, 0, 0, 0], f1: [0, 0, 0, 0] };
  let count = 0;
  for (let window = 0; window < windows; window++) {
    const drawn = shiftedRows(production.rows, window, random);
    const truths = Float64Array.from(drawn, (row) => production.targets[row]!);
    if (truths.reduce((sum, truth) => sum + truth, 0) < 10) continue;
    const rows = scored(takeRows(production.rows, drawn));
    const realised = expectedScores({ ...rows, chances: truths });
    const plain = expectedScores({ ...rows, chances: rows.scores.map(chanceOf) });
    const own = estimateQuality(estimator, rows, random);
    for (const measure of ["auc", "f1"] as const) {
      const name = names[measure];
      const truth = realised[name];
      const { value, low, high } = own.scores[name];
      const isWithin = truth >= low - 1e-12 && truth <= high + 1e-12;
      const found = [naive[name], plain[name], value].map((one) => Math.abs(one - truth));
      [...found, isWithin ? 1 : 0].forEach((one, index) => (sums[measure][index]! += one));
    }
    count++;
  }
  return (["auc", "f1"] as const).map((measure) => {
    const [noChange, plain, own, coverage] = sums[measure].map((sum) => sum / count);
    return { set, measure, naive: noChange!, plain: plain!, own: own!, coverage: coverage! };
  });
}

function trainedScore(
  train: Part,
  model: (typeof models)[number],
  random: Random,
): (rows: Matrix) => Float64Array {
  if (model === "logistic") {
    const fitted = fitLogistic(train, 1);
    return (rows) => logisticScores(fitted, rows);
  }
  const fitted = fitBoosting(train, { loss: "logistic", trees: 60, random });
  return (rows) => boostedScores(fitted, rows);
}

// The limit of the score with the best F1 on the training rows, among 99 of its quantiles.
function bestLimit(scores: Float64Array, targets: Float64Array): number {
  const sorted = scores.toSorted();
  let [best, limit] = [-1, 0];
  for (let percent = 1; percent < 100; percent++) {
    const candidate = sorted[Math.floor((percent / 100) * sorted.length)]!;
    const outputs = scores.map((score) => (score >= candidate ? 1 : 0));
    const { f1 } = expectedScores({ scores: [], outputs, chances: targets });
    if (f1 > best) [best, limit] = [f1, candidate];
  }
  return limit;
}

function regressionErrors(set: string, parts: Parts, random: Random): Errors {
  const { train, reference, production } = parts;
  const fitted = fitBoosting(train, { loss: "squared", trees: 60, random });
  const outputs = boostedScores(fitted, reference.rows);
  const known = { rows: reference.rows, outputs, truths: reference.targets };
  const estimator = fitLossEstimator(known, random);
  const meanLoss = (found: Float64Array, truths: Float64Array): number =>
    found.reduce((sum, one, row) => sum + Math.abs(one - truths[row]!), 0) / found.length;
  const naive = meanLoss(outputs, reference.targets);
  const plain = meanLoss(boostedScores(fitted, train.rows), train.targets);
  const sums = [0, 0, 0, 0];
  for (let window = 0; window < windows; window++) {
    const drawn = shiftedRows(production.rows, window, random);
    const rows = takeRows(production.rows, drawn);
    const found = boostedScores(fitted, rows);
    const truth = meanLoss(
      found,
      Float64Array.from(drawn, (row) => production.targets[row]!),
    );
    const { value, low, high } = estimateLoss(estimator, { rows, outputs: found }, random);
    const scale = naive || 1;
    sums[0]! += Math.abs(naive - truth) / scale;
    sums[1]! += Math.abs(plain - truth) / scale;
    sums[2]! += Math.abs(value - truth) / scale;
    sums[3]! += truth >= low && truth <= high ? 1 : 0;
  }
  const [noChange, ofTraining, own, coverage] = sums.map((sum) => sum / windows);
  return {
    set,
    measure: "mae",
    naive: noChange!,
    plain: ofTraining!,
    own: own!,
    coverage: coverage!,
  };
}

function chanceOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
