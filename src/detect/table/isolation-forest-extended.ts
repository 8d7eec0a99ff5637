import type { Json } from "../../model/json.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { forestSettings } from "./isolation-forest.ts";
import { usualDepth } from "./isolation-trees.ts";
import { scaledDetector, type ScaledModel } from "./scaled-detector.ts";

const settings = {
  ...forestSettings,
  features: {
    type: "number",
    unit: "features",
    default: 2,
    min: 1,
    max: 1_000,
    meaning: "how many features each slanted cut weighs; 1 cuts along the axes as the plain forest",
  },
} as const;

/** Isolation forest of slanted cuts: sees odd combinations that cuts along the axes do not. */
export const isolationForestExtended = scaledDetector({
  name: "isolation-forest-extended",
  summary: "finds rows that few random slanted cuts through several features set apart",
  when: "As isolation-forest, for features that depend on one another; about twice its cost.",
  source: "Hariri, Carrasco Kind and Brunner 2021",
  formula: "2^(−mean depth ÷ usual depth) over trees whose cuts are w·x ≤ p",
  cost: "O(trees · sample · d) to learn, O(trees · depth · d) a row",
  settings,
  learn(rows, { trees, rowsPerTree, features }, random) {
    const sampled = Math.min(rowsPerTree, rows.rows);
    const depth = Math.ceil(Math.log2(Math.max(2, sampled)));
    const width = Math.min(features, rows.columns);
    const size = 1 << depth;
    const forest: SlantedForest = {
      trees,
      depth,
      width,
      usualDepth: usualDepth(sampled),
      features: new Int32Array(trees * size * width),
      slopes: new Float64Array(trees * size * width),
      limits: new Float64Array(trees * size).fill(Number.MAX_VALUE),
      leaves: new Float64Array(trees * size),
    };
    const order = Int32Array.from({ length: rows.rows }, (_, row) => row);
    for (let tree = 0; tree < trees; tree++) {
      for (let index = 0; index < sampled; index++) {
        const other = index + random.integer(rows.rows - index);
        const kept = order[index]!;
        order[index] = order[other]!;
        order[other] = kept;
      }
      const own = order.slice(0, sampled);
      grow({ rows, forest, random, tree }, { node: 1, level: 0, places: own });
    }
    return slantedModel(forest);
  },
  recall(snapshot) {
    // The snapshot was made by `slantedModel`.
    const packed = snapshot as unknown as Packed;
    return slantedModel({
      ...packed,
      features: Int32Array.from(packed.features),
      slopes: Float64Array.from(packed.slopes),
      limits: Float64Array.from(packed.limits),
      leaves: Float64Array.from(packed.leaves),
    });
  },
});

/** As the plain forest, complete trees from node 1; a node sends a row left when Σ slope × value <= limit. */
interface SlantedForest {
  readonly trees: number;
  readonly depth: number;
  /** Features a cut. */
  readonly width: number;
  readonly usualDepth: number;
  // By (tree × 2^depth + node) × width.
  readonly features: Int32Array;
  readonly slopes: Float64Array;
  // By tree × 2^depth + node, and + leaf.
  readonly limits: Float64Array;
  readonly leaves: Float64Array;
}

type Packed = Omit<SlantedForest, "features" | "slopes" | "limits" | "leaves"> & {
  readonly features: readonly number[];
  readonly slopes: readonly number[];
  readonly limits: readonly number[];
  readonly leaves: readonly number[];
};

interface Growth {
  readonly rows: Matrix;
  readonly forest: SlantedForest;
  readonly random: Random;
  readonly tree: number;
}

function grow(
  growth: Growth,
  { node, level, places }: { node: number; level: number; places: Int32Array },
): void {
  const { forest, tree } = growth;
  const at = (tree << forest.depth) + node;
  const along = level < forest.depth && places.length > 1 ? drawCut(growth, at, places) : null;
  if (along === null) {
    const leaf = (node << (forest.depth - level)) - (1 << forest.depth);
    forest.leaves[(tree << forest.depth) + leaf] = level + usualDepth(places.length);
    return;
  }
  const limit = forest.limits[at]!;
  const left = places.filter((_, index) => along[index]! <= limit);
  const right = places.filter((_, index) => along[index]! > limit);
  grow(growth, { node: 2 * node, level: level + 1, places: left });
  grow(growth, { node: 2 * node + 1, level: level + 1, places: right });
}

// Writes a cut to a node: random features and slopes, a limit within the range of the rows here. Returns where
// the rows lie along it; null where they coincide.
function drawCut(
  { rows, forest, random }: Growth,
  at: number,
  places: Int32Array,
): Float64Array | null {
  const start = at * forest.width;
  const candidates = Array.from({ length: rows.columns }, (_, column) => column);
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let part = 0; part < forest.width; part++) {
    const drawn = part + random.integer(rows.columns - part);
    const feature = candidates[drawn]!;
    candidates[drawn] = candidates[part]!;
    candidates[part] = feature;
    forest.features[start + part] = feature;
    forest.slopes[start + part] = random.normal();
  }
  const along = new Float64Array(places.length);
  for (let index = 0; index < places.length; index++) {
    const value = valueAlong(forest, start, rows.values, places[index]! * rows.columns);
    along[index] = value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (most - least <= 1e-7) return null;
  const limit = least + random.uniform() * (most - least);
  forest.limits[at] = limit < most ? limit : least;
  return along;
}

function valueAlong(
  { features, slopes, width }: SlantedForest,
  start: number,
  values: Float64Array,
  row: number,
): number {
  let sum = 0;
  for (let part = start; part < start + width; part++) {
    sum += slopes[part]! * values[row + features[part]!]!;
  }
  return sum;
}

function slantedModel(forest: SlantedForest): ScaledModel {
  const { trees, depth, width, limits, leaves } = forest;
  const size = 1 << depth;
  return {
    score({ values, rows, columns }) {
      const depths = new Float64Array(rows);
      for (let tree = 0; tree < trees; tree++) {
        const start = tree * size;
        for (let row = 0; row < rows; row++) {
          let node = 1;
          for (let level = 0; level < depth; level++) {
            const along = valueAlong(forest, (start + node) * width, values, row * columns);
            node = 2 * node + (along <= limits[start + node]! ? 0 : 1);
          }
          depths[row]! += leaves[start + node - size]!;
        }
      }
      const unit = trees * (forest.usualDepth || 1);
      return depths.map((sum) => 2 ** (-sum / unit));
    },
    snapshot: (): Json => ({
      trees,
      depth,
      width,
      usualDepth: forest.usualDepth,
      features: [...forest.features],
      slopes: [...forest.slopes],
      limits: [...limits],
      leaves: [...leaves],
    }),
  };
}
