import type { SettingTable, ValuesOf } from "../../model/settings.ts";
import { type Curve, type CurveFinding, noiseOf, smoothed } from "./curve.ts";

/** When a training curve is worth a word. */
export const curveSettings = {
  width: {
    type: "number",
    unit: "values",
    default: 9,
    min: 1,
    max: 1_000,
    meaning: "neighbouring values whose middle stands for a curve without noise",
  },
  divergenceFactor: {
    type: "number",
    unit: "1",
    default: 3,
    min: 1,
    max: 1_000,
    meaning:
      "how many times its fall so far, or its noise, a loss must have risen from its lowest to diverge",
  },
  plateauShare: {
    type: "number",
    unit: "ratio",
    default: 0.3,
    min: 0.05,
    max: 0.95,
    meaning: "last part of a run in which nothing gets better",
  },
  plateauGain: {
    type: "number",
    unit: "ratio",
    default: 0.01,
    min: 0,
    max: 1,
    meaning: "share of the whole gain that counts as getting better",
  },
  overfitGap: {
    type: "number",
    unit: "ratio",
    default: 0.1,
    min: 0,
    max: 10,
    meaning: "rise of the validation loss from its lowest, as a share of it, that is over-fitting",
  },
  learningRateJump: {
    type: "number",
    unit: "1",
    default: 12,
    min: 1,
    max: 1e6,
    meaning: "factor between two values of the learning rate that no usual schedule makes",
  },
} as const satisfies SettingTable;

export type CurveSettings = ValuesOf<typeof curveSettings>;

// Fewer values say nothing about a course.
const valuesMin = 5;

/**
 * What is wrong with a loss: values that are no numbers, divergence, a plateau.
 *
 * `divergence` begins at its lowest value and has the rise as its size; it is told where the loss still
 * stands that high at the end. `plateau` begins where the last part begins and has the gain in it as its
 * size; a curve that has reached zero or never fell is none. Empty for fewer than five values.
 */
export function lossFindings(
  loss: Curve,
  given: Partial<CurveSettings> = {},
): readonly CurveFinding[] {
  const settings = { ...defaults, ...given };
  const bad = loss.values.findIndex((value) => !Number.isFinite(value));
  const findings: CurveFinding[] = [];
  if (bad >= 0) {
    findings.push({
      kind: "not-a-number",
      step: loss.steps[bad] ?? NaN,
      size: loss.values[bad] ?? NaN,
    });
  }
  const finite = loss.values.filter(Number.isFinite).length;
  if (finite < valuesMin) return findings;
  const level = smoothed(loss.values, settings.width);
  const lowest = indexOfLeast(level);
  const first = level.find(Number.isFinite) ?? NaN;
  const low = level[lowest] ?? NaN;
  const last = level.findLast(Number.isFinite) ?? NaN;
  const noise = noiseOf(loss.values);
  const rise = last - low;
  // A loss that fell far may rise back half of it and still be noise of another kind; above where it
  // began, or many times its noise over a short fall, it is not.
  const isDiverged = rise > settings.divergenceFactor * noise && rise > (first - low) * 0.5;
  if (isDiverged && rise > Math.abs(low) * 0.1) {
    findings.push({ kind: "divergence", step: loss.steps[lowest] ?? NaN, size: rise });
    return findings;
  }
  const plateau = plateauOf(loss, level, settings);
  return plateau === null ? findings : [...findings, plateau];
}

function plateauOf(loss: Curve, level: Float64Array, settings: CurveSettings): CurveFinding | null {
  const begin = Math.floor(level.length * (1 - settings.plateauShare));
  const first = level.find(Number.isFinite) ?? NaN;
  const before = least(level.subarray(0, begin));
  const after = least(level.subarray(begin));
  const whole = first - Math.min(before, after);
  const gain = before - after;
  const isFlat = gain <= settings.plateauGain * whole && Math.min(before, after) > 1e-9;
  if (!(whole > 0) || !isFlat || level.length - begin < valuesMin) return null;
  return { kind: "plateau", step: loss.steps[begin] ?? NaN, size: gain };
}

/**
 * Whether a model learns its training data by heart: the validation loss has risen from its lowest by
 * more than the limit and its noise, while the training loss still falls. The step is that of the lowest
 * validation loss, the size the rise: the model of that step is the one to keep. Null where neither.
 */
export function overfitFinding(
  curves: { readonly training: Curve; readonly validation: Curve },
  given: Partial<CurveSettings> = {},
): CurveFinding | null {
  const settings = { ...defaults, ...given };
  const { training, validation } = curves;
  if (validation.values.filter(Number.isFinite).length < valuesMin) return null;
  const level = smoothed(validation.values, Math.min(settings.width, 3));
  const lowest = indexOfLeast(level);
  const low = level[lowest] ?? NaN;
  const rise = (level.findLast(Number.isFinite) ?? NaN) - low;
  const step = validation.steps[lowest] ?? NaN;
  const own = smoothed(training.values, settings.width);
  const then = own[training.steps.findLastIndex((each) => each <= step)] ?? NaN;
  const now = own.findLast(Number.isFinite) ?? NaN;
  const isRisen =
    rise > settings.overfitGap * Math.abs(low) && rise > 2 * noiseOf(validation.values);
  return isRisen && now <= then ? { kind: "over-fit", step, size: rise } : null;
}

/**
 * What is odd about a learning rate: values that are no numbers, zero before the end, jumps by a factor
 * that no usual schedule makes (warm-up excepted: the first tenth of the run may rise as it likes). The
 * size of a jump is its factor.
 */
export function learningRateFindings(
  rate: Curve,
  given: Partial<CurveSettings> = {},
): readonly CurveFinding[] {
  const settings = { ...defaults, ...given };
  const { steps, values } = rate;
  const findings: CurveFinding[] = [];
  const warmUp = Math.floor(values.length * 0.1);
  for (const [index, value] of values.entries()) {
    const step = steps[index] ?? NaN;
    const before = values[index - 1] ?? value;
    if (!Number.isFinite(value)) {
      findings.push({ kind: "not-a-number", step, size: value });
    } else if (value <= 0 && index > warmUp && index < values.length - 1 && before > 0) {
      findings.push({ kind: "learning-rate-zero", step, size: value });
    } else if (value > 0 && before > 0 && index > warmUp) {
      const factor = Math.max(value / before, before / value);
      if (factor > settings.learningRateJump) {
        findings.push({ kind: "learning-rate-jump", step, size: value / before });
      }
    }
  }
  return findings;
}

const defaults: CurveSettings = {
  width: 9,
  divergenceFactor: 3,
  plateauShare: 0.3,
  plateauGain: 0.01,
  overfitGap: 0.1,
  learningRateJump: 12,
};

function indexOfLeast(values: Float64Array): number {
  let best = -1;
  for (const [index, value] of values.entries()) {
    if (Number.isFinite(value) && value < (values[best] ?? Infinity)) best = index;
  }
  return best;
}

function least(values: Float64Array): number {
  return values.reduce((low, value) => (value < low ? value : low), Infinity);
}
