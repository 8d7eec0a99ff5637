import { say } from "../../model/message.ts";
import type { ValuesOf } from "../../model/settings.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import {
  countMin,
  memoryDetector,
  memoryWindows,
  remember,
  spreadFloor,
} from "./memory-detector.ts";
import { robustMoments } from "./median-mad.ts";
import { rounded } from "./season-profile.ts";
import { learningVerdict, scoreOf } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 4,
    min: 1,
    max: 1_000,
    meaning:
      "how far the distance to the nearest shape may pass its median, in robust deviations of itself",
  },
  shapeWindows: {
    type: "number",
    unit: "windows",
    default: 24,
    min: 4,
    max: 128,
    meaning: "how many values make a shape: about the length of what shall be found",
  },
  shapes: {
    type: "number",
    unit: "shapes",
    default: 4,
    min: 1,
    max: 32,
    meaning: "how many shapes the past is summed up in",
  },
  memoryWindows: memoryWindows(600, 5_000),
  countMin,
} as const;

type Settings = ValuesOf<typeof settings>;

interface Memory {
  /** Oldest first. */
  values: number[];
  /** Each of mean 0 and length 1; none before the first learning. */
  shapes: readonly (readonly number[])[];
  /** Of the last stretches to shapes that had not seen them, oldest first. */
  distances: number[];
  /** Median and deviation of distances; null while there are too few. */
  usual: { readonly middle: number; readonly deviation: number } | null;
  /** Values until shapes and what is usual are learned anew. */
  until: number;
}

/** Rounds of putting stretches to their nearest shape and drawing the shape anew. */
const rounds = 3;
/** How many of the last distances tell what is usual, and how many are needed. */
const distancesMax = 300;
const distancesMin = 30;
/** A distance is 0 (the same shape, perhaps shifted) to 1 (nothing alike), or 2 for its mirror image. */
const distanceFloor = 0.01;

/**
 * k-Shape over the stretches of a series: whatever their level, size and shift, stretches are put to the shape they
 * correlate most with, and each shape is drawn anew from its stretches, aligned to it. A newest stretch unlike all shapes
 * is anomalous. A shape is the mean of its aligned stretches, where the paper takes their first eigenvector: those agree
 * for stretches that are alike, and the mean costs m instead of m³.
 *
 * Learned anew each time a quarter of the memory is new, from stretches a quarter of a shape apart. A stretch whose
 * deviation is below a hundredth of the memory's is flat and unlike nothing. Cost O(shapes · m²) a point: about 50 µs with
 * the defaults; state below 16 kB.
 */
export const shapeClusters = memoryDetector<typeof settings, Memory>({
  name: "shape-clusters",
  summary: "finds stretches unlike the few shapes that sum up the past of the series (k-Shape)",
  source:
    "Paparrizos and Gravano 2015 (k-Shape, shape-based distance); Boniol et al. 2021 (stretches of a stream against weighted shapes)",
  formula:
    "1 − the largest correlation of the last m values with any shape at any shift, in robust deviations of such distances",
  cost: "O(shapes · m²) a point, about 50 µs",
  when: "For series of a few recurring shapes that come at no fixed time; cheaper in memory than `matrix-profile`, which compares with every earlier stretch.",
  settings,
  stateBytesMax: 16_000,
  begin: () => ({ values: [], shapes: [], distances: [], usual: null, until: 0 }),
  judge({ value, settings: given, direction, memory }) {
    const size = Math.round(given.shapeWindows);
    remember(memory.values, value, Math.max(given.memoryWindows, 6 * size));
    const needed = 6 * size + distancesMin;
    if (memory.values.length < 6 * size) return learningVerdict(memory.values.length, needed);
    const { mean, flat } = levelOf(memory.values);
    const newest = memory.values.slice(-size);
    const shape = unitShape(newest, flat);
    const distance = shape === null ? null : nearest(shape, memory.shapes).distance;
    const { usual } = memory;
    // A distance is judged by what is usual without it, and by shapes that have not seen its stretch.
    if (distance !== null && memory.shapes.length > 0) {
      remember(memory.distances, rounded(distance, 4), distancesMax);
    }
    memory.until -= 1;
    if (memory.until <= 0) {
      memory.shapes = learn(memory.values, given);
      memory.until = Math.ceil(memory.values.length / 4);
      if (usual !== null) memory.usual = usualOf(memory.distances);
    }
    if (usual === null && memory.distances.length >= distancesMin) {
      memory.usual = usualOf(memory.distances);
    }
    if (usual === null) return learningVerdict(6 * size + memory.distances.length, needed);
    const rise = newest.reduce((sum, one) => sum + (one - mean) / size, 0);
    const isBad = direction === "both" || (direction === "up" ? rise > 0 : rise < 0);
    const beyond = (distance ?? usual.middle) - usual.middle;
    const strength = isBad ? Math.max(0, beyond / (usual.deviation + distanceFloor)) : 0;
    const isAnomalous = strength >= given.threshold;
    return {
      state: isAnomalous ? "anomalous" : "normal",
      score: scoreOf(strength, given.threshold),
      reason: say(isAnomalous ? "detect/novel-shape" : "detect/known-shape", {
        count: size,
        distance: distance ?? usual.middle,
        usual: usual.middle,
      }),
    };
  },
});

function learn(
  values: readonly number[],
  { shapeWindows, shapes: count }: Settings,
): readonly (readonly number[])[] {
  const size = Math.round(shapeWindows);
  const { flat } = levelOf(values);
  const stretches: Float64Array[] = [];
  for (let end = values.length; end >= size; end -= Math.ceil(size / 4)) {
    const shape = unitShape(values.slice(end - size, end), flat);
    if (shape !== null) stretches.push(shape);
  }
  if (stretches.length === 0) return [];
  let shapes = firstShapes(stretches, Math.round(count));
  for (let round = 0; round < rounds; round++) shapes = drawnAnew(stretches, shapes);
  return shapes.map((shape) => Array.from(shape, (part) => rounded(part, 6)));
}

/**
 * Median and deviation of distances; the latter the wider of a robust one and that of the upper tail, as a recurring shape
 * is nearer to the shapes at some of its turns than at others.
 */
function usualOf(distances: readonly number[]): {
  readonly middle: number;
  readonly deviation: number;
} {
  const { middle, deviation } = robustMoments(distances);
  const high = quantileSorted(Float64Array.from(distances).sort(), 0.9);
  // 1.28 deviations of a normal value are its 90 % quantile.
  return { middle, deviation: Math.max(deviation, (high - middle) / 1.28) };
}

/** The newest stretch, then always the one farthest from all chosen: the same choice each time, no chance in it. */
function firstShapes(stretches: readonly Float64Array[], count: number): readonly Float64Array[] {
  const chosen = [stretches[0]!];
  while (chosen.length < Math.min(count, stretches.length)) {
    const distances = stretches.map((stretch) => nearest(stretch, chosen).distance);
    chosen.push(stretches[distances.indexOf(Math.max(...distances))]!);
  }
  return chosen;
}

/** Each shape as the mean of the stretches nearest to it, shifted to it; shapes without any disappear. */
function drawnAnew(
  stretches: readonly Float64Array[],
  shapes: readonly Float64Array[],
): readonly Float64Array[] {
  const sums = shapes.map(({ length }) => new Float64Array(length));
  for (const stretch of stretches) {
    const { index, shift } = nearest(stretch, shapes);
    const sum = sums[index]!;
    for (let at = 0; at < sum.length; at++) sum[at]! += stretch[at + shift] ?? 0;
  }
  return sums.flatMap((sum) => unitShape(sum, 1e-9) ?? []);
}

/** 1 − the largest correlation with any shape at any shift up to half a stretch; 1 where there is no shape. */
function nearest(
  stretch: Float64Array,
  shapes: readonly ArrayLike<number>[],
): { readonly distance: number; readonly index: number; readonly shift: number } {
  const size = stretch.length;
  const most = Math.floor(size / 2);
  let best = { distance: Number.POSITIVE_INFINITY, index: 0, shift: 0 };
  for (let index = 0; index < shapes.length; index++) {
    const shape = shapes[index]!;
    for (let shift = -most; shift <= most; shift++) {
      let product = 0;
      const end = Math.min(size, size - shift);
      for (let at = Math.max(0, -shift); at < end; at++)
        product += shape[at]! * stretch[at + shift]!;
      if (1 - product < best.distance) best = { distance: 1 - product, index, shift };
    }
  }
  return shapes.length === 0 ? { ...best, distance: 1 } : best;
}

/** Less its mean and of length 1; null where it is flat: a deviation below `flat`. */
function unitShape(stretch: ArrayLike<number>, flat: number): Float64Array | null {
  const size = stretch.length;
  let mean = 0;
  for (let index = 0; index < size; index++) mean += stretch[index]! / size;
  let squares = 0;
  for (let index = 0; index < size; index++) squares += (stretch[index]! - mean) ** 2;
  const length = Math.sqrt(squares);
  if (!(length > flat * Math.sqrt(size))) return null;
  const shape = new Float64Array(size);
  for (let index = 0; index < size; index++) shape[index] = (stretch[index]! - mean) / length;
  return shape;
}

function levelOf(values: readonly number[]): { readonly mean: number; readonly flat: number } {
  let mean = 0;
  for (let index = 0; index < values.length; index++) mean += values[index]! / values.length;
  let variance = 0;
  for (let index = 0; index < values.length; index++) {
    variance += (values[index]! - mean) ** 2 / values.length;
  }
  return { mean, flat: 0.01 * Math.sqrt(variance) + spreadFloor(mean) };
}
