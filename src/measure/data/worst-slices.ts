import type { Column, Table } from "../../model/column.ts";
import { columnNamed } from "../../model/column.ts";
import type { Finding } from "../../model/report.ts";
import { normalCdf } from "../../stats/distribution/normal-cdf.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import { findingOf } from "./column-check.ts";
import type { CheckLimits } from "./limits.ts";
import type { Outcomes } from "./outcomes.ts";
import type { SpecialColumns } from "./roles.ts";
import { sampleRows } from "./sample-rows.ts";

/** Labelled rows of one table. */
export interface LabelledSide {
  readonly table: Table;
  readonly outcomes: Outcomes;
}

/** A column cut into few parts, the same on both sides. */
interface Cut {
  readonly name: string;
  /** Part → what people call it. */
  readonly parts: readonly string[];
  /** Part of each looked-at row. */
  readonly before: Uint8Array;
  readonly now: Uint8Array;
}

interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

interface Slice {
  readonly where: readonly (readonly [column: string, part: string])[];
  readonly before: number;
  readonly now: number;
  readonly rows: number;
  /** Standard errors by which the loss grew more than that of all other rows. */
  readonly z: number;
  readonly excess: number;
}

const columnsMax = 20;
const partsMax = 12;
const rowsMax = 20_000;
const rowsMin = 30;
const toldMax = 3;

/**
 * The parts of the data in which the model became worse than in the rest: a value of one column or of two
 * together (numbers by quarters of the reference), by the share of wrong answers or the mean absolute
 * error. Told when it grew more than elsewhere by the limit, and a z test of the difference of the two
 * differences is sure after Bonferroni's correction; at most three, the surest first, each
 * sought in the rows that those before it leave.
 * Cost O(columns² · rows), at most 20 columns and 20,000 rows of each side.
 */
export function checkSlices(
  sides: { readonly reference: LabelledSide; readonly current: LabelledSide },
  special: SpecialColumns,
  limits: CheckLimits,
): readonly Finding[] {
  const { reference, current } = sides;
  const before = lossesOf(reference.outcomes);
  const now = lossesOf({ ...current.outcomes, task: reference.outcomes.task });
  if (before === null || now === null) return [];
  const cuts = cutsOf(sides, special);
  const first = slicesOf(cuts, { before, now });
  if (first.length === 0) return [findingOf("slice", "skip", "too-few")];
  const whole = mean(sumsOf(before));
  // Of accuracy the limit is a share, as for the whole; of errors a share of the mean error before.
  const least = limits.qualityDropMax * (reference.outcomes.task === "numbers" ? whole : 1 - whole);
  const told: Slice[] = [];
  for (let slices = first; told.length < toldMax; slices = slicesOf(cuts, { before, now })) {
    const [worst] = slices.toSorted((a, b) => b.z - a.z);
    if (worst === undefined || !(worst.excess > least)) break;
    if (!(normalCdf(-worst.z) * slices.length < limits.significance)) break;
    told.push(worst);
    leaveOut(worst, cuts, { before, now });
  }
  if (told.length === 0) {
    return [findingOf("slice", "pass", "none", { params: { count: first.length } })];
  }
  const isError = reference.outcomes.task === "numbers";
  return told.map((slice) => {
    const where = slice.where.map(([column, part]) => `${column} ${part}`).join(", ");
    const value = isError ? slice.now : 1 - slice.now;
    const past = isError ? slice.before : 1 - slice.before;
    const measure = isError ? "mae" : "accuracy";
    const unit = isError ? "1" : "ratio";
    const params = { where, rows: slice.rows, measure, unit, value, before: past };
    return findingOf("slice", "fail", "worse", { params, value: slice.excess, limit: least });
  });
}

/** Takes the rows of a slice out of both sides: what is told next is not the same rows by another name. */
function leaveOut({ where }: Slice, cuts: readonly Cut[], { before, now }: Losses): void {
  for (const [losses, side] of [
    [before, "before"],
    [now, "now"],
  ] as const) {
    const parts = cuts.flatMap((cut) => {
      const named = where.find(([column]) => column === cut.name);
      return named === undefined ? [] : [{ of: cut[side], part: cut.parts.indexOf(named[1]) }];
    });
    losses.forEach((_, row) => {
      if (parts.every(({ of, part }) => of[row] === part)) losses[row] = Number.NaN;
    });
  }
}

/** Loss of each looked-at row: 1 for a wrong answer, or the absolute error; null without answers. */
function lossesOf(outcomes: Outcomes) {
  const { task, labels, predictions, scores, labelNumbers, positive, threshold } = outcomes;
  const looked = sampleRows(labels.length, rowsMax);
  if (task === "numbers") {
    if (scores === null) return null;
    return Float64Array.from(looked, (at) =>
      Math.abs((scores[at] ?? NaN) - (labelNumbers[at] ?? NaN)),
    );
  }
  if (predictions !== null) {
    return Float64Array.from(looked, (at) => (predictions[at] === labels[at] ? 0 : 1));
  }
  if (scores === null || task !== "binary") return null;
  return Float64Array.from(looked, (at) => {
    return (scores[at] ?? 0) >= threshold === (labels[at] === positive) ? 0 : 1;
  });
}

function cutsOf(
  { reference, current }: { readonly reference: LabelledSide; readonly current: LabelledSide },
  special: SpecialColumns,
): readonly Cut[] {
  const rowsOf = ({ outcomes }: LabelledSide) =>
    Int32Array.from(sampleRows(outcomes.count, rowsMax), (at) => outcomes.rows[at] ?? 0);
  const [before, now] = [rowsOf(reference), rowsOf(current)];
  const cuts: Cut[] = [];
  for (const column of reference.table.columns) {
    const other = columnNamed(current.table, column.name);
    if (cuts.length >= columnsMax || Object.values(special).includes(column.name)) continue;
    if (other === undefined || other.type !== column.type || column.type === "time") continue;
    const cut = cutOf(column, before);
    if (cut === null) continue;
    const partsIn = (of: Column, rows: Int32Array) => Uint8Array.from(rows, cut.partOf(of));
    const { name } = column;
    cuts.push({
      name,
      parts: cut.parts,
      before: partsIn(column, before),
      now: partsIn(other, now),
    });
  }
  return cuts;
}

/** How a column is cut by the reference; null where it has one part or would have too many. */
function cutOf(column: Column, rows: Int32Array) {
  if (column.type === "text") {
    const seen = new Map<string, number>();
    for (const row of rows) {
      const text = column.dictionary[column.codes[row] ?? -1];
      if (text !== undefined) seen.set(text, (seen.get(text) ?? 0) + 1);
    }
    // Free text and identifiers have nearly as many values as rows.
    if (seen.size > Math.max(50, rows.length / 20)) return null;
    const common = [...seen].toSorted((a, b) => b[1] - a[1]).slice(0, partsMax - 2);
    const places = new Map(common.map(([text], index) => [text, index + 2]));
    const parts = ["= ∅", "= …", ...[...places.keys()].map((text) => `= ${text}`)];
    return {
      parts,
      partOf: (of: Column) => {
        if (of.type !== "text") return () => 0;
        const codes = of.dictionary.map((text) => places.get(text) ?? 1);
        return (row: number) => codes[of.codes[row] ?? -1] ?? 0;
      },
    };
  }
  const sorted = Float64Array.from(rows, (row) => column.values[row] ?? NaN)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (sorted.length === 0) return null;
  const edges = [...new Set([0.25, 0.5, 0.75].map((share) => quantileSorted(sorted, share)))];
  const shown = edges.map((edge) => Number(edge.toPrecision(4)));
  const parts = [
    "= ∅",
    ...edges.map((_, at) => (at === 0 ? `≤ ${shown[0]}` : `in ${shown[at - 1]} … ${shown[at]}`)),
    `> ${shown.at(-1)}`,
  ];
  return {
    parts,
    partOf: (of: Column) => (row: number) => {
      if (of.type === "text" || of.isNull[row] !== 0) return 0;
      const value = of.values[row] ?? NaN;
      const above = edges.findIndex((edge) => value <= edge);
      return 1 + (above < 0 ? edges.length : above);
    },
  };
}

interface Losses {
  readonly before: Float64Array;
  readonly now: Float64Array;
}

/** Every value of one column and of two together that both sides have rows of. */
function slicesOf(cuts: readonly Cut[], losses: Losses): readonly Slice[] {
  const [allBefore, allNow] = [sumsOf(losses.before), sumsOf(losses.now)];
  const slices: Slice[] = [];
  const add = (
    before: readonly Sums[],
    now: readonly Sums[],
    name: (cell: number) => Slice["where"],
  ) => {
    before.forEach((then, cell) => {
      const fresh = now[cell];
      if (fresh === undefined || then.count < rowsMin || fresh.count < rowsMin) return;
      const restBefore = without(allBefore, then);
      const restNow = without(allNow, fresh);
      if (restBefore.count < rowsMin || restNow.count < rowsMin) return;
      const excess = mean(fresh) - mean(then) - (mean(restNow) - mean(restBefore));
      const error = Math.sqrt(
        [then, fresh, restBefore, restNow].reduce((sum, of) => sum + variance(of), 0),
      );
      const where = name(cell);
      slices.push({
        where,
        before: mean(then),
        now: mean(fresh),
        rows: fresh.count,
        z: excess / error,
        excess,
      });
    });
  };
  cuts.forEach((cut, place) => {
    const [then, fresh] = sidesOf(cut);
    add(cellsOf(losses.before, then), cellsOf(losses.now, fresh), (cell) => [
      [cut.name, cut.parts[cell] ?? ""],
    ]);
    for (const other of cuts.slice(place + 1)) {
      const width = other.parts.length;
      const [otherThen, otherFresh] = sidesOf(other);
      add(
        cellsOf(losses.before, then, otherThen),
        cellsOf(losses.now, fresh, otherFresh),
        (cell) => [
          [cut.name, cut.parts[Math.floor(cell / width)] ?? ""],
          [other.name, other.parts[cell % width] ?? ""],
        ],
      );
    }
  });
  return slices;
}

function sidesOf({ parts, before, now }: Cut) {
  const count = parts.length;
  return [
    { parts: before, count },
    { parts: now, count },
  ] as const;
}

/** Sums of the losses of each part of a cut, or of each pair of parts of two. */
function cellsOf(
  losses: Float64Array,
  { parts, count }: { readonly parts: Uint8Array; readonly count: number },
  other?: { readonly parts: Uint8Array; readonly count: number },
): readonly Sums[] {
  const width = other?.count ?? 1;
  const size = count * width;
  const counts = new Float64Array(size);
  const sums = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let row = 0; row < losses.length; row += 1) {
    const loss = losses[row] ?? Number.NaN;
    if (Number.isNaN(loss)) continue;
    const cell = (parts[row] ?? 0) * width + (other === undefined ? 0 : (other.parts[row] ?? 0));
    counts[cell] = (counts[cell] ?? 0) + 1;
    sums[cell] = (sums[cell] ?? 0) + loss;
    squares[cell] = (squares[cell] ?? 0) + loss * loss;
  }
  return Array.from(counts, (rows, cell): Sums => ({
    count: rows,
    sum: sums[cell] ?? 0,
    squares: squares[cell] ?? 0,
  }));
}

function sumsOf(losses: Float64Array): Sums {
  const [all] = cellsOf(losses, { parts: new Uint8Array(losses.length), count: 1 });
  return all ?? { count: 0, sum: 0, squares: 0 };
}

function without(all: Sums, part: Sums): Sums {
  return {
    count: all.count - part.count,
    sum: all.sum - part.sum,
    squares: all.squares - part.squares,
  };
}

function mean({ count, sum }: Sums): number {
  return sum / count;
}

/** Variance of the mean; that of one more row of either kind where all losses are equal. */
function variance({ count, sum, squares }: Sums): number {
  const spread = Math.max(0, squares / count - (sum / count) ** 2);
  return (spread > 0 ? spread : 1 / (count + 2)) / count;
}
