import { say } from "../../model/message.ts";
import { fourierTransform, inverseFourierTransform } from "../../stats/fourier.ts";
import { countMin, memoryDetector, remember, spreadFloor } from "./memory-detector.ts";
import { robustMoments } from "./median-mad.ts";
import { learningVerdict, scoreOf } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "1",
    default: 5,
    min: 0.5,
    max: 1_000,
    meaning:
      "how many times its mean over the window the saliency must exceed it; the paper takes 3",
  },
  deviationsMin: {
    type: "number",
    unit: "standard deviations",
    default: 3,
    min: 0,
    max: 100,
    meaning:
      "a value nearer to the window's median is never anomalous, in robust standard deviations",
  },
  windowExponent: {
    type: "number",
    unit: "1",
    default: 6,
    min: 4,
    max: 12,
    meaning: "the window holds two to the power of this many values: 6 is 64, 8 is 256",
  },
  countMin,
} as const;

interface Memory {
  values: number[];
}

/**
 * The spectral residual: log amplitudes of the window's spectrum less their local mean, turned back, show what
 * the window's own rhythm does not; the newest value is anomalous where that saliency stands out.
 *
 * The window is lengthened by five estimated values, as the paper does, since saliency is weak at its end; and
 * a value must be off the median too, because noise alone is salient now and then. Finds spikes in rhythmic series
 * without learning; lasting shifts show only at their start. Cost O(n log n) of the window a point; state below 1 kB.
 */
export const spectralResidual = memoryDetector<typeof settings, Memory>({
  name: "spectral-residual",
  summary:
    "finds values that stand out of the rhythm of the last values, by the residual of their spectrum",
  source: "Ren et al. 2019 (SR of SR-CNN); Hou and Zhang 2007",
  formula: "saliency of the newest value: the log spectrum less its own average, transformed back",
  cost: "O(w log w) a point",
  when: "For spikes in series of many shapes without a history to learn.",
  settings,
  begin: () => ({ values: [] }),
  judge({ value, settings: given, direction, memory }) {
    const size = 2 ** Math.round(given.windowExponent);
    remember(memory.values, value, size);
    if (memory.values.length < size) return learningVerdict(memory.values.length, size);
    const times = saliencyOfNewest(memory.values);
    const { middle, deviation } = robustMoments(memory.values.slice(0, -1));
    const deviations = (value - middle) / deviation;
    const isBad = direction === "both" || (direction === "up" ? deviations > 0 : deviations < 0);
    const isFar = Math.abs(deviations) >= given.deviationsMin;
    const strength = isBad && isFar ? Math.max(0, times) : 0;
    const isAnomalous = strength >= given.threshold;
    return {
      state: isAnomalous ? "anomalous" : "normal",
      score: scoreOf(strength, given.threshold),
      expected: middle,
      reason: say(isAnomalous ? "detect/salient" : "detect/not-salient", {
        value,
        count: size,
        times,
      }),
    };
  },
});

/** By how many times of the window's mean saliency the newest value's exceeds it. */
function saliencyOfNewest(values: readonly number[]): number {
  const size = values.length;
  const { mean, span } = centred(values);
  // Five estimated values follow the newest, for the five oldest: the length stays a power of two.
  const series = [...values.slice(5), ...Array.from({ length: 5 }, () => estimated(values))].map(
    (value) => (value - mean) / span,
  );
  const { real, imaginary } = fourierTransform({ real: series });
  const amplitudes = real.map((value, index) => Math.hypot(value, imaginary[index]!) + 1e-9);
  const logarithms = amplitudes.map((amplitude) => Math.log(amplitude));
  const residual = logarithms.map((own, index) => {
    let sum = 0;
    for (let offset = -1; offset <= 1; offset++) sum += logarithms[(index + offset + size) % size]!;
    return Math.exp(own - sum / 3);
  });
  const back = inverseFourierTransform({
    real: residual.map((amount, index) => (amount * real[index]!) / amplitudes[index]!),
    imaginary: residual.map((amount, index) => (amount * imaginary[index]!) / amplitudes[index]!),
  });
  const saliency = back.real.map((value, index) => Math.hypot(value, back.imaginary[index]!));
  let sum = 0;
  for (const amount of saliency) sum += amount;
  const usual = sum / size + 1e-12;
  return (saliency[size - 6]! - usual) / usual;
}

function centred(values: readonly number[]): { readonly mean: number; readonly span: number } {
  let [low, high] = [values[0]!, values[0]!];
  let sum = 0;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  const mean = sum / values.length;
  return { mean, span: high - low + spreadFloor(mean) };
}

/**
 * The paper's next value: five values back plus five times the mean slope to the last; the newest itself is left out, or
 * a spike would estimate a larger one behind it.
 */
function estimated(values: readonly number[]): number {
  const last = values.at(-2)!;
  let slopes = 0;
  for (let back = 1; back <= 5; back++) slopes += (last - values.at(-2 - back)!) / back;
  return values.at(-6)! + slopes;
}
