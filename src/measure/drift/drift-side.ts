import { type Column, presentNumbers } from "../../model/column.ts";
import { sortNumbers } from "../../stats/sort-numbers.ts";

/**
 * What drift needs to know of a column on one side, worked out once: then a reference can be compared
 * with many windows.
 */
export type DriftSide = NumberSide | CategorySide;

/** Numbers, ascending and finite; infinite values count as missing. */
export interface NumberSide {
  readonly kind: "numbers";
  readonly sorted: Float64Array;
  readonly missing: number;
}

/** Category → rows, each above 0. */
export interface CategorySide {
  readonly kind: "categories";
  readonly counts: ReadonlyMap<string, number>;
  readonly present: number;
  readonly missing: number;
}

/** The side of a column: numbers and moments sorted, texts and truths counted. Cost O(n). */
export function driftSideOf(column: Column): DriftSide {
  if (column.type === "number" || column.type === "time") {
    const present = sortNumbers(presentNumbers(column));
    let start = 0;
    let end = present.length;
    while (start < end && present[start] === Number.NEGATIVE_INFINITY) start++;
    while (end > start && present[end - 1] === Number.POSITIVE_INFINITY) end--;
    const sorted = present.subarray(start, end);
    return { kind: "numbers", sorted, missing: column.values.length - sorted.length };
  }
  const names = column.type === "text" ? column.dictionary : ["false", "true"];
  const codes = column.type === "text" ? column.codes : column.values;
  const rows = new Float64Array(names.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    if (column.isNull[row] === 0 && code >= 0) rows[code] = (rows[code] ?? 0) + 1;
  }
  const counts = new Map<string, number>();
  let present = 0;
  names.forEach((name, code) => {
    const count = rows[code] ?? 0;
    present += count;
    if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
  });
  return { kind: "categories", counts, present, missing: codes.length - present };
}

/** Present values of a side. */
export function presentOf(side: DriftSide): number {
  return side.kind === "numbers" ? side.sorted.length : side.present;
}

/** Numbers taken as categories, by their shortest decimal text. */
export function asCategories(side: NumberSide): CategorySide {
  const counts = new Map<string, number>();
  const { sorted } = side;
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    counts.set(String(sorted[from]), to - from);
  }
  return { kind: "categories", counts, present: sorted.length, missing: side.missing };
}

/** Different values of a sorted side, counted no further than `limit`. */
export function distinctUpTo({ sorted }: NumberSide, limit: number): number {
  let count = 0;
  for (let index = 0; index < sorted.length && count < limit; index++) {
    if (index === 0 || sorted[index] !== sorted[index - 1]) count++;
  }
  return count;
}
