import type { Json } from "../../model/json.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { type Forest, growForest, isWord, orderedBitsOf } from "./isolation-trees.ts";
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
 * 0.5 for an ordinary row and towards 1 for one that is set apart at once. On standardised rows the scores of a seed are
 * those of scikit-learn's IsolationForest with that `random_state`.
 */
export const isolationForest = scaledDetector({
  name: "isolation-forest",
  summary: "finds rows that few random cuts of single features set apart from the rest",
  when: "Fast and sturdy on contaminated references of any size; blind to odd combinations.",
  source: "Liu, Ting and Zhou 2008; the random numbers of a seed are those of scikit-learn",
  formula: "2^(−mean depth ÷ usual depth), the depth at which random cuts leave the row alone",
  cost: "O(trees · sample) to learn, O(trees · depth) a row",
  settings: forestSettings,
  learn: (rows, { trees, rowsPerTree }, random, seed) =>
    forestModel(
      growForest(rows, {
        trees,
        rowsPerTree,
        seed: isWord(seed) ? seed : random.integer(2 ** 32),
      }),
    ),
  // The snapshot was made by `forestModel`.
  recall: (snapshot) => forestModel(unpacked(snapshot as unknown as PackedForest)),
});

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
  const unit = forest.trees * forest.usualDepth;
  // Of a single learned row every row is ordinary.
  return unit === 0 ? depths.fill(0.5) : depths.map((depth) => 2 ** (-depth / unit));
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
