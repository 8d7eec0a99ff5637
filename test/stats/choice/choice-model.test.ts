import { describe, expect, it } from "vitest";
import {
  type Choices,
  type ChoiceWeights,
  fitChoices,
  scoreChoices,
} from "../../../src/stats/choice/choice-model.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const kinds = 3;
const features = 6;

/** 120 groups of four alternatives with six random features; the taken one and its kind follow hidden weights. */
function drawn(): Choices {
  const random = seededRandom("choices");
  const hidden = Float64Array.from({ length: (kinds + 1) * features }, () => random.normal());
  const [groupCount, size] = [120, 4];
  const rows = {
    from: Int32Array.from({ length: groupCount * size + 1 }, (_, row) => row * features),
    features: Int32Array.from({ length: groupCount * size * features }, (_, at) => at % features),
    values: Float64Array.from({ length: groupCount * size * features }, () => random.normal()),
  };
  const scores = scoreChoices(rows, { features, kinds, weights: hidden });
  const gumbels = scores.map((score) => score - Math.log(-Math.log(random.uniform())));
  const taken = Array.from({ length: groupCount }, (_, group) => {
    const own = gumbels.subarray(group * size * kinds, (group + 1) * size * kinds);
    return group * size * kinds + own.indexOf(Math.max(...own));
  });
  return {
    rows,
    groups: Int32Array.from({ length: groupCount + 1 }, (_, group) => group * size),
    chosen: Int32Array.from(taken, (index) => Math.floor(index / kinds)),
    kind: Int32Array.from(taken, (index) => index % kinds),
  };
}

/** What is made as small as can be, written out plainly. */
function lossOf(choices: Choices, model: ChoiceWeights): number {
  const scores = scoreChoices(choices.rows, model);
  let loss = model.weights.reduce((total, weight) => total + 0.5 * weight * weight, 0);
  choices.chosen.forEach((row, group) => {
    const own = scores.slice(choices.groups[group]! * kinds, choices.groups[group + 1]! * kinds);
    const all = own.reduce((total, score) => total + Math.exp(score), 0);
    loss += Math.log(all) - scores[row * kinds + choices.kind[group]!]!;
  });
  return loss;
}

describe("a choice model", () => {
  it("ends where a step of 0.1 along any weight is worse", () => {
    const choices = drawn();
    const options = { features, kinds, penaltyShared: 1, penaltyOwn: 1, iterationsMax: 300 };
    const model = fitChoices(choices, options);
    const loss = lossOf(choices, model);
    model.weights.forEach((_, place) => {
      for (const step of [-0.1, 0.1]) {
        const weights = model.weights.slice();
        weights[place]! += step;
        expect(lossOf(choices, { ...model, weights })).toBeGreaterThan(loss);
      }
    });
  });
});
