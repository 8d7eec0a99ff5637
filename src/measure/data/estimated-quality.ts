import type { Column, Table } from "../../model/column.ts";
import { columnNamed } from "../../model/column.ts";
import { type Finding, type ReportCard, type ReportRow, worstStatus } from "../../model/report.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { seededRandom } from "../../stats/random.ts";
import { estimateLoss, fitLossEstimator } from "../estimate/estimate-loss.ts";
import { estimateQuality, fitQualityEstimator } from "../estimate/estimate-quality.ts";
import { estimatedScores } from "../estimate/expected-scores.ts";
import { findingOf } from "./column-check.ts";
import type { CheckLimits } from "./limits.ts";
import { type Outcomes, keysOf } from "./outcomes.ts";
import type { SpecialColumns } from "./roles.ts";
import { sampleRows } from "./sample-rows.ts";

/** What a measure was on the labelled reference, and what it should be now. */
interface Estimated {
  readonly measure: string;
  readonly unit: "ratio" | "1";
  readonly isHigherBetter: boolean;
  readonly before: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const rowsMax = 5_000;
const rowsMin = 200;
const columnsMax = 40;

/**
 * The quality of current rows whose labels have not come, estimated from the labelled reference: as long
 * as labels depend on features and score as they did. A measure fails only where the whole interval lies
 * beyond the limit. At most 5,000 rows of each side are looked at. Null where the reference is too small,
 * the task has more than two classes, or the current rows hold neither score nor number.
 */
export function estimatedQuality(
  tables: { readonly reference: Table; readonly current: Table },
  special: SpecialColumns,
  given: {
    readonly reference: Outcomes;
    readonly before: readonly { readonly name: string; readonly value: number }[];
    readonly limits: CheckLimits;
  },
): ReportCard | null {
  const { reference, before, limits } = given;
  const known = sampleRows(reference.count, rowsMax);
  const fresh = answeredRows(tables.current, special);
  if (reference.scores === null || known.length < rowsMin || fresh.rows.length < 2) return null;
  if (fresh.answers === null) return null;
  const columns = tables.reference.columns.filter((column) => isInput(column, special, tables));
  const now = {
    rows: matrixOf(columns, tables.current, fresh.rows),
    answers: fresh.answers,
    called: fresh.called(reference),
  };
  const rows = matrixOf(columns, tables.reference, pick(reference.rows, known));
  const found =
    reference.task === "binary"
      ? estimatedScoresOf({ reference, known, rows }, now)
      : reference.task === "numbers"
        ? estimatedErrorOf({ reference, known, rows }, now)
        : null;
  if (found === null) return null;
  const estimates = found.estimates.flatMap((one): readonly Estimated[] => {
    const then = before.find(({ name }) => name === one.measure)?.value;
    return then === undefined ? [] : [{ ...one, before: then }];
  });
  const findings: readonly Finding[] = [
    ...estimates.map((one) => judge(one, limits)),
    ...found.warnings.map((says) => ({ ...findingOf("estimate", "warn", "doubt"), says })),
  ];
  return {
    name: special.label ?? "",
    kinds: [`check.task.${reference.task}`, "check.estimated"],
    status: worstStatus(findings.map(({ status }) => status)),
    findings,
    rows: estimates.map(({ measure, unit, value, before: then }): ReportRow => {
      return { name: `measure.${measure}`, reference: then, current: value, unit };
    }),
    picture: null,
  };
}

function judge(one: Estimated, { qualityDropMax: limit }: CheckLimits): Finding {
  const { measure, unit, before, value, low, high, isHigherBetter } = one;
  // The end of the interval that speaks best for the model.
  const best = isHigherBetter ? before - high : low - before;
  const isFallen = best > limit * Math.abs(before);
  const middle = (before - value) * (isHigherBetter ? 1 : -1);
  const params = { measure, unit, before, value, low, high };
  const details = { params, value: middle / Math.max(Math.abs(before), 1e-12), limit };
  return findingOf("estimate", isFallen ? "fail" : "pass", isFallen ? "fallen" : "kept", details);
}

interface Known {
  readonly reference: Outcomes;
  readonly known: Int32Array;
  readonly rows: Matrix;
}

interface Fresh {
  readonly rows: Matrix;
  readonly answers: Float64Array;
  readonly called: Uint8Array;
}

function estimatedScoresOf({ reference, known, rows }: Known, now: Fresh) {
  const random = seededRandom("estimated-quality");
  const { labels, predictions, scores, positive, threshold } = reference;
  const estimator = fitQualityEstimator(
    {
      rows,
      scores: pick(scores ?? [], known),
      outputs: Uint8Array.from(known, (row) => {
        const isCalled =
          predictions === null ? (scores?.[row] ?? 0) >= threshold : predictions[row];
        return isCalled === true || isCalled === positive ? 1 : 0;
      }),
      positives: Uint8Array.from(known, (row) => (labels[row] === positive ? 1 : 0)),
    },
    random,
  );
  const window = { rows: now.rows, scores: now.answers, outputs: now.called };
  const found = estimateQuality(estimator, window, random);
  const estimates = estimatedScores.map((measure) => {
    const { value, low, high } = found.scores[measure];
    return { measure, unit: "ratio" as const, isHigherBetter: true, value, low, high };
  });
  return { estimates, warnings: found.warnings };
}

function estimatedErrorOf({ reference, known, rows }: Known, now: Fresh) {
  const random = seededRandom("estimated-quality");
  const outputs = pick(reference.scores ?? [], known);
  const truths = pick(reference.labelNumbers, known);
  const estimator = fitLossEstimator({ rows, outputs, truths }, random);
  const found = estimateLoss(estimator, { rows: now.rows, outputs: now.answers }, random);
  const { value, low, high, warnings } = found;
  const unit = "1" as const;
  return {
    estimates: [{ measure: "mae", unit, isHigherBetter: false, value, low, high }],
    warnings,
  };
}

/** Current rows that have an answer, at most `rowsMax`, with scores or numbers and what they were called. */
function answeredRows(table: Table, special: SpecialColumns) {
  const named = (name: string | null) => (name === null ? undefined : columnNamed(table, name));
  const [prediction, score] = [named(special.prediction), named(special.score)];
  const numeric = score ?? prediction;
  const all: number[] = [];
  for (let row = 0; row < table.rowCount; row += 1) {
    if (numeric?.isNull[row] === 0) all.push(row);
  }
  const rows = pick(all, sampleRows(all.length, rowsMax));
  const isNumber = numeric !== undefined && numeric.type !== "text";
  const answers = isNumber ? Float64Array.from(rows, (row) => numeric.values[row] ?? NaN) : null;
  const called = ({ positive, threshold }: Outcomes): Uint8Array => {
    if (score === undefined || prediction === undefined) {
      return Uint8Array.from(answers ?? [], (value) => (value >= threshold ? 1 : 0));
    }
    const key = keysOf(prediction);
    return Uint8Array.from(rows, (row) => (key(row) === positive ? 1 : 0));
  };
  return { rows, answers, called };
}

/** Whether the estimate may look at a column: an input that both sides have in the same type. */
function isInput(column: Column, special: SpecialColumns, tables: { readonly current: Table }) {
  const isSpecial = Object.values(special).includes(column.name);
  const isTooMany = column.type === "text" && column.dictionary.length > 1_000;
  return !isSpecial && !isTooMany && columnNamed(tables.current, column.name)?.type === column.type;
}

/** Rows × columns of numbers; a text stands for the place of its first appearance in the reference. */
function matrixOf(columns: readonly Column[], table: Table, rows: ArrayLike<number>): Matrix {
  const kept = columns.slice(0, columnsMax);
  const values = new Float64Array(rows.length * kept.length).fill(Number.NaN);
  for (const [place, reference] of kept.entries()) {
    const column = columnNamed(table, reference.name) ?? reference;
    const places = new Map(
      reference.type === "text" ? reference.dictionary.map((text, index) => [text, index]) : [],
    );
    const codes = column.type === "text" ? column.dictionary.map((text) => places.get(text)) : [];
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index] ?? 0;
      if (column.isNull[row] !== 0) continue;
      const value = column.type === "text" ? codes[column.codes[row] ?? -1] : column.values[row];
      values[index * kept.length + place] = value ?? Number.NaN;
    }
  }
  return { values, rows: rows.length, columns: kept.length };
}

function pick(values: ArrayLike<number>, rows: ArrayLike<number>): Float64Array {
  return Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
}
