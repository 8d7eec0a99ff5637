import { seededRandom } from "../stats/random.ts";
import type { Conditions } from "./conditions.ts";
import { infer } from "./inference.ts";
import type { LabModel } from "./lab-system.ts";

/** Rows that a trial looks at: enough to see a loss of a few percent. */
const trialRows = 600;
/** Loss of accuracy, growth of the squared error, and change of an output's share that people feel. */
const accuracyLossMin = 0.06;
const errorGrowthMin = 1.4;
const shareChangeMin = 0.15;

/**
 * Whether a model with features does worse under these conditions, or answers otherwise, so that an alarm
 * could tell. A fault that nobody feels is no incident and is drawn again.
 */
export function isFelt(model: LabModel, usual: Conditions, now: Conditions): boolean {
  const before = trial(model, usual);
  const during = trial(model, now);
  return (
    before.accuracy - during.accuracy >= accuracyLossMin ||
    during.squaredError >= errorGrowthMin * before.squaredError ||
    Math.abs(during.firstShare - before.firstShare) >= shareChangeMin
  );
}

interface Trial {
  /** Share of right outputs, 0 to 1; 0 for numbers. */
  readonly accuracy: number;
  /** Mean squared error; 0 for classes. */
  readonly squaredError: number;
  /** Share of outputs that are the first class, 0 to 1. */
  readonly firstShare: number;
}

function trial(model: LabModel, conditions: Conditions): Trial {
  const random = seededRandom(`trial/${model.name}`);
  let hits = 0;
  let squares = 0;
  let first = 0;
  for (let row = 0; row < trialRows; row += 1) {
    const { output, label } = infer(model, conditions, random);
    if (typeof output === "number" && typeof label === "number") squares += (output - label) ** 2;
    else if (output === label) hits += 1;
    if (output === model.classes[0]) first += 1;
  }
  return {
    accuracy: hits / trialRows,
    squaredError: squares / trialRows,
    firstShare: first / trialRows,
  };
}
