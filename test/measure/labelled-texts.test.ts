import { expect, it } from "vitest";
import { measures } from "../../src/measure/catalog.ts";
import { measureAll } from "../../src/measure/table.ts";
import { corpusBleu } from "../../src/measure/text/bleu.ts";
import { corpusChrf } from "../../src/measure/text/chrf.ts";
import { textLikeness } from "../../src/measure/text/text-likeness.ts";
import { emptyRows, plainContext } from "./summary-rows.ts";

const own = measures.filter(({ needs }) => needs === "judged-outputs");

type Pairs = readonly (readonly [answer: string, wanted: string])[];

/** measure → value, count and standard error over these answers. */
function measured(pairs: Pairs) {
  const texts = pairs.map(([answer, wanted]) => textLikeness(answer, wanted));
  const summary = {
    ...emptyRows["judged-outputs"],
    predictions: 2 * pairs.length,
    labelled: pairs.length,
    texts,
  };
  const found = measureAll({ "judged-outputs": [summary] }, plainContext, { measures: own });
  return new Map(
    found.map(({ measure, value, count, standardError }) => [
      measure,
      [value, count, standardError],
    ]),
  );
}

const english: Pairs = [
  ["The cat sat on the mat.", "a cat sat on the mat"],
  ["It rained all day long in Paris", "It rained in Paris all day"],
  ["no idea", "The train leaves at nine from platform four"],
];
const pairsOf = (pairs: Pairs) =>
  pairs.map(([hypothesis, reference]) => ({ hypothesis, references: [reference] }));

it("answers in words are measured by five scores, each with its count and error, and by nothing else", () => {
  const found = measured(english);
  expect([...found.keys()]).toEqual(["exact-match", "token-f1", "rouge-l", "bleu", "chrf"]);
  expect(found.get("exact-match")).toEqual([1 / 3, 3, expect.closeTo(Math.sqrt(2 / 27), 12)]);
  // Six of seven and six words shared: 2 · 6 / 13.
  expect(found.get("token-f1")?.[0]).toBeCloseTo((1 + 12 / 13) / 3, 12);
  expect(found.get("rouge-l")?.slice(1)).toEqual([3, expect.any(Number)]);
  expect(found.get("bleu")?.[0]).toBeCloseTo(corpusBleu(pairsOf(english)).score, 10);
  expect(found.get("chrf")?.[0]).toBeCloseTo(corpusChrf(pairsOf(english)), 10);
});

it("the error of BLEU is that of leaving out each answer in turn", () => {
  const scores = english.map(
    (_, left) => corpusBleu(pairsOf(english.filter((__, index) => index !== left))).score,
  );
  const mean = scores.reduce((sum, score) => sum + score, 0) / 3;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  expect(measured(english).get("bleu")?.[2]).toBeCloseTo(Math.sqrt((2 / 3) * squares), 10);
});

it("one answer has no error, and what cannot be counted is undefined", () => {
  expect(measured([["yes", "yes"]]).get("token-f1")).toEqual([1, 1, null]);
  expect(measured([["yes", "yes"]]).get("chrf")).toEqual([100, 1, null]);
  const chinese = measured([
    ["今天天气很好", "今天天气很好"],
    ["明天可能下雨", "明天大概会下雨"],
  ]);
  // ROUGE knows Latin letters and digits only.
  expect(chinese.get("rouge-l")).toEqual([null, 0, null]);
  expect(chinese.get("exact-match")?.[0]).toBe(0.5);
  const zh = [
    { hypothesis: "今天天气很好", references: ["今天天气很好"] },
    { hypothesis: "明天可能下雨", references: ["明天大概会下雨"] },
  ];
  expect(chinese.get("bleu")?.[0]).toBeCloseTo(corpusBleu(zh, { tokenizer: "zh" }).score, 10);
  expect(measured([["", "..."]]).get("bleu")?.[0]).toBe(0);
});

it("long texts count with their start, and cost no more than it", () => {
  const long = "a b ".repeat(100_000);
  const began = performance.now();
  expect(textLikeness(long, `${long}c`)).toMatchObject({ exactMatch: 1, rougeL: 1 });
  expect(performance.now() - began).toBeLessThan(2_000);
});
