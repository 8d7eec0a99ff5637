import { expect, it } from "vitest";
import { searchOfAnswer, searchOfIds } from "../../../src/measure/text/answer-search.ts";

const documents = ["A road to Rome", "The capital of Norway: Oslo!", "奥斯陆是挪威的首都"].map(
  (content, place) => ({ id: `d${place}`, content }),
);

it("a document is relevant where it holds a short answer as words of its own", () => {
  const relevant = (answer: string) => searchOfAnswer(documents, answer)?.relevant;
  expect(relevant("Oslo.")).toEqual(["1"]);
  expect(relevant("the Rome")).toEqual(["0"]);
  expect(relevant("Os")).toEqual([]);
  expect(relevant("挪威")).toEqual(["2"]);
});

it("long answers, empty ones and documents without text say nothing of a search", () => {
  expect(searchOfAnswer(documents, "Oslo ".repeat(20))).toBeNull();
  expect(searchOfAnswer(documents, "the…")).not.toBeNull();
  expect(searchOfAnswer(documents, "!")).toBeNull();
  expect(searchOfAnswer([...documents, { id: "d3", content: "" }], "Oslo")).toBeNull();
});

it("ids that should be found are taken as they are; where nothing should, nothing is said", () => {
  expect(searchOfIds(documents, ["d1", "z"])).toEqual({
    retrieved: ["d0", "d1", "d2"],
    relevant: ["d1", "z"],
  });
  expect(searchOfIds(documents, [])).toBeNull();
});
