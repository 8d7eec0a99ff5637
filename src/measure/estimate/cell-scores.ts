import type { ExpectedScore } from "../../model/quality-estimate.ts";

/** How many of some labelled rows were right. */
export interface Share {
  readonly hits: number;
  readonly count: number;
}

/** Rows of one output and confidence, beside the share of right ones that is taken for theirs. */
export interface Cell {
  readonly output: string;
  /** As in `ConfidenceSummary`. */
  readonly step: number;
  readonly count: number;
  readonly share: Share;
}

/** A score of cells with its standard error. */
export interface CellScore {
  readonly measure: ExpectedScore["measure"];
  readonly value: number;
  readonly standardError: number;
}

// By how much a score grows when one more row of a cell is right.
type Slope = (cell: Cell) => number;

// Fewer expected rows of a class than these rank nothing.
const classRowsMin = 5;

/**
 * Accuracy of all cells, and of two classes F1 and the area under the ROC curve: what comes out where each
 * cell's rows are right as often as its share says. Errors by the delta method hold the chance of the rows
 * themselves and that of the shares; cells that share a reference share its error.
 *
 * The area counts rows of one cell as ties, so it is that of scores in the steps of the cells, a little below
 * that of the scores themselves where many rows share a step; compare it only with one over the same cells.
 *
 * @param positive the class that counts as positive; undefined where there are not two
 * @returns nothing of no rows; no F1 without positives, no area with less than five rows of a class
 */
export function cellScores(
  cells: readonly Cell[],
  positive: string | undefined,
): readonly CellScore[] {
  const rows = cells.reduce((sum, { count }) => sum + count, 0);
  if (!(rows > 0)) return [];
  const right = cells.reduce((sum, { count, share }) => sum + count * rateOf(share), 0);
  const accuracy: CellScore = {
    measure: "accuracy",
    value: right / rows,
    standardError: errorOf(cells, () => 1 / rows),
  };
  if (positive === undefined) return [accuracy];
  return [accuracy, ...f1Of(cells, positive), ...areaOf(cells, positive)];
}

/** The confidence in the middle of a step. */
export function confidenceOfStep(step: number): number {
  return step < 45 ? (step + 0.5) / 50 : 1 - 0.1 * 10 ** (-(step - 45 + 0.5) / 10);
}

/** 2 TP / (2 TP + FP + FN) of expected counts. */
function f1Of(cells: readonly Cell[], positive: string): readonly CellScore[] {
  let [hits, called, missed] = [0, 0, 0];
  for (const { output, count, share } of cells) {
    if (output === positive) {
      hits += count * rateOf(share);
      called += count;
    } else {
      missed += count * (1 - rateOf(share));
    }
  }
  const whole = hits + called + missed;
  if (!(whole > 0)) return [];
  const standardError = errorOf(cells, ({ output }) =>
    output === positive ? (2 * (whole - hits)) / whole ** 2 : (2 * hits) / whole ** 2,
  );
  return [{ measure: "f1", value: (2 * hits) / whole, standardError }];
}

interface Level {
  readonly score: number;
  positives: number;
  negatives: number;
  /** Expected negatives and positives below, half of the level's own among them. */
  negativesBelow: number;
  positivesBelow: number;
}

/** The chance that an expected positive has a higher score than an expected negative, ties half. */
function areaOf(cells: readonly Cell[], positive: string): readonly CellScore[] {
  const levels = levelsOf(cells, positive);
  const sorted = [...levels.values()].sort((a, b) => a.score - b.score);
  let [positives, negatives, pairs] = [0, 0, 0];
  for (const level of sorted) {
    level.negativesBelow = negatives + level.negatives / 2;
    level.positivesBelow = positives + level.positives / 2;
    pairs += level.positives * level.negativesBelow;
    positives += level.positives;
    negatives += level.negatives;
  }
  if (positives < classRowsMin || negatives < classRowsMin) return [];
  const all = positives * negatives;
  const slopeOf: Slope = (cell) => {
    const level = levels.get(keyOf(cell, positive));
    if (level === undefined) return 0;
    const gain = level.negativesBelow - (positives - level.positivesBelow);
    const slope = (gain * all - pairs * (negatives - positives)) / all ** 2;
    return cell.output === positive ? slope : -slope;
  };
  return [{ measure: "auc-roc", value: pairs / all, standardError: errorOf(cells, slopeOf) }];
}

// Score of the positive class, rounded so that both outputs' cells meet → what is expected there.
function levelsOf(cells: readonly Cell[], positive: string): ReadonlyMap<number, Level> {
  const levels = new Map<number, Level>();
  for (const cell of cells) {
    const score = keyOf(cell, positive);
    const level = levels.get(score) ?? {
      score,
      positives: 0,
      negatives: 0,
      negativesBelow: 0,
      positivesBelow: 0,
    };
    const right = cell.count * rateOf(cell.share);
    const isPositive = cell.output === positive;
    level.positives += isPositive ? right : cell.count - right;
    level.negatives += isPositive ? cell.count - right : right;
    levels.set(score, level);
  }
  return levels;
}

function keyOf({ output, step }: Cell, positive: string): number {
  const confidence = confidenceOfStep(step);
  return Math.round(1e6 * (output === positive ? confidence : 1 - confidence));
}

function errorOf(cells: readonly Cell[], slopeOf: Slope): number {
  const slopes = new Map<Share, number>();
  let variance = 0;
  for (const cell of cells) {
    const slope = slopeOf(cell);
    variance += cell.count * slope * slope * spreadOf(cell.share);
    slopes.set(cell.share, (slopes.get(cell.share) ?? 0) + cell.count * slope);
  }
  for (const [share, slope] of slopes) {
    variance += (slope * slope * spreadOf(share)) / Math.max(1, share.count);
  }
  return Math.sqrt(variance);
}

function rateOf({ hits, count }: Share): number {
  return count > 0 ? hits / count : 0;
}

// By Laplace's rule of succession: a cell that was always right is not sure to be right for ever.
function spreadOf({ hits, count }: Share): number {
  const rate = (hits + 1) / (count + 2);
  return Math.max(0, rate * (1 - rate));
}
