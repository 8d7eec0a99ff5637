import type { Tree } from "./neighbour-tree.ts";

/** A search that reuses its arrays: what it found is overwritten by the next run. */
export interface NeighbourSearch {
  /** Finds the nearest to the point that starts at `at` of `queries`. */
  run(queries: Float64Array, at: number): void;
  /** Squared distances as a heap: the largest first. */
  readonly squares: Float64Array;
  /** Rows, in the order of `squares`. */
  readonly found: Int32Array;
}

/** A search for the `count` nearest, count within 1 and the number of rows; nearer boxes are visited first. */
export function neighbourSearch(tree: Tree, count: number): NeighbourSearch {
  const { columns, firstLeaf, order, points, starts, ends, lows, highs } = tree;
  const squares = new Float64Array(count);
  const found = new Int32Array(count);
  let from = points;
  let at = 0;

  const scan = (leaf: number): void => {
    let bound = squares[0]!;
    const end = ends[leaf]!;
    for (let place = starts[leaf]!; place < end; place++) {
      const square = squareBelow(from, at, points, place * columns, columns, bound);
      if (square >= bound) continue;
      replaceLargest(squares, found, square, order[place]!);
      bound = squares[0]!;
    }
  };

  const descend = (node: number): void => {
    if (node >= firstLeaf) {
      scan(node);
      return;
    }
    const left = 2 * node + 1;
    const right = left + 1;
    const toLeft = squareToBox(from, at, lows, highs, left * columns, columns);
    const toRight = squareToBox(from, at, lows, highs, right * columns, columns);
    if (toLeft <= toRight) {
      if (toLeft <= squares[0]!) descend(left);
      if (toRight <= squares[0]!) descend(right);
    } else {
      if (toRight <= squares[0]!) descend(right);
      if (toLeft <= squares[0]!) descend(left);
    }
  };

  return {
    squares,
    found,
    run(queries, start) {
      from = queries;
      at = start;
      squares.fill(Number.POSITIVE_INFINITY);
      descend(0);
    },
  };
}

// Sifts a smaller square down from the top of the heap.
function replaceLargest(
  squares: Float64Array,
  found: Int32Array,
  square: number,
  row: number,
): void {
  const size = squares.length;
  let hole = 0;
  for (;;) {
    const left = 2 * hole + 1;
    if (left >= size) break;
    const right = left + 1;
    const larger = right >= size || squares[left]! >= squares[right]! ? left : right;
    const next = squares[larger]!;
    if (square >= next) break;
    squares[hole] = next;
    found[hole] = found[larger]!;
    hole = larger;
  }
  squares[hole] = square;
  found[hole] = row;
}

// Squared distance; gives up, with a number of at least `bound`, as soon as that is reached. Added up column by column,
// so that equal distances come out equal.
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
    sum = sum + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
    if (sum >= bound) return sum;
  }
  for (; column < columns; column++) {
    const d = a[aStart + column]! - b[bStart + column]!;
    sum += d * d;
  }
  return sum;
}

function squareToBox(
  point: Float64Array,
  at: number,
  lows: Float64Array,
  highs: Float64Array,
  box: number,
  columns: number,
): number {
  let sum = 0;
  for (let column = 0; column < columns; column++) {
    const value = point[at + column]!;
    // At most one of the two is above 0.
    const outside = Math.max(0, lows[box + column]! - value, value - highs[box + column]!);
    sum += outside * outside;
  }
  return sum;
}
