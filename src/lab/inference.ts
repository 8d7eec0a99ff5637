import type { Random } from "../stats/random.ts";
import { featureState, modelState, type Conditions, type ModelState } from "./conditions.ts";
import type { LabFeature, LabModel, LabSegment } from "./lab-system.ts";

/** One inference of a model with features, as its service would report it. */
export interface Inference {
  readonly version: string;
  readonly segment: string;
  /** What arrived: name → value, null where empty. */
  readonly features: { readonly [name: string]: number | string | null };
  readonly output: string | number;
  readonly scores: { readonly [name: string]: number } | null;
  readonly label: string | number;
}

/** Draws of a row before a tilt of the labels gives up. */
const redrawsMax = 30;
/** Deviations beyond which a standardised input is cut, as preprocessing does. */
const standardisedMax = 8;

/**
 * Plays one inference. The truth is a bent function of the true inputs; the model knows it but for its
 * own weights' noise, and sees what the pipeline hands it: so what breaks the inputs, the weights or the
 * truth lowers quality by itself, by as much as that feature matters.
 */
export function infer(model: LabModel, conditions: Conditions, random: Random): Inference {
  const state = modelState(conditions, model.name);
  const segment = segmentOf(model, state, random);
  const redraws = random.uniform() < state.labelTilt ? redrawsMax : 0;
  let row = drawRow(model, { conditions, state, segment, random });
  for (let tries = 0; tries < redraws && row.truth !== wanted(model); tries += 1) {
    row = drawRow(model, { conditions, state, segment, random });
  }
  const isNew = state.version !== "" && random.uniform() < state.versionShare;
  const seen = model.features.map((feature, index) =>
    seenBy(model, feature, { conditions, state, segment, value: row.inputs[index] ?? 0, random }),
  );
  const scores = scoresOf(model, {
    inputs: seen.map(({ standardised }) => standardised),
    wrong: isNew ? state.weightNoise : 0,
    isBent: false,
  });
  const arrived: Record<string, number | string | null> = { country: segment.name };
  for (const { name, value } of seen) arrived[name] = value;
  return {
    version: isNew ? state.version : model.version,
    segment: segment.name,
    features: arrived,
    ...decide(model, scores, state.threshold),
    label: row.truth,
  };
}

/** The class that a tilt of the labels makes more common. */
function wanted(model: LabModel): string {
  return model.classes[model.task === "binary" ? 1 : 0] ?? "";
}

function segmentOf(model: LabModel, state: ModelState, random: Random): LabSegment {
  const last = model.segments.at(-1);
  if (last && random.uniform() < state.segmentShift) return last;
  let left = random.uniform();
  for (const segment of model.segments) {
    left -= segment.share;
    if (left < 0) return segment;
  }
  return last ?? { name: "", share: 1, offset: 0, strangeness: 0 };
}

interface Draw {
  readonly conditions: Conditions;
  readonly state: ModelState;
  readonly segment: LabSegment;
  readonly random: Random;
}

/** True inputs in deviations, and the truth that belongs to them. */
function drawRow(
  model: LabModel,
  { conditions, state, segment, random }: Draw,
): { readonly inputs: readonly number[]; readonly truth: string | number } {
  const inputs = model.features.map((feature) => {
    const { shift, onlySegment } = featureState(conditions, model.name, feature.name);
    const isMoved = onlySegment === "" || onlySegment === segment.name;
    return random.normal() + segment.offset + (isMoved ? shift : 0);
  });
  const scores = scoresOf(model, {
    inputs,
    wrong: Math.max(state.conceptTurn, segment.strangeness),
    isBent: true,
  }).map((score) => score + model.noise * random.normal());
  return { inputs, truth: decide(model, scores, 0).output };
}

/**
 * One score per class (a single one for two classes and for numbers). Weights that are wrong by a share
 * turn towards those of the neighbouring feature with the other sign.
 */
function scoresOf(
  model: LabModel,
  given: {
    readonly inputs: readonly number[];
    readonly wrong: number;
    /** The truth saturates away from the middle; a linear model does not know. */
    readonly isBent: boolean;
  },
): readonly number[] {
  const { inputs, wrong, isBent } = given;
  return model.biases.map((bias, at) => {
    let score = bias;
    for (const [index, { weights }] of model.features.entries()) {
      const other = model.features[(index + 1) % model.features.length]?.weights[at] ?? 0;
      const weight = (1 - wrong) * (weights[at] ?? 0) - wrong * other;
      const input = inputs[index] ?? 0;
      score += weight * (isBent ? 2.5 * Math.tanh(input / 2.5) : input);
    }
    return score;
  });
}

function decide(
  model: LabModel,
  scores: readonly number[],
  threshold: number,
): Pick<Inference, "output" | "scores"> {
  const first = scores[0] ?? 0;
  if (model.task === "regression") return { output: round(100 + 10 * first), scores: null };
  const [no = "", yes = ""] = model.classes;
  if (model.task === "binary") {
    const share = round(1 / (1 + Math.exp(-1.5 * first)));
    const scoresOut = { [no]: round(1 - share), [yes]: share };
    return { output: first + threshold > 0 ? yes : no, scores: scoresOut };
  }
  const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
  const named = model.classes.map(
    (name, index) => [name, round(Math.exp(scores[index] ?? 0) / total)] as const,
  );
  const best = named.toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? "";
  return { output: best, scores: Object.fromEntries(named) };
}

/** What the pipeline hands the model, and what is reported as the feature's value. */
function seenBy(
  model: LabModel,
  feature: LabFeature,
  given: Draw & { readonly value: number },
): { readonly name: string; readonly value: number | null; readonly standardised: number } {
  const { conditions, state, random } = given;
  const fault = featureState(conditions, model.name, feature.name);
  const { mean, deviation } = feature;
  const name = fault.renamed === "" ? feature.name : fault.renamed;
  let value = mean + deviation * given.value;
  if (random.uniform() < fault.nullShare) return { name, value: null, standardised: 0 };
  if (random.uniform() < fault.staleShare) value = mean + 0.3 * deviation;
  value *= fault.scale;
  if (state.skewed.includes(feature.name)) value = mean + 2.2 * (value - mean) + 1.5 * deviation;
  const standardised = fault.renamed === "" ? (value - mean) / deviation : 0;
  const cut = Math.max(-standardisedMax, Math.min(standardisedMax, standardised));
  return { name, value: round(value), standardised: cut };
}

/** Six significant digits, as a service would log. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
