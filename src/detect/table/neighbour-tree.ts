import { columnMeans, covariance } from "../../stats/linear/covariance.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { symmetricEigen } from "../../stats/linear/symmetric-eigen.ts";
import { project } from "./neighbour-projection.ts";
import { neighbourSearch } from "./neighbour-search.ts";

/**
 * Is told, query by query, the squared distances and rows of the nearest: the farthest of them first, the others in no
 * order. Both arrays are overwritten by the next query.
 */
export type VisitNearest = (query: number, squares: Float64Array, rows: Int32Array) => void;

/** Exact nearest rows by Euclidean distance. */
export interface NeighbourTree {
  readonly rows: number;
  /** The `count` nearest rows of each query; count within 1 and the number of rows. */
  nearest(queries: Matrix, count: number, visit: VisitNearest): void;
  /** The same for the tree's own rows, each leaving itself out; count within 1 and rows - 1. */
  nearestOfOwn(count: number, visit: VisitNearest): void;
}

/** The tree in flat arrays: complete and binary, the children of node i being 2i + 1 and 2i + 2. */
export interface Tree {
  readonly columns: number;
  /** Nodes from this index on are leaves. */
  readonly firstLeaf: number;
  /** Place in `points` → row of the matrix. */
  readonly order: Int32Array;
  /** The rows in the tree's order, so that a leaf's are side by side. */
  readonly points: Float64Array;
  /** Node → its places are within `starts[node]` and `ends[node]`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  // Node × columns → the smallest box around its points.
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** Four main directions, 4 × columns; null where columns are too few or too many for them to pay. */
  readonly axes: Float64Array | null;
  /** Place × 4 → the point along the axes: a cheap lower bound of distances. */
  readonly leads: Float64Array;
}

// As in scikit-learn: which of several equally near rows are found depends on it.
const leafRows = 30;

/**
 * A k-d tree, split at the median of the widest column, with a box around each node. Where rows are equally near, the
 * ones found are those scikit-learn's tree finds: same shape, same order of visits, same heap; on tables of few
 * distinct values local outlier factors depend on it.
 * Cost O(n log n d) to build; a query O(log n) in few dimensions, O(n) in many. Source: Friedman, Bentley and
 * Finkel 1977.
 */
export function neighbourTree(matrix: Matrix): NeighbourTree {
  const tree = build(matrix);
  const { columns, order, points } = tree;
  return {
    rows: matrix.rows,
    nearest(queries, count, visit) {
      const search = neighbourSearch(tree, count);
      for (let query = 0; query < queries.rows; query++) {
        search.run(queries.values, query * columns);
        visit(query, search.squares, search.found);
      }
    },
    nearestOfOwn(count, visit) {
      const search = neighbourSearch(tree, count + 1);
      const squares = new Float64Array(count);
      const found = new Int32Array(count);
      // In the tree's order neighbouring queries touch the same leaves.
      for (let place = 0; place < order.length; place++) {
        search.run(points, place * columns);
        const row = order[place]!;
        leaveOut(row, search, { squares, found });
        visit(row, squares, found);
      }
    },
  };
}

interface Nearest {
  readonly squares: Float64Array;
  readonly found: Int32Array;
}

// Copies all but the row itself; among more copies of it than were asked for, all but any one.
function leaveOut(row: number, from: Nearest, to: Nearest): void {
  const count = to.found.length;
  let own = from.found.indexOf(row);
  if (own < 0) own = count;
  for (let index = 0; index < count; index++) {
    const source = index < own ? index : index + 1;
    to.squares[index] = from.squares[source]!;
    to.found[index] = from.found[source]!;
  }
}

function build(matrix: Matrix): Tree {
  const { rows, columns, values } = matrix;
  const levels = Math.floor(Math.log2(Math.max(1, (rows - 1) / leafRows)) + 1);
  const nodes = 2 ** levels - 1;
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const tree: Tree = {
    columns,
    firstLeaf: (nodes - 1) / 2,
    order,
    points: new Float64Array(rows * columns),
    starts: new Int32Array(nodes),
    ends: new Int32Array(nodes),
    lows: new Float64Array(nodes * columns).fill(Number.POSITIVE_INFINITY),
    highs: new Float64Array(nodes * columns).fill(Number.NEGATIVE_INFINITY),
    axes: mainAxes(matrix),
    leads: new Float64Array(4 * rows),
  };
  split(tree, values, { node: 0, start: 0, end: rows });
  for (let place = 0; place < rows; place++) {
    const from = order[place]! * columns;
    tree.points.set(values.subarray(from, from + columns), place * columns);
    if (tree.axes !== null) project(tree.axes, values, from, tree.leads, 4 * place);
  }
  return tree;
}

// Where the columns are correlated, four directions hold most of a distance, and most rows need no more. Of fewer than
// 24 columns all are looked at faster (measured on tables of 9 to 64).
function mainAxes(matrix: Matrix): Float64Array | null {
  if (matrix.columns < 24 || matrix.columns > 128 || matrix.rows < 64) return null;
  const { vectors } = symmetricEigen(covariance(matrix, columnMeans(matrix)));
  return vectors.values.slice(0, 4 * matrix.columns);
}

interface Span {
  readonly node: number;
  readonly start: number;
  readonly end: number;
}

function split(tree: Tree, values: Float64Array, { node, start, end }: Span): void {
  const { columns, order, lows, highs } = tree;
  tree.starts[node] = start;
  tree.ends[node] = end;
  const box = node * columns;
  for (let place = start; place < end; place++) {
    const from = order[place]! * columns;
    for (let column = 0; column < columns; column++) {
      const value = values[from + column]!;
      if (value < lows[box + column]!) lows[box + column] = value;
      if (value > highs[box + column]!) highs[box + column] = value;
    }
  }
  if (node >= tree.firstLeaf) return;
  let widest = 0;
  let width = 0;
  for (let column = 0; column < columns; column++) {
    const spread = highs[box + column]! - lows[box + column]!;
    if (spread > width) {
      width = spread;
      widest = column;
    }
  }
  const middle = start + ((end - start) >> 1);
  // By value, then by row.
  const isBefore = (a: number, b: number): boolean => {
    const left = values[a * columns + widest]!;
    const right = values[b * columns + widest]!;
    return left === right ? a < b : left < right;
  };
  selectRank(order, { start, end, rank: middle }, isBefore);
  split(tree, values, { node: 2 * node + 1, start, end: middle });
  split(tree, values, { node: 2 * node + 2, start: middle, end });
}

// Quickselect with the median of three as the pivot, moving entries exactly as libstdc++'s std::nth_element does.
function selectRank(
  order: Int32Array,
  { start, end, rank }: { readonly start: number; readonly end: number; readonly rank: number },
  isBefore: (a: number, b: number) => boolean,
): void {
  let first = start;
  let last = end;
  while (last - first > 3) {
    medianToFirst(order, { first, middle: first + ((last - first) >> 1), last }, isBefore);
    const pivot = order[first]!;
    let left = first + 1;
    let right = last;
    for (;;) {
      while (isBefore(order[left]!, pivot)) left++;
      right--;
      while (isBefore(pivot, order[right]!)) right--;
      if (left >= right) break;
      swap(order, left, right);
      left++;
    }
    if (left <= rank) first = left;
    else last = left;
  }
  for (let place = first + 1; place < last; place++) {
    for (let at = place; at > first && isBefore(order[at]!, order[at - 1]!); at--) {
      swap(order, at, at - 1);
    }
  }
}

function medianToFirst(
  order: Int32Array,
  {
    first,
    middle,
    last,
  }: { readonly first: number; readonly middle: number; readonly last: number },
  isBefore: (a: number, b: number) => boolean,
): void {
  const a = order[first + 1]!;
  const b = order[middle]!;
  const c = order[last - 1]!;
  if (isBefore(a, b)) {
    if (isBefore(b, c)) swap(order, first, middle);
    else swap(order, first, isBefore(a, c) ? last - 1 : first + 1);
  } else if (isBefore(a, c)) swap(order, first, first + 1);
  else swap(order, first, isBefore(b, c) ? last - 1 : middle);
}

function swap(order: Int32Array, one: number, other: number): void {
  const kept = order[one]!;
  order[one] = order[other]!;
  order[other] = kept;
}
