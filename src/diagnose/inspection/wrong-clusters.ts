import type { CodedColumn, CodedTable } from "../slices/coded-table.ts";
import { findDifferences } from "../slices/find-slices.ts";
import type { Predicate, Slice } from "../slices/slice.ts";

/** Wrong rows that lie together, and how many right ones lie with them. */
export interface RowCluster {
  /** Attributes and ranges that mark it out, in the order of the table's columns. */
  readonly predicates: readonly Predicate[];
  /** Its wrong rows, ascending. */
  readonly wrong: readonly number[];
  readonly right: number;
}

// Parts looked for; neighbouring ranges of one attribute join into one cluster.
const slicesMax = 12;
// Rows a neighbouring range needs to be judged.
const neighbourRowsMin = 5;
// Share of a cluster's wrong rows that no earlier cluster may hold already.
const freshShareMin = 0.3;

/**
 * Clusters of wrong rows in words: the attributes and ranges in which rows are wrong more often than elsewhere. Ranges
 * of numbers grow over their neighbours as long as these are wrong more like the cluster than like the whole, so that
 * "brightness <= 0.31" is one cluster and not three.
 *
 * @param wrong 1 for wrong rows, else 0; one per row of the table
 * @param most clusters told
 * @returns most striking first, each with wrong rows of its own; none where wrong rows have nothing in common
 * Cost as {@link findDifferences}. Never throws.
 */
export function wrongClusters(
  { table, wrong }: { readonly table: CodedTable; readonly wrong: Uint8Array },
  most: number,
): readonly RowCluster[] {
  const clusters: RowCluster[] = [];
  const held = new Set<number>();
  for (const slice of findDifferences({ table, chosen: wrong, slicesMax })) {
    if (clusters.length >= most) break;
    const cluster = clusterOf(widened(boundsOf(slice, table), wrong), wrong);
    const fresh = cluster.wrong.filter((row) => !held.has(row)).length;
    if (fresh === 0 || fresh < freshShareMin * cluster.wrong.length) continue;
    for (const row of cluster.wrong) held.add(row);
    clusters.push(cluster);
  }
  return clusters;
}

/** Codes of one column, from the first to the last. */
interface Bounds {
  readonly column: CodedColumn;
  readonly low: number;
  readonly high: number;
}

function boundsOf({ predicates }: Slice, { columns }: CodedTable): readonly Bounds[] {
  return predicates.flatMap(({ column: name, value }) => {
    const column = columns.find((each) => each.name === name);
    const code = column?.values.indexOf(value) ?? -1;
    return column && code > 0 ? [{ column, low: code, high: code }] : [];
  });
}

/** How often rows within bounds are wrong. */
function countWithin(
  bounds: readonly Bounds[],
  wrong: Uint8Array,
): { readonly rows: number; readonly wrong: number } {
  let rows = 0;
  let found = 0;
  for (let row = 0; row < wrong.length; row++) {
    if (!holds(bounds, row)) continue;
    rows++;
    found += wrong[row] ?? 0;
  }
  return { rows, wrong: found };
}

function holds(bounds: readonly Bounds[], row: number): boolean {
  return bounds.every(({ column, low, high }) => {
    const code = column.codes[row] ?? 0;
    return code >= low && code <= high;
  });
}

/** Ranges grown over their neighbours, one step after the other. */
function widened(bounds: readonly Bounds[], wrong: Uint8Array): readonly Bounds[] {
  const base = countWithin([], wrong);
  let current = bounds;
  for (let place = 0; place < bounds.length; place++) {
    for (const side of ["low", "high"] as const) {
      let next = step(current, place, side);
      while (next && isLikeCluster({ current, next, base }, wrong)) {
        current = next;
        next = step(current, place, side);
      }
    }
  }
  return current;
}

/** The bounds with one more code on a side; undefined at the end, and where codes have no order. */
function step(
  bounds: readonly Bounds[],
  place: number,
  side: "low" | "high",
): readonly Bounds[] | undefined {
  const own = bounds[place];
  if (!own || !isRange(own.column)) return undefined;
  const moved = side === "low" ? { ...own, low: own.low - 1 } : { ...own, high: own.high + 1 };
  const last = own.column.values.length - 1;
  const isAll = moved.low <= 1 && moved.high >= last;
  if (moved.low < 1 || moved.high > last || isAll) return undefined;
  return bounds.with(place, moved);
}

function isLikeCluster(
  of: {
    readonly current: readonly Bounds[];
    readonly next: readonly Bounds[];
    readonly base: { readonly rows: number; readonly wrong: number };
  },
  wrong: Uint8Array,
): boolean {
  const { current, next, base } = of;
  const before = countWithin(current, wrong);
  const after = countWithin(next, wrong);
  const rows = after.rows - before.rows;
  if (rows < neighbourRowsMin || before.rows === 0) return false;
  const middle = (before.wrong / before.rows + base.wrong / base.rows) / 2;
  return (after.wrong - before.wrong) / rows >= middle;
}

function clusterOf(bounds: readonly Bounds[], wrong: Uint8Array): RowCluster {
  const rows: number[] = [];
  let right = 0;
  for (let row = 0; row < wrong.length; row++) {
    if (!holds(bounds, row)) continue;
    if (wrong[row] === 1) rows.push(row);
    else right++;
  }
  return { predicates: bounds.map(predicateOf), wrong: rows, right };
}

function predicateOf({ column, low, high }: Bounds): Predicate {
  const { name: columnName, values } = column;
  if (low === high) return { column: columnName, value: values[low] ?? "" };
  const from = edgesOf(values[low] ?? "").lower;
  const to = edgesOf(values[high] ?? "").upper;
  const value = from === "" ? `<= ${to}` : to === "" ? `> ${from}` : `${from} to ${to}`;
  return { column: columnName, value };
}

/** The first value of a column of ranges begins at nothing. */
function isRange({ values }: CodedColumn): boolean {
  return values.length > 2 && /^<= \S+$/.test(values[1] ?? "");
}

/** The ends of "<= 3", "3 to 7" and "> 7"; empty where open. */
function edgesOf(value: string): { readonly lower: string; readonly upper: string } {
  if (value.startsWith("<= ")) return { lower: "", upper: value.slice(3) };
  if (value.startsWith("> ")) return { lower: value.slice(2), upper: "" };
  const [lower = "", upper = ""] = value.split(" to ");
  return { lower, upper };
}
