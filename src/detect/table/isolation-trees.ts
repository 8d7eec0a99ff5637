import type { Matrix } from "../../stats/linear/matrix.ts";
import { mersenneTwister, type MersenneTwister } from "../../stats/mersenne-twister.ts";

/**
 * Trees of one depth, complete: the children of node i are 2i and 2i + 1, the root is 1. A node that stopped
 * early sends every row left, down to a leaf that holds the depth it stopped at, so that rows go down without
 * a branch.
 */
export interface Forest {
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

/**
 * Grows the trees that scikit-learn's IsolationForest grows with `random_state` = seed from rows with the same nearest
 * 32-bit floats: sample by sample, cut by cut.
 *
 * @param given trees and rows a tree, and the seed, whole, within 0 and 2^32 − 1
 * Cost O(trees × (rows + rows a tree × depth)). Source: scikit-learn 1.2, its bagging and its random splitter.
 */
export function growForest(
  rows: Matrix,
  given: { readonly trees: number; readonly rowsPerTree: number; readonly seed: number },
): Forest {
  const { trees } = given;
  const rowsPerTree = Math.min(given.rowsPerTree, rows.rows);
  const depth = Math.ceil(Math.log2(Math.max(2, rowsPerTree)));
  const size = 1 << depth;
  const forest: Forest = {
    trees,
    depth,
    usualDepth: usualDepth(rowsPerTree),
    features: new Int32Array(trees * size),
    thresholds: new Int32Array(trees * size).fill(orderedLimit),
    leaves: new Float64Array(trees * size),
  };
  const { columns } = rows;
  const growth: Growth = {
    values: new Float32Array(rowsPerTree * columns),
    columns,
    forest,
    places: new Int32Array(rowsPerTree),
    features: new Int32Array(columns),
    constants: new Int32Array(columns),
    word: 0,
    tree: 0,
  };
  const seeds = mersenneTwister(given.seed);
  for (let tree = 0; tree < trees; tree++) {
    const seed = seeds.integer(wordMax);
    growth.tree = tree;
    growth.word = mersenneTwister(mersenneTwister(seed).integer(wordMax)).integer(wordMax);
    takeSample(growth, rows, drawSample(mersenneTwister(seed), rows.rows, rowsPerTree));
    grow(growth, { node: 1, level: 0, start: 0, end: rowsPerTree, constants: 0 });
  }
  return forest;
}

const wordMax = 0x7fffffff;

/** Whether a number is one that scikit-learn takes for a seed. */
export function isWord(seed: number): boolean {
  return Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32;
}

/** Which rows a tree is grown from, as scikit-learn's sample_without_replacement chooses. */
function drawSample(stream: MersenneTwister, rows: number, count: number): Int32Array {
  const share = count / rows;
  if (share > 0.01 && share < 0.99) return stream.permutation(rows).subarray(0, count);
  if (share < 0.2) {
    const drawn = new Set<number>();
    while (drawn.size < count) drawn.add(stream.integer(rows));
    return Int32Array.from(drawn);
  }
  const kept = Int32Array.from({ length: count }, (_, index) => index);
  for (let row = count; row < rows; row++) {
    const place = stream.integer(row + 1);
    if (place < count) kept[place] = row;
  }
  return kept;
}

function takeSample(growth: Growth, rows: Matrix, sample: Int32Array): void {
  const { values, columns, places, features } = growth;
  for (let place = 0; place < sample.length; place++) {
    const from = sample[place]! * columns;
    places[place] = place;
    for (let column = 0; column < columns; column++) {
      values[place * columns + column] = rows.values[from + column]!;
    }
  }
  for (let column = 0; column < columns; column++) features[column] = column;
}

interface Growth {
  /** The sample of the tree that grows, row by row. */
  readonly values: Float32Array;
  readonly columns: number;
  readonly forest: Forest;
  readonly places: Int32Array;
  /** All features; those known to be constant in a branch stand first. */
  readonly features: Int32Array;
  /** Those known to be constant, in the order in which they were found. */
  readonly constants: Int32Array;
  /** State of the tree's own random numbers, 32 bits. */
  word: number;
  tree: number;
}

interface Branch {
  readonly node: number;
  readonly level: number;
  readonly start: number;
  readonly end: number;
  /** How many features are known to be constant in it. */
  readonly constants: number;
}

function grow(growth: Growth, branch: Branch): void {
  const { forest, places, tree, values, columns } = growth;
  const { node, level, start, end } = branch;
  const cut = level < forest.depth && end - start > 1 ? drawCut(growth, branch) : null;
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
  forest.thresholds[at] = orderedFloor(cut.threshold);
  const below = { level: level + 1, constants: cut.constants };
  grow(growth, { ...below, node: 2 * node, start, end: left });
  grow(growth, { ...below, node: 2 * node + 1, start: left, end });
}

interface Cut {
  readonly feature: number;
  readonly threshold: number;
  /** How many features are known to be constant below it. */
  readonly constants: number;
}

/**
 * A uniform feature among those that vary here, a uniform value within its range; null where none varies. Features are drawn
 * without replacement: first those known to be constant, then those found to be, then the others, each group in one stretch.
 */
function drawCut(growth: Growth, { start, end, constants: known }: Branch): Cut | null {
  const { features, constants } = growth;
  let drawnKnown = 0;
  let found = 0;
  while (features.length > known + found) {
    const drawn = drawnKnown + (nextWord(growth) % (features.length - found - drawnKnown));
    if (drawn < known) {
      swap(features, drawnKnown++, drawn);
      continue;
    }
    const place = drawn + found;
    const feature = features[place]!;
    const [least, most] = rangeOf(growth, feature, start, end);
    // Sum and bound in 32 bits, as scikit-learn adds them: values that near are one value.
    if (most <= Math.fround(least + nearness)) {
      swap(features, known + found++, place);
      continue;
    }
    swap(features, features.length - 1, place);
    const threshold = ((most - least) * nextWord(growth)) / wordMax + least;
    features.set(constants.subarray(0, known));
    constants.set(features.subarray(known, known + found), known);
    return {
      feature,
      threshold: threshold === most ? least : threshold,
      constants: known + found,
    };
  }
  features.set(constants.subarray(0, known));
  constants.set(features.subarray(known, known + found), known);
  return null;
}

const nearness = Math.fround(1e-7);

function swap(of: Int32Array, one: number, other: number): void {
  const kept = of[one]!;
  of[one] = of[other]!;
  of[other] = kept;
}

function rangeOf(
  { values, columns, places }: Growth,
  feature: number,
  start: number,
  end: number,
): readonly [least: number, most: number] {
  let least = values[places[start]! * columns + feature]!;
  let most = least;
  for (let place = start + 1; place < end; place++) {
    const value = values[places[place]! * columns + feature]!;
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  return [least, most];
}

// Marsaglia's xorshift of 32 bits, its last 31 bits.
function nextWord(growth: Growth): number {
  let word = growth.word === 0 ? 1 : growth.word;
  word ^= word << 13;
  word ^= word >>> 17;
  word ^= word << 5;
  growth.word = word;
  return word & wordMax;
}

/** Mean depth of a failed search in a binary tree of so many rows; 0 for one, 1 for two. */
export function usualDepth(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  const eulerMascheroni = 0.577_215_664_901_532_9;
  return 2 * (Math.log(rows - 1) + eulerMascheroni) - (2 * (rows - 1)) / rows;
}

/**
 * Values as whole numbers of the same order within ±(2^30 − 1), so that two can be subtracted without overflow: the bits of
 * the nearest 32-bit float between 2^-64 and 2^64 in size; smaller ones are 0, larger ones the largest.
 */
export function orderedBitsOf(values: Float64Array): Int32Array {
  const bits = new Int32Array(Float32Array.from(values).buffer);
  for (let index = 0; index < bits.length; index++) {
    const word = bits[index]!;
    const size = Math.min(Math.max((word & 0x7fffffff) - bitsOfLeast, 0), orderedLimit);
    bits[index] = word < 0 ? -size : size;
  }
  return bits;
}

const bitsOfLeast = (127 - 64) << 23;
const orderedLimit = 0x3fffffff;

/** Of the largest 32-bit float that is not above the value. */
function orderedFloor(value: number): number {
  const nearest = orderedBitsOf(Float64Array.of(value))[0]!;
  return Math.fround(value) > value ? nearest - 1 : nearest;
}
