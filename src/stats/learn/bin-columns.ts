import type { Matrix } from "../linear/matrix.ts";
import { sortNumbers } from "../sort-numbers.ts";

/** Columns as small whole numbers that keep their order. */
export interface BinnedColumns {
  readonly rows: number;
  readonly columns: number;
  /** Column by column: bin of each row. */
  readonly bins: Uint8Array;
  /** Per column, the largest value of each bin, ascending; the last bin has none above it. */
  readonly edges: readonly Float64Array[];
}

const binsMax = 64;

/**
 * Bins every column at its quantiles, at most 64 bins a column; fewer different values get one bin each.
 *
 * @param rows n × d; NaN goes to bin 0
 * @returns bin i of a column holds the values with edges[i - 1] < value <= edges[i]
 * Cost O(n × d).
 * @example binColumns({ values: new Float64Array([5, 7, 5]), rows: 3, columns: 1 }).bins // [0, 1, 0]
 */
export function binColumns(rows: Matrix): BinnedColumns {
  const n = rows.rows;
  const bins = new Uint8Array(n * rows.columns);
  const edges = Array.from({ length: rows.columns }, (_, column) => {
    const values = new Float64Array(n);
    for (let row = 0; row < n; row++) values[row] = rows.values[row * rows.columns + column]!;
    const own = edgesOf(sortNumbers(values));
    for (let row = 0; row < n; row++) bins[column * n + row] = binOf(own, values[row]!);
    return own;
  });
  return { rows: n, columns: rows.columns, bins, edges };
}

function edgesOf(sorted: Float64Array): Float64Array {
  const edges: number[] = [];
  const last = sorted[sorted.length - 1]!;
  const step = Math.max(1, sorted.length / binsMax);
  let due = sorted.length > binsMax ? step : 0;
  for (let index = 0; index < sorted.length; index++) {
    const isEnd = sorted[index] !== sorted[index + 1];
    if (!isEnd || sorted[index] === last || index + 1 < due) continue;
    edges.push(sorted[index]!);
    due = index + 1 + step;
    if (edges.length === binsMax - 1) break;
  }
  return Float64Array.from(edges);
}

function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
