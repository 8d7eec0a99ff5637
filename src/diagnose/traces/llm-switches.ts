import type { LlmTally, LlmValue } from "./llm-tally.ts";

/** Something that calls to a language model are made or answered with, and were not before. */
export interface LlmSwitch {
  /** "served", or the name of a setting such as "gen_ai.request.max_tokens". */
  readonly name: string;
  /** The commonest value before. */
  readonly from: string;
  readonly to: string;
  /** Share of the calls with the new value, 0 to 1, before and since. */
  readonly shareBefore: number;
  readonly shareDuring: number;
}

// Fewer calls on a side tell nothing.
const callsMin = 20;
/** Share of the calls that a value must gain, as for versions of a model. */
const gainMin = 0.2;

/**
 * The models that providers answer with since and did not before: they may change behind one name, and tell nobody.
 * None where too few calls tell. Never throws.
 */
export function servedSwitches(before: LlmTally, during: LlmTally): readonly LlmSwitch[] {
  return switches(before.served, during.served);
}

/** The settings that calls ask with since and did not before. */
export function settingSwitches(before: LlmTally, during: LlmTally): readonly LlmSwitch[] {
  return switches(before.settings, during.settings);
}

function switches(before: readonly LlmValue[], during: readonly LlmValue[]): readonly LlmSwitch[] {
  return during.flatMap(({ name, value, share, of }) => {
    const earlier = before.filter((each) => each.name === name);
    const commonest = earlier[0];
    if (!commonest || commonest.of < callsMin || of < callsMin) return [];
    const shareBefore = earlier.find((each) => each.value === value)?.share ?? 0;
    if (share - shareBefore < gainMin) return [];
    return [{ name, from: commonest.value, to: value, shareBefore, shareDuring: share }];
  });
}
