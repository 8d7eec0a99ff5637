import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactMatch, plainAnswer, tokenOverlap } from "../../../src/measure/text/answer-match.ts";
import { bleuTokens, bleuTokenizers } from "../../../src/measure/text/bleu-tokens.ts";
import { corpusBleu, sentenceBleu } from "../../../src/measure/text/bleu.ts";
import { corpusChrf, sentenceChrf } from "../../../src/measure/text/chrf.ts";
import { characterErrorRate, wordErrors } from "../../../src/measure/text/edit-rate.ts";
import { porterStem } from "../../../src/measure/text/porter-stem.ts";
import { rougeL, rougeLsum, rougeN } from "../../../src/measure/text/rouge.ts";
import { corpusTer, sentenceTer } from "../../../src/measure/text/ter.ts";

// The example of sacreBLEU's README (Apache-2.0) with the scores printed there and in its tests.
const readme = [
  ["The dog bit the man.", "The dog bit the man.", "The dog had bit the man."],
  ["It wasn't surprising.", "It was not unexpected.", "No one was surprised."],
  ["The man had just bitten him.", "The man bit him first.", "The man had bitten the dog."],
].map(([hypothesis = "", ...references]) => ({ hypothesis, references }));

describe("BLEU, chrF and TER", () => {
  it("agree with the scores that sacreBLEU prints for its example", () => {
    const bleu = corpusBleu(readme);
    expect(bleu.score).toBeCloseTo(48.530827, 6);
    expect(bleu.signature).toBe("nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0");
    expect(corpusChrf(readme)).toBeCloseTo(59.73, 2);
    expect(corpusTer(readme)).toMatchObject({ score: 40 });
  });

  it("a shift costs one edit, whatever its length", () => {
    const pair = { hypothesis: "c d e a b", references: ["a b c d e"] };
    expect(sentenceTer(pair).edits).toBe(1);
  });

  it("marks, numbers and characters are cut as the tokenisers' names say", () => {
    const text = "It’s 3.5%, isn't it? 模型好";
    expect(bleuTokens(text, "13a").join(" ")).toBe("It’s 3.5 % , isn't it ? 模型好");
    expect(bleuTokens(text, "intl").join(" ")).toBe("It ’ s 3.5 % , isn ' t it ? 模型好");
    expect(bleuTokens(text, "zh").join(" ")).toBe("It ’ s 3.5 % , isn't it ? 模 型 好");
    expect(bleuTokens("a b", "char")).toEqual(["a", "b"]);
    expect(bleuTokens(text, "none")).toEqual(text.split(" "));
  });

  it("a text is perfectly like itself, and no score leaves its bounds", () => {
    const texts = fc.array(fc.constantFrom("the", "cat", "sat", "4.5", "ü!", "好"), {
      minLength: 4,
      maxLength: 20,
    });
    fc.assert(
      fc.property(texts, texts, fc.constantFrom(...bleuTokenizers), (own, other, tokenizer) => {
        const hypothesis = own.join(" ");
        const same = { hypothesis, references: [hypothesis] };
        expect(sentenceBleu(same, { tokenizer }).score).toBeCloseTo(100, 9);
        expect(sentenceChrf(same, { words: 2 })).toBeCloseTo(100, 9);
        expect(sentenceTer(same).score).toBe(0);
        const pair = { hypothesis, references: [other.join(" ")] };
        for (const score of [sentenceBleu(pair, { tokenizer }).score, sentenceChrf(pair)]) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThan(100 + 1e-9);
        }
        expect(sentenceTer(pair).edits).toBeLessThanOrEqual(Math.max(own.length, other.length));
      }),
      { numRuns: 100 },
    );
  });

  it("nothing against something is 0, and every edit against nothing", () => {
    expect(sentenceBleu({ hypothesis: "", references: ["a"] }).score).toBe(0);
    expect(sentenceChrf({ hypothesis: "a", references: [""] })).toBe(0);
    expect(sentenceTer({ hypothesis: "a b", references: [""] })).toMatchObject({
      score: 100,
      edits: 2,
    });
    expect(corpusBleu([]).score).toBe(0);
  });
});

describe("ROUGE", () => {
  const pair = {
    hypothesis: "the cat was under the bed",
    reference: "the cat was found under the bed",
  };

  it("counts words, pairs of words and the longest common run (Lin 2004, by hand)", () => {
    expect(rougeN(pair, { n: 1 })).toMatchObject({ precision: 1, recall: 6 / 7 });
    expect(rougeN(pair, { n: 2 })).toMatchObject({ precision: 4 / 5, recall: 4 / 6 });
    expect(rougeL(pair)).toMatchObject({ precision: 1, recall: 6 / 7 });
  });

  it("takes lines for sentences and counts no word twice", () => {
    const lines = { hypothesis: "a b\na b", reference: "a b\nc d" };
    expect(rougeLsum(lines)).toMatchObject({ precision: 2 / 4, recall: 2 / 4 });
  });

  it("stems words of more than three letters only", () => {
    const stemmed = { hypothesis: "dogs running was", reference: "dog run wa" };
    expect(rougeN(stemmed, { n: 1, stem: true }).recall).toBeCloseTo(2 / 3, 12);
  });

  it("of nothing is 0", () => {
    expect(rougeLsum({ hypothesis: "", reference: "a" })).toEqual({
      precision: 0,
      recall: 0,
      f1: 0,
    });
  });
});

describe("porterStem", () => {
  // Porter 1980 gives these words and stems; the last lines are NLTK's own cases.
  it.each([
    ["caresses", "caress"],
    ["ponies", "poni"],
    ["plastered", "plaster"],
    ["motoring", "motor"],
    ["hopping", "hop"],
    ["filing", "file"],
    ["conditional", "condit"],
    ["digitizer", "digit"],
    ["triplicate", "triplic"],
    ["electriciti", "electr"],
    ["adjustment", "adjust"],
    ["adoption", "adopt"],
    ["controll", "control"],
    ["dies", "die"],
    ["skies", "sky"],
    ["enjoy", "enjoy"],
    ["happy", "happi"],
  ])("%s becomes %s", (word, stem) => {
    expect(porterStem(word)).toBe(stem);
  });
});

describe("answers", () => {
  it("match without case, punctuation, articles and blanks (SQuAD 1.1)", () => {
    expect(plainAnswer("The  U.S.A., an  answer")).toBe("usa answer");
    expect(exactMatch({ hypothesis: "A cat.", reference: "the Cat" })).toBe(1);
    expect(tokenOverlap({ hypothesis: "a big cat", reference: "cat" }).f1).toBeCloseTo(2 / 3, 12);
    expect(tokenOverlap({ hypothesis: "", reference: "" }).f1).toBe(0);
  });

  it("articles are words of their own, also beside letters beyond ASCII", () => {
    expect(plainAnswer("über the aß")).toBe("über aß");
  });
});

describe("word errors", () => {
  // From jiwer's documentation and tests (Apache-2.0).
  it.each([
    ["This is a test", "This test", 0.5, 0.5, 0.5],
    ["X Y X", "X Z", 2 / 3, 2 / 3, 5 / 6],
    ["X", "X X Y Y", 3, 0.75, 0.75],
  ])("%s against %s", (reference, hypothesis, wer, mer, wil) => {
    const errors = wordErrors([{ hypothesis, reference }]);
    expect(errors.wordErrorRate).toBeCloseTo(wer, 12);
    expect(errors.matchErrorRate).toBeCloseTo(mer, 12);
    expect(errors.wordInformationLost).toBeCloseTo(wil, 12);
  });

  it("against nothing there is no rate", () => {
    expect(wordErrors([{ hypothesis: "a", reference: "" }]).wordErrorRate).toBeNaN();
    expect(characterErrorRate([{ hypothesis: "kitten", reference: "sitting" }])).toBeCloseTo(
      3 / 7,
      12,
    );
  });
});
