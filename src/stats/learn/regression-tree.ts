import type { BinnedColumns } from "./bin-columns.ts";

/** A tree as lists over its nodes; node 0 is the root. */
export interface Tree {
  /** Column a node splits by, -1 for a leaf. */
  readonly features: Int32Array;
  /** Largest bin, and largest value, that goes left; NaN goes left too. */
  readonly bins: Uint8Array;
  readonly thresholds: Float64Array;
  /** Left child; the right one is the next. */
  readonly lefts: Int32Array;
  /** Value of a leaf. */
  readonly values: Float64Array;
}

/** Settings of a tree. */
interface TreeOptions {
  readonly depth: number;
  readonly leafMin: number;
  readonly shrinkage: number;
  readonly learningRate: number;
  readonly weights: ArrayLike<number> | undefined;
}

/** Rows of a tree: slopes of the loss, and which rows were drawn. */
interface TreeRows {
  readonly binned: BinnedColumns;
  readonly gradients: Float64Array;
  readonly curvatures: Float64Array;
  readonly drawn: Uint32Array;
}

/**
 * Grows one tree of a boosted sum: each split takes what lowers the loss most, each leaf a Newton step.
 *
 * @param rows.drawn rows to grow from; reordered in place
 * Cost O(depth × rows × columns). Source: Friedman 2001; Chen and Guestrin 2016 for the gain.
 * @example growTree({ binned: { rows: 2, columns: 0, bins: new Uint8Array(0), edges: [] }, gradients: new Float64Array([1, 3]), curvatures: new Float64Array([1, 1]), drawn: new Uint32Array([0, 1]) }, { depth: 1, leafMin: 1, shrinkage: 0, learningRate: 1 }).values // [2]
 */
export function growTree(rows: TreeRows, options: TreeOptions): Tree {
  const size = 2 ** (options.depth + 1) - 1;
  const tree: Tree = {
    features: new Int32Array(size).fill(-1),
    bins: new Uint8Array(size),
    thresholds: new Float64Array(size),
    lefts: new Int32Array(size),
    values: new Float64Array(size),
  };
  let next = 1;
  const grow = (node: number, from: number, to: number, depth: number): void => {
    const split = depth < options.depth ? bestSplit(rows, from, to, options) : null;
    if (split === null) {
      tree.values[node] = leafValue(rows, from, to, options);
      return;
    }
    tree.features[node] = split.feature;
    tree.bins[node] = split.bin;
    tree.thresholds[node] = rows.binned.edges[split.feature]![split.bin]!;
    tree.lefts[node] = next;
    const left = next;
    next += 2;
    const middle = partition(rows, from, to, split);
    grow(left, from, middle, depth + 1);
    grow(left + 1, middle, to, depth + 1);
  };
  grow(0, 0, rows.drawn.length, 0);
  return tree;
}

/**
 * Value of a tree for one row.
 *
 * @param values rows one after another
 * @param start  where the row begins
 * Cost O(depth).
 * @example treeValue({ features: [-1], bins: [0], thresholds: [0], lefts: [0], values: [7] }, [1], 0) // 7
 */
export function treeValue(tree: Tree, values: ArrayLike<number>, start: number): number {
  let node = 0;
  while (tree.features[node]! >= 0) {
    const isRight = values[start + tree.features[node]!]! > tree.thresholds[node]!;
    node = tree.lefts[node]! + (isRight ? 1 : 0);
  }
  return tree.values[node]!;
}

interface Split {
  readonly feature: number;
  readonly bin: number;
}

function bestSplit(rows: TreeRows, from: number, to: number, options: TreeOptions): Split | null {
  const { binned, gradients, curvatures, drawn } = rows;
  const { weights, shrinkage, leafMin } = options;
  const sums = new Float64Array(64 * 3);
  let best: Split | null = null;
  let bestGain = 1e-12;
  for (let feature = 0; feature < binned.columns; feature++) {
    const size = binned.edges[feature]!.length + 1;
    if (size < 2) continue;
    sums.fill(0);
    const start = feature * binned.rows;
    let [gradient, curvature, weight] = [0, 0, 0];
    for (let place = from; place < to; place++) {
      const row = drawn[place]!;
      const bin = binned.bins[start + row]! * 3;
      const own = weights === undefined ? 1 : weights[row]!;
      sums[bin]! += gradients[row]!;
      sums[bin + 1]! += curvatures[row]!;
      sums[bin + 2]! += own;
      gradient += gradients[row]!;
      curvature += curvatures[row]!;
      weight += own;
    }
    const whole = (gradient * gradient) / (curvature + shrinkage);
    let [g, c, w] = [0, 0, 0];
    for (let bin = 0; bin < size - 1; bin++) {
      g += sums[bin * 3]!;
      c += sums[bin * 3 + 1]!;
      w += sums[bin * 3 + 2]!;
      if (w < leafMin) continue;
      if (weight - w < leafMin) break;
      const rest = gradient - g;
      const gain = (g * g) / (c + shrinkage) + (rest * rest) / (curvature - c + shrinkage) - whole;
      if (gain <= bestGain) continue;
      bestGain = gain;
      best = { feature, bin };
    }
  }
  return best;
}

function partition(rows: TreeRows, from: number, to: number, split: Split): number {
  const { binned, drawn } = rows;
  const start = split.feature * binned.rows;
  let left = from;
  for (let place = from; place < to; place++) {
    const row = drawn[place]!;
    if (binned.bins[start + row]! > split.bin) continue;
    drawn[place] = drawn[left]!;
    drawn[left] = row;
    left++;
  }
  return left;
}

function leafValue(rows: TreeRows, from: number, to: number, options: TreeOptions): number {
  let [gradient, curvature] = [0, 0];
  for (let place = from; place < to; place++) {
    gradient += rows.gradients[rows.drawn[place]!]!;
    curvature += rows.curvatures[rows.drawn[place]!]!;
  }
  const divisor = curvature + options.shrinkage;
  return divisor > 0 ? (options.learningRate * gradient) / divisor : 0;
}
