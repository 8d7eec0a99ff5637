import { project } from "./neighbour-projection.ts";
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
  const { columns, firstLeaf, order, points, starts, ends, lows, highs, axes, leads } = tree;
  const squares = new Float64Array(count);
  const found = new Int32Array(count);
  const lead = new Float64Array(4);
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

  // The same with a lower bound first; measured on 10,000 × 9: two thirds of the time of `scan`.
  const scanByLeads = (leaf: number): void => {
    let bound = squares[0]!;
    const [l0, l1, l2, l3] = [lead[0]!, lead[1]!, lead[2]!, lead[3]!];
    const end = ends[leaf]!;
    for (let place = starts[leaf]!; place < end; place++) {
      const d0 = leads[4 * place]! - l0;
      const d1 = leads[4 * place + 1]! - l1;
      const d2 = leads[4 * place + 2]! - l2;
      const d3 = leads[4 * place + 3]! - l3;
      // Projections are rounded: a little below the bound they do not decide.
      if ((d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3) * (1 - 1e-9) > bound) continue;
      const square = squareBelow(from, at, points, place * columns, columns, bound);
      if (square >= bound) continue;
      replaceLargest(squares, found, square, order[place]!);
      bound = squares[0]!;
    }
  };

  const descend = (node: number): void => {
    if (node >= firstLeaf) {
      if (axes === null) scan(node);
      else scanByLeads(node);
      return;
    }
    const left = 2 * node + 1;
    const right = left + 1;
    const bound = squares[0]!;
    const toLeft = squareToBox(from, at, lows, highs, left * columns, columns, bound);
    const toRight = squareToBox(from, at, lows, highs, right * columns, columns, bound);
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
      if (axes !== null) project(axes, queries, start, lead, 0);
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

// As soon as the box is known to be beyond `bound`, any number above it will do.
function squareToBox(
  point: Float64Array,
  at: number,
  lows: Float64Array,
  highs: Float64Array,
  box: number,
  columns: number,
  bound: number,
): number {
  let sum = 0;
  for (let column = 0; column < columns; column++) {
    const value = point[at + column]!;
    const below = lows[box + column]! - value;
    if (below > 0) sum += below * below;
    else {
      const above = value - highs[box + column]!;
      if (above > 0) sum += above * above;
    }
    if (sum > bound) return sum;
  }
  return sum;
}
