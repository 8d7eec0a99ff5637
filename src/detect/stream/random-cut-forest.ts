import type { Json } from "../../model/json.ts";
import type { BadDirection } from "../../model/monitor.ts";
import type { ValuesOf } from "../../model/settings.ts";
import type { Point, Verdict } from "../../model/verdict.ts";
import { seededRandom, type Random } from "../../stats/random.ts";
import type { StreamDetector, StreamState } from "../detector.ts";
import { robustMoments } from "./median-mad.ts";
import { countMin, remember, warmupWindows } from "./memory-detector.ts";
import { bandVerdict, learningVerdict, noData, tooFew } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 10,
    min: 2,
    max: 100,
    meaning: "how far the forest's score may pass its median, in robust deviations of itself",
  },
  shapeWindows: {
    type: "number",
    unit: "windows",
    default: 4,
    min: 1,
    max: 64,
    meaning: "how many values in a row make a point of the forest",
  },
  trees: {
    type: "number",
    unit: "1",
    default: 16,
    min: 5,
    max: 200,
    meaning: "how many trees are averaged: more is steadier and slower",
  },
  bankWindows: {
    type: "number",
    unit: "windows",
    default: 512,
    min: 64,
    max: 10_000,
    meaning: "how many of the last values the trees are grown from",
  },
  warmupWindows: warmupWindows(150),
  countMin,
} as const;

type Settings = ValuesOf<typeof settings>;

/** Plain JSON; written by its owner. */
interface Memory {
  /** Oldest first, at most `bankWindows`. */
  values: number[];
  /** What the present forest was grown from. */
  grown: number[];
  /** Scores of the last values, oldest first. */
  scores: number[];
  seen: number;
  /** Middle and deviation of values and scores, taken every few values. */
  usual: Moments;
  usualScore: Moments;
}

interface Moments {
  readonly middle: number;
  readonly deviation: number;
}

/** A cut through a box of points, or a leaf. */
interface Tree {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Points below. */
  readonly mass: number;
  readonly dimension: number;
  readonly at: number;
  readonly left: Tree | null;
  readonly right: Tree | null;
}

/** Points a tree is grown from. */
const treePoints = 64;
/** Values after which the forest is grown anew. */
const growEvery = 256;
const scoresMax = 200;
/** Medians of hundreds of values hardly move by a few. */
const momentsEvery = 8;

/**
 * A random cut forest over stretches of the last values: a tree cuts boxes of points at random, sides in proportion to
 * their length. A new point scores by the mass it would push one level down on average: the chance that a random cut
 * parts it from a box times the share of points in that box. The score is held to its own past.
 *
 * The forest is grown anew every 256 values from 64 random stretches a tree; the seed is the number of the value, so it
 * comes out the same after a restart. Cost about 60 µs a point; state at most 18 kB.
 */
export const randomCutForest: StreamDetector<typeof settings> = {
  name: "random-cut-forest",
  summary: "finds stretches of values that random cuts part from the others at once",
  source: "Guha, Mishra, Roy and Schrijvers 2016 (robust random cut forest)",
  formula:
    "mean over trees of Σ along the path of P(cut parts the point from the box) · points in the box ÷ points in the tree",
  cost: "about 60 µs a point",
  when: "For outliers of a few values together without assumptions about their distribution; elsewhere `ensemble` is quieter and finds more.",
  settings,
  stateBytesMax: 18_000,
  start: (values, direction) =>
    new RandomCutForest(values, direction, {
      values: [],
      grown: [],
      scores: [],
      seen: 0,
      usual: { middle: 0, deviation: 1 },
      usualScore: { middle: 0, deviation: 1 },
    }),
  // The snapshot was made by this detector's `snapshot`.
  restore: (snapshot, values, direction) =>
    new RandomCutForest(values, direction, snapshot as unknown as Memory),
};

class RandomCutForest implements StreamState {
  readonly #settings: Settings;
  readonly #direction: BadDirection;
  readonly #memory: Memory;
  /** Grown from the memory at need, always to the same trees. */
  #forest: readonly Tree[] | null = null;

  constructor(values: Settings, direction: BadDirection, memory: Memory) {
    this.#settings = values;
    this.#direction = direction;
    // A copy, as both sides go on writing.
    this.#memory = JSON.parse(JSON.stringify(memory)) as Memory;
  }

  snapshot(): Json {
    // A copy of what JSON can say.
    return JSON.parse(JSON.stringify(this.#memory)) as Json;
  }

  step(point: Point): Verdict {
    const { shapeWindows: size, countMin: rowsMin, warmupWindows: warmup } = this.#settings;
    if (!Number.isFinite(point.value) || !Number.isFinite(point.time)) return noData();
    if (point.count !== undefined && point.count < rowsMin) return tooFew(point.count, rowsMin);
    const memory = this.#memory;
    const value = Math.max(-1e75, Math.min(1e75, point.value)) + 0;
    const needed = Math.max(warmup, size + treePoints + 40);
    remember(memory.values, value, this.#settings.bankWindows);
    memory.seen = Math.min(1e9, memory.seen + 1);
    if (memory.values.length < size + treePoints) return learningVerdict(memory.seen, needed);
    if (memory.seen % growEvery === 0 || memory.grown.length === 0) {
      memory.grown = [...memory.values];
      this.#forest = null;
    }
    this.#forest ??= grow(memory.grown, this.#settings);
    const newest = Float64Array.from(memory.values.slice(-size));
    const score = mean(this.#forest.map((tree) => scoreIn(tree, newest)));
    const verdict =
      memory.seen < needed ? learningVerdict(memory.seen, needed) : this.#judge(value, score);
    remember(memory.scores, score, scoresMax);
    if (memory.seen % momentsEvery === 0 || memory.scores.length < momentsEvery) {
      memory.usual = robustMoments(memory.values);
      memory.usualScore = robustMoments(memory.scores);
    }
    return verdict;
  }

  #judge(value: number, score: number): Verdict {
    const { usual, usualScore } = this.#memory;
    // A score is at most 1; three hundredths are added, so that a steady one is not infinitely strict.
    const strength = Math.max(0, (score - usualScore.middle) / (usualScore.deviation + 0.03));
    const reach = 3 * usual.deviation;
    return bandVerdict({
      value,
      expected: usual.middle,
      low: usual.middle - reach,
      high: usual.middle + reach,
      deviations: value >= usual.middle ? strength : -strength,
      threshold: this.#settings.threshold,
      isRelevant: true,
      direction: this.#direction,
    });
  }
}

function grow(
  values: readonly number[],
  { trees, shapeWindows }: { readonly trees: number; readonly shapeWindows: number },
): Tree[] {
  const starts = values.length - shapeWindows + 1;
  return Array.from({ length: trees }, (_, index) => {
    const random = seededRandom(`${index}/${values.length}/${values[0]}/${values.at(-1)}`);
    const points = Array.from({ length: Math.min(treePoints, starts) }, () => {
      const from = random.integer(starts);
      return Float64Array.from(values.slice(from, from + shapeWindows));
    });
    return growTree(points, random);
  });
}

function growTree(points: readonly Float64Array[], random: Random): Tree {
  const size = points[0]!.length;
  const low = Float64Array.from({ length: size }, (_, at) =>
    Math.min(...points.map((p) => p[at]!)),
  );
  const high = Float64Array.from({ length: size }, (_, at) =>
    Math.max(...points.map((p) => p[at]!)),
  );
  const total = low.reduce((sum, from, at) => sum + (high[at]! - from), 0);
  const leaf = { low, high, mass: points.length, dimension: 0, at: 0, left: null, right: null };
  if (points.length < 2 || !(total > 0) || !Number.isFinite(total)) return leaf;
  let place = random.uniform() * total;
  let dimension = 0;
  while (dimension < size - 1 && place >= high[dimension]! - low[dimension]!) {
    place -= high[dimension]! - low[dimension]!;
    dimension += 1;
  }
  const at = Math.min(low[dimension]! + place, high[dimension]!);
  const left = points.filter((point) => point[dimension]! <= at);
  const right = points.filter((point) => point[dimension]! > at);
  if (left.length === 0 || right.length === 0) return leaf;
  return { ...leaf, dimension, at, left: growTree(left, random), right: growTree(right, random) };
}

/** The share of a tree's points that a new point pushes one level down, on average over where the next cut falls. */
function scoreIn(tree: Tree, point: Float64Array): number {
  let score = 0;
  let kept = 1;
  let node: Tree | null = tree;
  while (node !== null && kept > 1e-6) {
    let [beyond, total] = [0, 0];
    for (let at = 0; at < point.length; at++) {
      const out = Math.max(0, node.low[at]! - point[at]!, point[at]! - node.high[at]!);
      beyond += out;
      total += out + node.high[at]! - node.low[at]!;
    }
    const parted = total > 0 ? beyond / total : 0;
    score += kept * parted * (node.mass / tree.mass);
    kept *= 1 - parted;
    node = point[node.dimension]! <= node.at ? node.left : node.right;
  }
  return score;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
