import type { Matrix } from "../../stats/linear/matrix.ts";

/** Is told, query by query, the squared distances (ascending) and rows of the nearest; owns neither array. */
export type VisitNearest = (query: number, squares: Float64Array, rows: Int32Array) => void;

/** Exact nearest rows by Euclidean distance. */
export interface NeighbourTree {
  readonly rows: number;
  /** The `count` nearest rows of each query; count within 1 and the number of rows. */
  nearest(queries: Matrix, count: number, visit: VisitNearest): void;
  /** The same for the tree's own rows, each leaving itself out; count within 1 and rows - 1. */
  nearestOfOwn(count: number, visit: VisitNearest): void;
}

// Measured on 10,000 × 9: 12 to 24 rows a leaf are within 5 % of each other.
const leafRows = 16;

/**
 * A k-d tree in flat arrays: a complete binary tree split at medians of the widest column, leaves contiguous
 * in memory. A query's lower bound is kept incrementally per column.
 * Cost O(n log n d) to build; a query O(log n) in few dimensions, O(n) in many. Source: Friedman, Bentley and
 * Finkel 1977; Arya and Mount 1993 (incremental distance).
 */
export function neighbourTree(matrix: Matrix): NeighbourTree {
  const { rows, columns } = matrix;
  let depth = 0;
  while (rows >> depth > leafRows) depth++;
  const order = Int32Array.from({ length: rows }, (_, index) => index);
  const tree: Tree = {
    columns,
    depth,
    order,
    points: new Float64Array(rows * columns),
    splitColumns: new Int32Array(1 << depth),
    splitValues: new Float64Array(1 << depth),
  };
  split(tree, matrix.values, { node: 1, start: 0, end: rows });
  for (let row = 0; row < rows; row++) {
    const from = order[row]! * columns;
    tree.points.set(matrix.values.subarray(from, from + columns), row * columns);
  }
  return {
    rows,
    nearest(queries, count, visit) {
      const search = searcher(tree, rows, count);
      for (let query = 0; query < queries.rows; query++) {
        search(queries.values, query * columns, -1);
        visit(query, search.squares, search.found);
      }
    },
    // In the tree's order neighbouring queries touch the same leaves.
    nearestOfOwn(count, visit) {
      const search = searcher(tree, rows, count);
      for (let place = 0; place < rows; place++) {
        search(tree.points, place * columns, place);
        visit(order[place]!, search.squares, search.found);
      }
    },
  };
}

interface Tree {
  readonly columns: number;
  readonly depth: number;
  /** Place in `points` → row of the matrix. */
  readonly order: Int32Array;
  readonly points: Float64Array;
  // By node, the root being 1 and the children of i being 2i and 2i + 1.
  readonly splitColumns: Int32Array;
  readonly splitValues: Float64Array;
}

interface Span {
  readonly node: number;
  readonly start: number;
  readonly end: number;
}

function split(tree: Tree, values: Float64Array, { node, start, end }: Span): void {
  if (node >= 1 << tree.depth) return;
  const { columns, order } = tree;
  let widest = 0;
  let width = -1;
  for (let column = 0; column < columns; column++) {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let place = start; place < end; place++) {
      const value = values[order[place]! * columns + column]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (most - least > width) {
      width = most - least;
      widest = column;
    }
  }
  const middle = (start + end) >> 1;
  select(order, { start, end, middle }, (row) => values[row * columns + widest]!);
  tree.splitColumns[node] = widest;
  tree.splitValues[node] = values[order[middle]! * columns + widest]!;
  split(tree, values, { node: 2 * node, start, end: middle });
  split(tree, values, { node: 2 * node + 1, start: middle, end });
}

// Hoare's selection: the row of rank `middle` lands there, smaller ones before it.
function select(
  order: Int32Array,
  { start, end, middle }: { start: number; end: number; middle: number },
  key: (row: number) => number,
): void {
  let low = start;
  let high = end - 1;
  while (low < high) {
    const pivot = key(order[(low + high) >> 1]!);
    let left = low;
    let right = high;
    while (left <= right) {
      while (key(order[left]!) < pivot) left++;
      while (key(order[right]!) > pivot) right--;
      if (left > right) break;
      const swapped = order[left]!;
      order[left++] = order[right]!;
      order[right--] = swapped;
    }
    if (middle <= right) high = right;
    else if (middle >= left) low = left;
    else return;
  }
}

interface Search {
  (queries: Float64Array, at: number, without: number): void;
  readonly squares: Float64Array;
  readonly found: Int32Array;
}

// One search reuses its arrays: what it found is overwritten by the next query.
function searcher(tree: Tree, rows: number, count: number): Search {
  const { columns, depth, order, points, splitColumns, splitValues } = tree;
  const squares = new Float64Array(count);
  const found = new Int32Array(count);
  const offsets = new Float64Array(columns);
  const firstLeaf = 1 << depth;
  let from: Float64Array = points;
  let at = 0;
  let without = -1;

  // Places a square among the nearest so far, which stay ascending; `squares[count - 1]` is the bound.
  const place = (square: number, row: number): void => {
    let index = count - 1;
    if (count > 24) {
      let low = 0;
      while (low < index) {
        const middle = (low + index) >> 1;
        if (squares[middle]! > square) index = middle;
        else low = middle + 1;
      }
      squares.copyWithin(index + 1, index, count - 1);
      found.copyWithin(index + 1, index, count - 1);
    } else {
      while (index > 0 && squares[index - 1]! > square) {
        squares[index] = squares[index - 1]!;
        found[index] = found[index - 1]!;
        index--;
      }
    }
    squares[index] = square;
    found[index] = row;
  };

  const scan = (start: number, end: number): void => {
    let bound = squares[count - 1]!;
    for (let point = start; point < end; point++) {
      if (point === without) continue;
      const square = squareBelow(from, at, points, point * columns, columns, bound);
      if (square < bound) {
        place(square, order[point]!);
        bound = squares[count - 1]!;
      }
    }
  };

  const descend = (node: number, start: number, end: number, least: number): void => {
    if (node >= firstLeaf) return scan(start, end);
    const column = splitColumns[node]!;
    const distance = from[at + column]! - splitValues[node]!;
    const middle = (start + end) >> 1;
    const isLeft = distance < 0;
    if (isLeft) descend(2 * node, start, middle, least);
    else descend(2 * node + 1, middle, end, least);
    const offset = offsets[column]!;
    const bound = least - offset * offset + distance * distance;
    // Rounding must not cut off an equal distance.
    if (bound * (1 - 1e-12) >= squares[count - 1]!) return;
    offsets[column] = distance;
    if (isLeft) descend(2 * node + 1, middle, end, bound);
    else descend(2 * node, start, middle, bound);
    offsets[column] = offset;
  };

  const search = (queries: Float64Array, start: number, place: number): void => {
    from = queries;
    at = start;
    without = place;
    squares.fill(Number.POSITIVE_INFINITY);
    found.fill(-1);
    descend(1, 0, rows, 0);
  };
  return Object.assign(search, { squares, found });
}

// Squared distance; gives up, with a number of at least `bound`, as soon as it is reached.
function squareBelow(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  columns: number,
  bound: number,
): number {
  let sum = 0;
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const d0 = a[aStart + column]! - b[bStart + column]!;
    const d1 = a[aStart + column + 1]! - b[bStart + column + 1]!;
    const d2 = a[aStart + column + 2]! - b[bStart + column + 2]!;
    const d3 = a[aStart + column + 3]! - b[bStart + column + 3]!;
    sum += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
    if (sum >= bound) return sum;
  }
  for (; column < columns; column++) {
    const d = a[aStart + column]! - b[bStart + column]!;
    sum += d * d;
  }
  return sum;
}
