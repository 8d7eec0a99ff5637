import { describe, expect, it } from "vitest";
import { compareGeneratedTexts } from "../../../bench/measure/text-parity.ts";

// The first of the cases that `npm run bench -- measure --only text` runs in full: all kinds of text with
// most settings; the answers were made by bench/measure/text-parity.py.
const found = compareGeneratedTexts(48);

describe("texts score as sacreBLEU, rouge_score, jiwer and SQuAD's script score them, to 1e-9", () => {
  it.each(found.map((one) => [one.name, one] as const))("%s", (_, { cases, failures }) => {
    expect(cases).toBe(48);
    expect(failures).toEqual([]);
  });
});
