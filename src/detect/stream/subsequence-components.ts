import { say } from "../../model/message.ts";
import type { ValuesOf } from "../../model/settings.ts";
import { columnMeans, covariance } from "../../stats/linear/covariance.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { symmetricEigen } from "../../stats/linear/symmetric-eigen.ts";
import { countMin, memoryDetector, memoryWindows, remember } from "./memory-detector.ts";
import { robustMoments } from "./median-mad.ts";
import { rounded } from "./season-profile.ts";
import { learningVerdict, scoreOf } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 6,
    min: 1,
    max: 1_000,
    meaning:
      "how far what the components leave of the last values may pass its median, in robust deviations of itself",
  },
  shapeWindows: {
    type: "number",
    unit: "windows",
    default: 24,
    min: 4,
    max: 128,
    meaning: "how many values make a stretch: about the length of what shall be found",
  },
  varianceShare: {
    type: "number",
    unit: "ratio",
    default: 0.95,
    min: 0.1,
    max: 0.999,
    meaning: "share of the variance of earlier stretches that the components kept must carry",
  },
  memoryWindows: memoryWindows(600, 5_000),
  countMin,
} as const;

type Settings = ValuesOf<typeof settings>;

/** What earlier stretches have in common. */
interface Learned {
  /** Mean value at each place of a stretch. */
  readonly means: readonly number[];
  /** Unit vectors, the one of most variance first. */
  readonly components: readonly (readonly number[])[];
  /** Median and robust deviation of the lengths that the components leave of earlier stretches. */
  readonly middle: number;
  readonly deviation: number;
}

/** Of how many earlier stretches the length that is left over is taken. */
const stretchesMax = 150;

interface Memory {
  /** Oldest first. */
  values: number[];
  learned: Learned | null;
  /** Values until the components are learned anew. */
  until: number;
}

/**
 * Principal components of the stretches of a series: few shapes make up what it usually does, and what they leave of the
 * newest stretch says how unusual it is. Level and size count, unlike for `matrix-profile`.
 *
 * Learned anew from the memory each time an eighth of it is new, so a lasting change becomes usual. Cost O(m²) a point
 * with the learning spread over it, m values a stretch: about 20 µs with the defaults; state below 24 kB.
 */
export const subsequenceComponents = memoryDetector<typeof settings, Memory>({
  name: "subsequence-components",
  summary:
    "finds stretches that the few shapes which make up the series cannot be added up to (Sub-PCA)",
  source:
    "Golyandina and Zhigljavsky 2013 (components of stretches); Aggarwal 2017 and Paparrizos et al. 2024 (Sub-PCA)",
  formula:
    "length of the last m values less their mean stretch and its main components, in robust deviations of such lengths",
  cost: "O(m²) a point, about 20 µs",
  when: "For smooth or repeating series of one kind, where a change of shape, size or level of a stretch matters more than one value.",
  settings,
  stateBytesMax: 24_000,
  begin: () => ({ values: [], learned: null, until: 0 }),
  judge({ value, settings: given, direction, memory }) {
    const size = Math.round(given.shapeWindows);
    remember(memory.values, value, Math.max(given.memoryWindows, 4 * size));
    const needed = 4 * size;
    if (memory.values.length < needed) return learningVerdict(memory.values.length, needed);
    // The components a value is judged by have not seen it.
    memory.learned ??= learn(memory.values, given);
    const { length, rise } = leftOver(memory.values.slice(-size), memory.learned);
    const { middle, deviation } = memory.learned;
    const isBad = direction === "both" || (direction === "up" ? rise > 0 : rise < 0);
    const strength = isBad ? Math.max(0, (length - middle) / deviation) : 0;
    const isAnomalous = strength >= given.threshold;
    memory.until -= 1;
    if (memory.until <= 0) {
      memory.learned = learn(memory.values, given);
      memory.until = Math.ceil(memory.values.length / 8);
    }
    return {
      state: isAnomalous ? "anomalous" : "normal",
      score: scoreOf(strength, given.threshold),
      reason: say(isAnomalous ? "detect/odd-stretch" : "detect/usual-stretch", {
        count: size,
        distance: length,
        usual: middle,
      }),
    };
  },
});

function learn(values: readonly number[], { shapeWindows, varianceShare }: Settings): Learned {
  const stretches = stretchesOf(values, Math.round(shapeWindows));
  const means = columnMeans(stretches);
  const { values: variances, vectors } = symmetricEigen(covariance(stretches, means));
  const total = variances.reduce((sum, variance) => sum + Math.max(0, variance), 0);
  const components: number[][] = [];
  let carried = 0;
  // The last direction is never a component: something must be left over.
  for (let index = 0; index + 1 < variances.length && carried < varianceShare * total; index++) {
    carried += variances[index]!;
    const from = index * vectors.columns;
    components.push(
      Array.from(vectors.values.subarray(from, from + vectors.columns), (part) => rounded(part, 6)),
    );
  }
  const shape = { means: Array.from(means, (mean) => rounded(mean, 9)), components };
  // Neighbouring stretches share nearly all of their values: some of them tell what is usual.
  const lengths: number[] = [];
  for (let row = 0; row < stretches.rows; row += Math.ceil(stretches.rows / stretchesMax)) {
    const from = row * stretches.columns;
    lengths.push(leftOver(stretches.values.subarray(from, from + stretches.columns), shape).length);
  }
  const { middle, deviation } = robustMoments(lengths);
  // A hundredth of what varies at all: exact repetition is not infinitely strict.
  return { ...shape, middle, deviation: deviation + 0.01 * Math.sqrt(total) };
}

/** Every stretch of `size` values, one a row. */
function stretchesOf(values: readonly number[], size: number): Matrix {
  const rows = values.length - size + 1;
  const flat = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    for (let index = 0; index < size; index++) flat[row * size + index] = values[row + index]!;
  }
  return { values: flat, rows, columns: size };
}

/** Length of what the components leave of a stretch, and how far its mean lies above the usual one. */
function leftOver(
  stretch: ArrayLike<number>,
  { means, components }: Pick<Learned, "means" | "components">,
): { readonly length: number; readonly rise: number } {
  const rest = new Float64Array(means.length);
  let rise = 0;
  for (let index = 0; index < rest.length; index++) {
    rest[index] = stretch[index]! - means[index]!;
    rise += rest[index]! / rest.length;
  }
  for (const component of components) {
    let along = 0;
    for (let index = 0; index < rest.length; index++) along += rest[index]! * component[index]!;
    for (let index = 0; index < rest.length; index++) rest[index]! -= along * component[index]!;
  }
  let squares = 0;
  for (let index = 0; index < rest.length; index++) squares += rest[index]! * rest[index]!;
  return { length: Math.sqrt(squares), rise };
}
