import type { Matrix } from "../linear/matrix.ts";
import type { Random } from "../random.ts";
import { binColumns, type BinnedColumns } from "./bin-columns.ts";
import { growTree, type Tree, treeValue } from "./regression-tree.ts";

/** Trees added up: a row's raw score is its offset, `start` and the value of every tree. */
export interface BoostedTrees {
  readonly start: number;
  readonly trees: readonly Tree[];
  readonly loss: BoostingLoss;
}

/** What the trees lower: squared error of a number, or log loss of 0 and 1 over raw scores (logits). */
export type BoostingLoss = "squared" | "logistic";

/** How trees are grown. */
export interface BoostingOptions {
  readonly loss: BoostingLoss;
  /** Default 100. */
  readonly trees?: number;
  /** Splits on the way to a leaf; default 3. */
  readonly depth?: number;
  /** Share of each tree's step that is taken; default 0.1. */
  readonly learningRate?: number;
  /** Sum of weights that a leaf must hold; default 20. */
  readonly leafMin?: number;
  /** Added to the weight of a leaf, so that small leaves step less; default 1. */
  readonly shrinkage?: number;
  /** Share of rows drawn for each tree; default 0.8. */
  readonly rowShare?: number;
  readonly random: Random;
}

/**
 * Fits boosted regression trees over binned columns.
 *
 * @param of.rows    n × d; NaN goes with the smallest values
 * @param of.targets length n: numbers, or 0 and 1 for the logistic loss
 * @param of.weights length n, >= 0; every row once where absent
 * @param of.offsets length n: raw scores to start from; then `start` is 0
 * @returns no trees where there are no rows
 * Cost O(trees × depth × n × d). Source: Friedman 2001 and 2002; histograms as in Ke et al. 2017.
 * @example fitBoosting({ rows: { values: new Float64Array([1]), rows: 1, columns: 1 }, targets: [3] }, { loss: "squared", trees: 0, random: undefined }).start // 3
 */
export function fitBoosting(
  of: {
    readonly rows: Matrix;
    readonly targets: ArrayLike<number>;
    readonly weights?: ArrayLike<number> | undefined;
    readonly offsets?: ArrayLike<number> | undefined;
  },
  options: BoostingOptions,
): BoostedTrees {
  const { rows, targets, weights, offsets } = of;
  const { loss, trees: count = 100, learningRate = 0.1, rowShare = 0.8, random } = options;
  const n = rows.rows;
  const start = offsets === undefined ? startOf(targets, weights, loss) : 0;
  const raw = Float64Array.from({ length: n }, (_, row) => offsets?.[row] ?? start);
  const binned = binColumns(rows);
  const gradients = new Float64Array(n);
  const curvatures = new Float64Array(n);
  const trees: Tree[] = [];
  const rounds = n > 0 ? count : 0;
  for (let round = 0; round < rounds; round++) {
    slopes({ raw, targets, weights, loss }, gradients, curvatures);
    const drawn = drawRows(n, rowShare, random);
    const tree = growTree(
      { binned, gradients, curvatures, drawn },
      {
        depth: options.depth ?? 3,
        leafMin: options.leafMin ?? 20,
        shrinkage: options.shrinkage ?? 1,
        learningRate,
        weights,
      },
    );
    trees.push(tree);
    addTree(raw, tree, binned);
  }
  return { start, trees, loss };
}

/**
 * Raw scores of rows: predicted numbers, or logits for the logistic loss.
 *
 * @param rows    n × d, columns as at the fit
 * @param offsets as at the fit
 * Cost O(n × trees × depth).
 * @example boostedScores({ start: 2, trees: [], loss: "squared" }, { values: new Float64Array([1]), rows: 1, columns: 1 }) // [2]
 */
export function boostedScores(
  model: BoostedTrees,
  rows: Matrix,
  offsets?: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: rows.rows }, (_, row) => {
    let score = model.start + (offsets?.[row] ?? 0);
    for (const tree of model.trees) score += treeValue(tree, rows.values, row * rows.columns);
    return score;
  });
}

function startOf(
  targets: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  loss: BoostingLoss,
): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < targets.length; row++) {
    const weight = weights?.[row] ?? 1;
    sum += weight * targets[row]!;
    total += weight;
  }
  if (!(total > 0)) return 0;
  if (loss === "squared") return sum / total;
  return Math.log((sum + 0.5) / (total - sum + 0.5));
}

function slopes(
  of: {
    readonly raw: Float64Array;
    readonly targets: ArrayLike<number>;
    readonly weights: ArrayLike<number> | undefined;
    readonly loss: BoostingLoss;
  },
  gradients: Float64Array,
  curvatures: Float64Array,
): void {
  const { raw, targets, weights, loss } = of;
  for (let row = 0; row < raw.length; row++) {
    const weight = weights?.[row] ?? 1;
    if (loss === "squared") {
      gradients[row] = weight * (targets[row]! - raw[row]!);
      curvatures[row] = weight;
    } else {
      const p = 1 / (1 + Math.exp(-raw[row]!));
      gradients[row] = weight * (targets[row]! - p);
      curvatures[row] = weight * p * (1 - p);
    }
  }
}

function drawRows(n: number, share: number, random: Random): Uint32Array {
  if (share >= 1) return Uint32Array.from({ length: n }, (_, row) => row);
  const drawn = new Uint32Array(n);
  let count = 0;
  for (let row = 0; row < n; row++) if (random.uniform() < share) drawn[count++] = row;
  return drawn.slice(0, count);
}

function addTree(raw: Float64Array, tree: Tree, binned: BinnedColumns): void {
  for (let row = 0; row < raw.length; row++) {
    let node = 0;
    while (tree.features[node]! >= 0) {
      const bin = binned.bins[tree.features[node]! * binned.rows + row]!;
      node = bin <= tree.bins[node]! ? tree.lefts[node]! : tree.lefts[node]! + 1;
    }
    raw[row]! += tree.values[node]!;
  }
}
