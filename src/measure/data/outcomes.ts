import type { Column, Table } from "../../model/column.ts";
import { columnNamed } from "../../model/column.ts";
import type { ScoreGroup } from "../quality/score-groups.ts";
import type { SpecialColumns } from "./roles.ts";

/** Label and prediction of the rows that have both. */
export interface Outcomes {
  readonly count: number;
  /** Their positions in the table, ascending. */
  readonly rows: readonly number[];
  readonly labels: readonly string[];
  readonly predictions: readonly string[] | null;
  /** The number itself, where label or score are numbers. */
  readonly labelNumbers: Float64Array;
  readonly scores: Float64Array | null;
  readonly task: "binary" | "classes" | "numbers";
  readonly positive: string;
  /** Score from which on a row counts as positive where there is no prediction. */
  readonly threshold: number;
}

const classesMax = 100;

/**
 * The rows of a table that hold a label beside a prediction or a score, and what the task seems to be;
 * null where there are fewer than two.
 */
export function outcomesOf(
  table: Table,
  special: SpecialColumns,
  threshold = 0.5,
): Outcomes | null {
  const named = (name: string | null) => (name === null ? undefined : columnNamed(table, name));
  const label = named(special.label);
  const prediction = named(special.prediction);
  const score = named(special.score);
  const answer = prediction ?? score;
  if (label === undefined || answer === undefined) return null;
  const rows: number[] = [];
  for (let row = 0; row < table.rowCount; row += 1) {
    const isWhole = label.isNull[row] === 0 && answer.isNull[row] === 0;
    if (isWhole && (score === undefined || score.isNull[row] === 0)) rows.push(row);
  }
  if (rows.length < 2) return null;
  const keyOf = (column: Column) => {
    const key = keysOf(column);
    return rows.map(key);
  };
  const labels = keyOf(label);
  const classes = [...new Set(labels)].toSorted();
  const numbersOf = (column: Column | undefined) =>
    column === undefined || column.type === "text"
      ? null
      : Float64Array.from(rows, (row) => column.values[row] ?? NaN);
  const isNumber = label.type === "number" && answer.type === "number";
  const isBinary = classes.length <= 2;
  // A number between 0 and 1 beside a label of two values is a score, whatever its name.
  const predicted = numbersOf(prediction);
  const isScore =
    isBinary && prediction?.type === "number" && (predicted?.some(isBetween) ?? false);
  const isRegression = isNumber && !isBinary && (classes.length > classesMax || !allWhole(answer));
  const task = isRegression ? "numbers" : isBinary ? "binary" : "classes";
  const scores = isRegression
    ? (predicted ?? numbersOf(score))
    : isScore
      ? predicted
      : numbersOf(score);
  const hard = prediction === undefined || isScore || isRegression ? null : keyOf(prediction);
  return {
    count: rows.length,
    rows,
    labels,
    predictions: hard,
    labelNumbers: numbersOf(label) ?? new Float64Array(0),
    scores,
    task,
    positive: classes.at(-1) ?? "",
    threshold,
  };
}

/** What each row was called: its prediction, or the class that its score speaks for at the threshold. */
export function guessesOf(outcomes: Outcomes): readonly string[] | null {
  const { labels, predictions, scores, positive, threshold } = outcomes;
  if (predictions !== null || scores === null) return predictions;
  const negative = labels.find((label) => label !== positive) ?? "";
  return Array.from(scores, (score) => (score >= threshold ? positive : negative));
}

/** Rows of either class by ascending score: both classes are sorted alone, then merged. */
export function groupsOf({ labels, scores, positive }: Outcomes): readonly ScoreGroup[] {
  const ofClass = (isPositive: boolean) =>
    (scores ?? new Float64Array(0))
      .filter((_, row) => (labels[row] === positive) === isPositive)
      .sort();
  const [positives, negatives] = [ofClass(true), ofClass(false)];
  const groups: ScoreGroup[] = [];
  let [i, j] = [0, 0];
  while (i < positives.length || j < negatives.length) {
    const score = Math.min(positives[i] ?? Infinity, negatives[j] ?? Infinity);
    const [fromI, fromJ] = [i, j];
    while (positives[i] === score) i += 1;
    while (negatives[j] === score) j += 1;
    groups.push({ score, positive: i - fromI, negative: j - fromJ });
  }
  return groups;
}

/** Makes a label and a prediction comparable, whatever type each was read as. */
export function keysOf(column: Column): (row: number) => string {
  if (column.type !== "text") return (row) => String(column.values[row]);
  const keys = column.dictionary.map((text) => {
    const lower = text.toLowerCase();
    return lower === "true" ? "1" : lower === "false" ? "0" : text;
  });
  return (row) => keys[column.codes[row] ?? -1] ?? "";
}

function isBetween(value: number): boolean {
  return value > 0 && value < 1;
}

function allWhole(column: Column): boolean {
  return (
    column.type === "number" &&
    column.values.every((value) => Number.isInteger(value) || Number.isNaN(value))
  );
}
