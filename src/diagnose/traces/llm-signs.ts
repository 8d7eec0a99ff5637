import type { LlmNumber, LlmShare, LlmTally } from "./llm-tally.ts";

/** Something that the calls to a language model do otherwise since the onset. */
export type LlmSign = {
  /** Standard errors, positive. */
  readonly z: number;
  readonly before: number;
  readonly after: number;
} & (
  | { readonly kind: "refusals" | "cut-short"; readonly rows: number }
  | { readonly kind: "context-full"; readonly tokens: number }
  | { readonly kind: "tool-errors"; readonly tool: string; readonly sample: string }
  | { readonly kind: "prompt-tokens" | "answer-tokens" | "loops" }
);

// Fewer calls on a side tell nothing.
const rowsMin = 20;
const zMin = 3;
const riseMin = 0.1;
/** Times as many tokens, or calls of a trace, as before: prompts of two days differ by a quarter. */
const timesMin = 2;
/** Share of the usual fit of what is retrieved that must be lost. */
const lossMin = 0.1;
const lossZMin = 4;
/** Share of prompts that must end at one length; a context of its own fits fewer than the rest. */
const fullShareMin = 0.2;
const fullShareMax = 0.95;

/**
 * What the calls since the onset do otherwise than those before, the clearest first: more refusals, answers cut
 * short, prompts that end at one length, tools that fail, token counts and calls per trace that at least double. None
 * where too few calls are known on either side. Cost O(tools squared). Never throws.
 */
export function llmSigns(before: LlmTally, during: LlmTally): readonly LlmSign[] {
  const found: LlmSign[] = [];
  const rows = during.calls;
  const refusals = risen(before.refusals, during.refusals);
  if (refusals) found.push({ kind: "refusals", rows, ...refusals });
  const cut = risen(before.cutShort, during.cutShort);
  if (cut) found.push({ kind: "cut-short", rows, ...cut });
  const full = risen(before.nearLongest, during.nearLongest);
  if (full && full.after >= fullShareMin && full.after <= fullShareMax) {
    found.push({ kind: "context-full", tokens: during.longestPrompt, ...full });
  }
  for (const { name: tool, errors, sample } of during.tools) {
    const earlier = before.tools.find(({ name }) => name === tool)?.errors ?? { seen: 0, of: 0 };
    const failing = risen(earlier, errors);
    if (failing) found.push({ kind: "tool-errors", tool, sample, ...failing });
  }
  const grown = [
    ["prompt-tokens", before.inputTokens, during.inputTokens],
    ["answer-tokens", before.outputTokens, during.outputTokens],
    ["loops", before.callsPerTrace, during.callsPerTrace],
  ] as const;
  for (const [kind, earlier, later] of grown) {
    const change = moved(earlier, later);
    if (change && change.after >= timesMin * change.before && change.z >= zMin)
      found.push({ kind, ...change });
  }
  return found.toSorted((a, b) => b.z - a.z);
}

/** How much worse what is retrieved fits: a tenth of the usual fit at least, `z` negative; undefined where not worse. */
export function retrievalLoss(before: LlmTally, during: LlmTally): Change | undefined {
  const change = moved(before.retrievalScore, during.retrievalScore);
  if (!change || change.before <= 0 || change.z > -lossZMin) return undefined;
  return change.after <= (1 - lossMin) * change.before ? change : undefined;
}

type Change = Pick<LlmSign, "z" | "before" | "after">;

/** A share that rose by a tenth at least; two of each kind are added to both sides (Agresti and Coull). */
function risen(before: LlmShare, during: LlmShare): Change | undefined {
  if (before.of < rowsMin || during.of < rowsMin) return undefined;
  const from = before.seen / before.of;
  const to = during.seen / during.of;
  const noise = Math.hypot(shareNoise(before), shareNoise(during));
  const z = (to - from) / noise;
  return z >= zMin && to - from >= riseMin ? { z, before: from, after: to } : undefined;
}

function shareNoise({ seen, of }: LlmShare): number {
  const share = (seen + 2) / (of + 4);
  return Math.sqrt((share * (1 - share)) / (of + 4));
}

function moved(before: LlmNumber, during: LlmNumber): Change | undefined {
  if (before.count < rowsMin || during.count < rowsMin) return undefined;
  const noise = Math.hypot(errorOf(before), errorOf(during));
  // Numbers that never vary are known to a hundredth.
  const floor = Math.max(noise, 0.01 * Math.abs(before.mean), 1e-9);
  return { z: (during.mean - before.mean) / floor, before: before.mean, after: during.mean };
}

function errorOf({ count, deviation }: LlmNumber): number {
  return deviation / Math.sqrt(count);
}
