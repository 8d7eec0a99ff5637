import type { SummaryRequest } from "../../src/model/summary.ts";
import { spanOf } from "../../src/model/time.ts";
import type { RawRow } from "../../src/store/native/reader.ts";
import { byText, byWindowAnd, forWindows, groupIn, versionsOf } from "./grouping.ts";
import type { KeptOutcome, KeptRows } from "./kept-rows.ts";
import { KahanSum, quantileOf } from "./running-sums.ts";

type Request = Extract<SummaryRequest, { readonly kind: "outcomes" }>;

interface OutcomeGroup {
  readonly window: number;
  readonly model: string;
  readonly version: string;
  predictions: number;
  readonly outcomes: JudgedOutcome[];
}

/** What the numbers of an outcome's window are made of. */
interface JudgedOutcome {
  readonly isClass: boolean;
  readonly truth: string;
  readonly answer: string;
  readonly score: number | null;
  readonly isPositive: boolean;
  readonly outputNumber: number | null;
  readonly labelNumber: number | null;
  readonly delayMs: number;
}

/** The answer of `outcomeStatement` over rows in memory; scores are never rounded. */
export function outcomeRows(
  { predictions, outcomes }: KeptRows,
  { grid, models, positiveClasses = {} }: Request,
): RawRow[] {
  const { start, end } = spanOf(grid);
  const wanted = models && new Set(models);
  const isAsked = (model: string, time: number) =>
    time >= start && time < end && (!wanted || wanted.has(model));
  const groups = new Map<string, OutcomeGroup>();
  for (const { row } of predictions) {
    const { model, time } = row;
    if (!isAsked(model, time)) continue;
    forWindows(grid, time, (window) => {
      for (const version of versionsOf(row.version)) {
        const group = groupIn(groups, `${window}\n${model}\n${version}`, () => ({
          window,
          model,
          version,
          predictions: 0,
          outcomes: [],
        }));
        group.predictions += 1;
      }
    });
  }
  for (const outcome of outcomes) {
    const { model, time, version } = outcome.row;
    if (!isAsked(model, time)) continue;
    const judged = judge(outcome, positiveClasses[model] ?? "");
    forWindows(grid, time, (window) => {
      for (const slice of versionsOf(version)) {
        groups.get(`${window}\n${model}\n${slice}`)?.outcomes.push(judged);
      }
    });
  }
  return [...groups.values()].toSorted(byWindowAnd("model", "version")).map(rowOf);
}

function judge({ row, label }: KeptOutcome, named: string): JudgedOutcome {
  const { outputText, outputNumber, scores } = row;
  const classes = [...scores.keys()].sort(byText);
  const positive = named || (classes.at(-1) ?? "");
  const isScored = classes.length === 1 || classes.length === 2;
  const truth =
    label.labelText === "" && label.labelNumber !== null
      ? String(label.labelNumber)
      : label.labelText;
  return {
    isClass: outputText !== "" || scores.size > 0,
    truth,
    answer: outputText === "" && outputNumber !== null ? String(outputNumber) : outputText,
    score: isScored ? (scores.get(positive) ?? 1 - scores.get(classes[0]!)!) : null,
    isPositive: truth === positive,
    outputNumber,
    labelNumber: label.labelNumber,
    delayMs: label.time - row.time,
  };
}

function rowOf({ outcomes, ...group }: OutcomeGroup): RawRow {
  const classes = outcomes.filter(({ isClass }) => isClass);
  const delays = outcomes.map(({ delayMs }) => delayMs).toSorted((a, b) => a - b);
  return {
    ...group,
    labelled: outcomes.length,
    class_rows: classes.length,
    ...errorFields(outcomes),
    delays: delays.length === 0 ? [0, 0] : [quantileOf(delays, 0.5), quantileOf(delays, 0.95)],
    confusion: confusionCells(classes),
    scores: scoreCells(outcomes),
  };
}

function errorFields(outcomes: readonly JudgedOutcome[]): RawRow {
  const names = [
    "label_sum",
    "label_squares",
    "error_sum",
    "error_squares",
    "error_fourths",
    "error_absolutes",
    "over_squares",
    "shares",
    "share_squares",
    "symmetrics",
    "symmetric_squares",
  ] as const;
  const sums = new Map(names.map((name) => [name, new KahanSum()]));
  const add = (name: (typeof names)[number], value: number) => sums.get(name)!.add(value);
  let errorCount = 0;
  let shareCount = 0;
  for (const { isClass, outputNumber, labelNumber } of outcomes) {
    if (isClass || outputNumber === null || labelNumber === null) continue;
    const error = outputNumber - labelNumber;
    if (!Number.isFinite(error)) continue;
    errorCount += 1;
    add("label_sum", labelNumber);
    add("label_squares", labelNumber * labelNumber);
    add("error_sum", error);
    add("error_squares", error ** 2);
    add("error_fourths", error ** 4);
    add("error_absolutes", Math.abs(error));
    if (error > 0) add("over_squares", error ** 2);
    if (labelNumber !== 0) {
      const share = Math.abs(error / labelNumber);
      shareCount += 1;
      add("shares", share);
      add("share_squares", share ** 2);
    }
    const size = Math.abs(outputNumber) + Math.abs(labelNumber);
    const symmetric = size === 0 ? error : (2 * Math.abs(error)) / size;
    add("symmetrics", symmetric);
    add("symmetric_squares", symmetric ** 2);
  }
  return {
    error_count: errorCount,
    share_count: shareCount,
    ...Object.fromEntries([...sums].map(([name, { value }]) => [name, value])),
  };
}

/** Truth, answer and rows; the commonest cells first. */
function confusionCells(outcomes: readonly JudgedOutcome[]): (readonly [string, string, number])[] {
  const cells = new Map<string, [string, string, number]>();
  for (const { truth, answer } of outcomes) {
    groupIn(cells, `${truth}\n${answer}`, (): [string, string, number] => [
      truth,
      answer,
      0,
    ])[2] += 1;
  }
  return [...cells.values()].toSorted(
    (a, b) => b[2] - a[2] || byText(a[0], b[0]) || byText(a[1], b[1]),
  );
}

/** Scores ascending with the rows of either truth. */
function scoreCells(outcomes: readonly JudgedOutcome[]): (readonly [number, number, number])[] {
  const cells = new Map<number, [number, number, number]>();
  for (const { score, isPositive } of outcomes) {
    if (score === null || !Number.isFinite(score)) continue;
    const cell = cells.get(score) ?? [score, 0, 0];
    cells.set(score, cell);
    cell[isPositive ? 1 : 2] += 1;
  }
  return [...cells.values()].toSorted((a, b) => a[0] - b[0]);
}
