import { type Message, say } from "../../model/message.ts";
import type { ExpectedLoss, ExpectedScore, QualityEstimate } from "../../model/quality-estimate.ts";
import type { PredictionRow } from "../../model/signals.ts";
import type { TimeMs, Window } from "../../model/time.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import {
  estimateLoss,
  fitLossEstimator,
  type LossEstimate,
  type LossEstimator,
  type OutputRows,
} from "./estimate-loss.ts";
import { isSure, surestLoss } from "./surest-loss.ts";

/** A prediction of a number, with its label where that has come. */
export interface NumberRow {
  readonly prediction: Pick<
    PredictionRow,
    "time" | "featuresNumber" | "featuresText" | "outputNumber"
  >;
  readonly label: number | null;
}

/** What the labelled past of a regression tells of its losses. */
export interface LiveLosses {
  readonly columns: readonly FeatureColumn[];
  readonly absolute: LossEstimator;
  readonly squared: LossEstimator;
  readonly rows: number;
  /** Mean losses of the labelled rows. */
  readonly mae: number;
  readonly mse: number;
}

/** A feature as a column of numbers; a text stands for the place of its first appearance. */
interface FeatureColumn {
  readonly name: string;
  /** Null of numbers. */
  readonly places: ReadonlyMap<string, number> | null;
}

/** Labelled rows below which nothing is learned. */
export const labelledRowsMin = 200;
// Features looked at; the first by name of more.
const columnsMax = 20;
const textsMax = 1_000;
// Errors vary by factors with the rows at hand; a third more is the least that matters.
const errorLossMin = 0.33;
// Fewer rows of the window's last quarter than these say nothing of it.
const recentRowsMin = 30;
// Share of pairs that tell a row of the window from a labelled one, above which they have nothing in common.
const separationMax = 0.98;

/**
 * Learns the losses of a regression from its labelled rows. Null of fewer than 200.
 *
 * @param pause awaited between the two halves of the work, so that a server can answer in between
 * Cost ten fits of 100 trees of depth 3: 0.6 to 1.2 s for 1,000 rows of six features.
 */
export async function learnLosses(
  rows: readonly NumberRow[],
  random: Random,
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<LiveLosses | null> {
  const labelled = rows.filter(({ label }) => label !== null);
  if (labelled.length < labelledRowsMin) return null;
  const columns = columnsOf(labelled);
  const known = {
    ...outputRows(labelled, columns),
    truths: labelled.map(({ label }) => label ?? Number.NaN),
  };
  const absolute = fitLossEstimator(known, random);
  await pause();
  const squared = fitLossEstimator(known, random, (truth, output) => (truth - output) ** 2);
  const [mae, mse] = [meanOf(absolute.losses), meanOf(squared.losses)];
  return { columns, absolute, squared, rows: labelled.length, mae, mse };
}

/**
 * The errors to be expected of a window without its labels, beside what they were and what came out so far.
 * No loss is told where the window has next to nothing in common with the labelled rows.
 *
 * @param about.total      predictions of the window, of which `rows` may be a sample
 * @param about.recentFrom start of the window's last quarter
 */
export function liveLossEstimate(
  losses: LiveLosses,
  rows: readonly NumberRow[],
  about: {
    readonly model: string;
    readonly window: Window;
    readonly total: number;
    readonly recentFrom: TimeMs;
  },
  random: Random,
): QualityEstimate {
  const { columns, absolute, squared } = losses;
  const current = outputRows(rows, columns);
  const mae = estimateLoss(absolute, current, random);
  const mse = estimateLoss(squared, current, random);
  const errors = rows.flatMap(({ prediction, label }) =>
    label === null ? [] : [label - (prediction.outputNumber ?? Number.NaN)],
  );
  const truth = (of: (error: number) => number) =>
    errors.length === 0 ? null : meanOf(errors.map(of));
  const warnings = warningsOf(mae);
  const isAwaited = errors.length < rows.length / 2;
  const whole = growthOf(losses.mae, [mae], isAwaited);
  const recent = rows.filter(({ prediction }) => prediction.time >= about.recentFrom);
  // Where the window's growth does not matter surely, that of its last quarter need not be asked.
  const isAsked = whole !== null && isSure(whole) && recent.length >= recentRowsMin;
  const lately = isAsked ? [estimateLoss(absolute, outputRows(recent, columns), random)] : [];
  const labelledRows = Math.round((about.total * errors.length) / Math.max(1, rows.length));
  return {
    model: about.model,
    window: about.window,
    rows: about.total,
    covered: about.total,
    accuracy: null,
    f1: null,
    truth: null,
    scores: [
      scoreOf("mae", mae, { reference: losses.mae, truth: truth(Math.abs) }),
      scoreOf("mse", mse, { reference: losses.mse, truth: truth((error) => error ** 2) }),
    ],
    referenceRows: losses.rows,
    labelledRows,
    loss: warnings.length > 0 ? null : growthOf(losses.mae, [mae, ...lately], isAwaited),
    warnings,
  };
}

function scoreOf(
  measure: ExpectedScore["measure"],
  { value, standardError, low, high }: LossEstimate,
  known: Pick<ExpectedScore, "reference" | "truth">,
): ExpectedScore {
  return { measure, value, standardError, low, high, ...known };
}

/** By how much of itself the error has grown. */
function growthOf(
  before: number,
  estimates: readonly LossEstimate[],
  isAwaited: boolean,
): ExpectedLoss | null {
  if (!(before > 0)) return null;
  const spells = estimates.map(({ value, standardError }) => {
    return { value: value / before - 1, standardError: standardError / before };
  });
  return surestLoss([{ measure: "mae", spells }], { limit: errorLossMin, isAwaited });
}

function warningsOf({ warnings, separation }: LossEstimate): readonly Message[] {
  if (separation <= separationMax) return warnings;
  return [...warnings, say("estimate/told-apart", { separation })];
}

function columnsOf(rows: readonly NumberRow[]): readonly FeatureColumn[] {
  const numbers = new Set<string>();
  // feature → its texts, in the order of first appearance
  const texts = new Map<string, Map<string, number>>();
  for (const { prediction } of rows) {
    for (const name of prediction.featuresNumber.keys()) numbers.add(name);
    for (const [name, text] of prediction.featuresText) {
      const places = texts.get(name) ?? new Map<string, number>();
      if (text !== null && !places.has(text) && places.size <= textsMax) {
        places.set(text, places.size);
      }
      texts.set(name, places);
    }
  }
  const columns: readonly FeatureColumn[] = [
    ...[...numbers].map((name) => ({ name, places: null })),
    // What is nearly always another text is a name of the row and tells nothing.
    ...[...texts].flatMap(([name, places]) =>
      numbers.has(name) || places.size > textsMax ? [] : [{ name, places }],
    ),
  ];
  return columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, columnsMax);
}

function outputRows(rows: readonly NumberRow[], columns: readonly FeatureColumn[]): OutputRows {
  const values = new Float64Array(rows.length * columns.length).fill(Number.NaN);
  rows.forEach(({ prediction }, row) => {
    columns.forEach(({ name, places }, column) => {
      const value =
        places === null
          ? prediction.featuresNumber.get(name)
          : places.get(prediction.featuresText.get(name) ?? "");
      values[row * columns.length + column] = value ?? Number.NaN;
    });
  });
  const matrix: Matrix = { values, rows: rows.length, columns: columns.length };
  return {
    rows: matrix,
    outputs: Float64Array.from(rows, ({ prediction }) => prediction.outputNumber ?? Number.NaN),
  };
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0;
  return sum / values.length;
}
