import type { Json } from "../../model/json.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";

/** The settings of both forests. */
export const forestSettings = {
  trees: {
    type: "number",
    unit: "trees",
    default: 100,
    min: 1,
    max: 1_000,
    meaning: "how many trees are grown; more give steadier scores at proportional cost",
  },
  rowsPerTree: {
    type: "number",
    unit: "rows",
    default: 256,
    min: 2,
    max: 4_096,
    meaning: "how many rows each tree is grown from; small samples keep groups of anomalies apart",
  },
  rowsMax: rowsMax(200_000),
} as const;

/**
 * Isolation forest: how few random cuts set a row apart. The score is 2^(-mean depth / usual depth), about
 * 0.5 for an ordinary row and towards 1 for one that is set apart at once.
 */
export const isolationForest = scaledDetector({
  name: "isolation-forest",
  summary: "finds rows that few random cuts of single features set apart from the rest",
  when: "Fast and sturdy on contaminated references of any size; blind to odd combinations.",
  source: "Liu, Ting and Zhou 2008",
  formula: "2^(−mean depth ÷ usual depth), the depth at which random cuts leave the row alone",
  cost: "O(trees · sample) to learn, O(trees · depth) a row",
  settings: forestSettings,
  learn: (rows, { trees, rowsPerTree }, random) =>
    forestModel(growForest(rows, { trees, rowsPerTree, random })),
  // The snapshot was made by `forestModel`.
  recall: (snapshot) => forestModel(unpacked(snapshot as unknown as PackedForest)),
});

/**
 * Trees of one depth, complete: the children of node i are 2i and 2i + 1, the root is 1. A node that stopped
 * early sends every row left, down to a leaf that holds the depth it stopped at, so that rows go down without
 * a branch.
 */
interface Forest {
  readonly trees: number;
  readonly depth: number;
  /** Mean depth of an ordinary row, the unit of depths. */
  readonly usualDepth: number;
  // By tree × 2^depth + node.
  readonly features: Int32Array;
  readonly thresholds: Int32Array;
  // By tree × 2^depth + leaf: depth, plus the usual depth of the rows left there.
  readonly leaves: Float64Array;
}

/** Grows the trees. Cost O(trees × rows a tree × depth). */
export function growForest(
  rows: Matrix,
  given: { readonly trees: number; readonly rowsPerTree: number; readonly random: Random },
): Forest {
  const { trees, random } = given;
  const rowsPerTree = Math.min(given.rowsPerTree, rows.rows);
  const depth = Math.ceil(Math.log2(Math.max(2, rowsPerTree)));
  const size = 1 << depth;
  const forest: Forest = {
    trees,
    depth,
    usualDepth: usualDepth(rowsPerTree),
    features: new Int32Array(trees * size),
    thresholds: new Int32Array(trees * size).fill(0x3fffffff),
    leaves: new Float64Array(trees * size),
  };
  const places = Int32Array.from({ length: rows.rows }, (_, row) => row);
  const growth: Growth = { rows, forest, places, random, candidates: columnsOf(rows), tree: 0 };
  for (let tree = 0; tree < trees; tree++) {
    // A partial Fisher-Yates shuffle: the first places are the sample.
    for (let index = 0; index < rowsPerTree; index++) {
      const other = index + random.integer(rows.rows - index);
      const swapped = places[index]!;
      places[index] = places[other]!;
      places[other] = swapped;
    }
    growth.tree = tree;
    grow(growth, { node: 1, level: 0, start: 0, end: rowsPerTree });
  }
  return forest;
}

interface Growth {
  readonly rows: Matrix;
  readonly forest: Forest;
  readonly places: Int32Array;
  readonly random: Random;
  readonly candidates: Int32Array;
  tree: number;
}

interface Branch {
  readonly node: number;
  readonly level: number;
  readonly start: number;
  readonly end: number;
}

function grow(growth: Growth, { node, level, start, end }: Branch): void {
  const { forest, places, tree } = growth;
  const { values, columns } = growth.rows;
  const cut = level < forest.depth && end - start > 1 ? drawCut(growth, start, end) : null;
  if (cut === null) {
    // All rows go left from here: one leaf stands for this node.
    const leaf = (node << (forest.depth - level)) - (1 << forest.depth);
    forest.leaves[(tree << forest.depth) + leaf] = level + usualDepth(end - start);
    return;
  }
  let left = start;
  let right = end - 1;
  while (left <= right) {
    const row = places[left]!;
    if (values[row * columns + cut.feature]! <= cut.threshold) left++;
    else {
      places[left] = places[right]!;
      places[right--] = row;
    }
  }
  const at = (tree << forest.depth) + node;
  forest.features[at] = cut.feature;
  forest.thresholds[at] = orderedBits(cut.threshold);
  grow(growth, { node: 2 * node, level: level + 1, start, end: left });
  grow(growth, { node: 2 * node + 1, level: level + 1, start: left, end });
}

// A uniform feature among those that vary here, a uniform value within its range; null where none varies.
function drawCut(
  { rows, places, random, candidates }: Growth,
  start: number,
  end: number,
): { readonly feature: number; readonly threshold: number } | null {
  const { values, columns } = rows;
  for (let tried = 0; tried < columns; tried++) {
    const drawn = tried + random.integer(columns - tried);
    const feature = candidates[drawn]!;
    candidates[drawn] = candidates[tried]!;
    candidates[tried] = feature;
    let least = values[places[start]! * columns + feature]!;
    let most = least;
    for (let place = start + 1; place < end; place++) {
      const value = values[places[place]! * columns + feature]!;
      if (value < least) least = value;
      else if (value > most) most = value;
    }
    // As in scikit-learn, values that near are one value.
    if (most - least <= 1e-7) continue;
    const threshold = least + random.uniform() * (most - least);
    return { feature, threshold: threshold < most ? threshold : least };
  }
  return null;
}

/** The model of a grown forest. */
export function forestModel(forest: Forest): ScaledModel {
  return {
    score: (rows) => forestScores(forest, rows),
    snapshot: (): Json => ({
      ...forest,
      features: [...forest.features],
      thresholds: [...forest.thresholds],
      leaves: [...forest.leaves],
    }),
  };
}

interface PackedForest {
  readonly trees: number;
  readonly depth: number;
  readonly usualDepth: number;
  readonly features: readonly number[];
  readonly thresholds: readonly number[];
  readonly leaves: readonly number[];
}

function unpacked(packed: PackedForest): Forest {
  return {
    ...packed,
    features: Int32Array.from(packed.features),
    thresholds: Int32Array.from(packed.thresholds),
    leaves: Float64Array.from(packed.leaves),
  };
}

function forestScores(forest: Forest, rows: Matrix): Float64Array {
  const bits = orderedBitsOf(rows.values);
  const depths = new Float64Array(rows.rows);
  const size = 1 << forest.depth;
  // A copy of one tree stays in the nearest cache.
  const features = new Int32Array(size);
  const thresholds = new Int32Array(size);
  for (let tree = 0; tree < forest.trees; tree++) {
    const start = tree << forest.depth;
    features.set(forest.features.subarray(start, start + size));
    thresholds.set(forest.thresholds.subarray(start, start + size));
    const leaves = forest.leaves.subarray(start, start + size);
    addDepths({ bits, columns: rows.columns, features, thresholds, leaves, depths }, forest.depth);
  }
  const unit = forest.trees * (forest.usualDepth || 1);
  return depths.map((depth) => 2 ** (-depth / unit));
}

// Sends rows down one tree, four side by side so that their loads overlap. Each step is branchless: the sign
// of (threshold - value) is the side. Measured on 10,000 × 9: 40 ms against 130 ms with a comparison.
function addDepths(
  down: {
    bits: Int32Array;
    columns: number;
    features: Int32Array;
    thresholds: Int32Array;
    leaves: Float64Array;
    depths: Float64Array;
  },
  depth: number,
): void {
  const { bits, columns, features, thresholds, leaves, depths } = down;
  const size = 1 << depth;
  let row = 0;
  for (; row + 4 <= depths.length; row += 4) {
    const a = row * columns;
    const b = a + columns;
    const c = b + columns;
    const d = c + columns;
    let i = 1;
    let j = 1;
    let k = 1;
    let l = 1;
    for (let level = 0; level < depth; level++) {
      i = (i << 1) | ((thresholds[i]! - bits[a + features[i]!]!) >>> 31);
      j = (j << 1) | ((thresholds[j]! - bits[b + features[j]!]!) >>> 31);
      k = (k << 1) | ((thresholds[k]! - bits[c + features[k]!]!) >>> 31);
      l = (l << 1) | ((thresholds[l]! - bits[d + features[l]!]!) >>> 31);
    }
    depths[row]! += leaves[i - size]!;
    depths[row + 1]! += leaves[j - size]!;
    depths[row + 2]! += leaves[k - size]!;
    depths[row + 3]! += leaves[l - size]!;
  }
  for (; row < depths.length; row++) {
    let i = 1;
    for (let level = 0; level < depth; level++) {
      i = (i << 1) | ((thresholds[i]! - bits[row * columns + features[i]!]!) >>> 31);
    }
    depths[row]! += leaves[i - size]!;
  }
}

/** Mean depth of a failed search in a binary tree of so many rows; 0 for one, 1 for two. */
export function usualDepth(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  const eulerMascheroni = 0.577_215_664_901_532_9;
  return 2 * (Math.log(rows - 1) + eulerMascheroni) - (2 * (rows - 1)) / rows;
}

function columnsOf(rows: Matrix): Int32Array {
  return Int32Array.from({ length: rows.columns }, (_, column) => column);
}

/**
 * Values as 31-bit whole numbers of the same order, so that two can be subtracted without overflow: the bits
 * of the nearest 32-bit float, those of negative ones turned round, less the last bit. Seven digits of
 * precision are kept, about as scikit-learn's 32-bit floats do.
 */
function orderedBitsOf(values: Float64Array): Int32Array {
  const bits = new Int32Array(Float32Array.from(values).buffer);
  for (let index = 0; index < bits.length; index++) {
    const word = bits[index]!;
    bits[index] = (word ^ ((word >> 31) & 0x7fffffff)) >> 1;
  }
  return bits;
}

function orderedBits(value: number): number {
  return orderedBitsOf(Float64Array.of(value))[0]!;
}
