import { describe, expect, it } from "vitest";
import {
  askAll,
  goldenRows,
  readAnswer,
  requestOf,
} from "../../../src/measure/golden/golden-set.ts";
import { numberColumn, textColumn } from "../../../src/measure/public.ts";

const table = {
  rowCount: 4,
  columns: [
    textColumn("id", ["a", "b", "c", "d"]),
    numberColumn("age", [30, null, 50, 60]),
    textColumn("label", ["yes", "no", null, "no"]),
  ],
};
const special = { id: "id", time: null, prediction: null, score: null, label: "label" };

describe("goldenRows", () => {
  it("every row with a label is a question; its features are the columns without a role", () => {
    const rows = goldenRows(table, special, 10);
    expect(rows.map(({ id, label, features }) => [id, label, features])).toEqual([
      ["a", "yes", { age: 30 }],
      ["b", "no", { age: null }],
      ["d", "no", { age: 60 }],
    ]);
    expect(goldenRows(table, special, 1)).toHaveLength(1);
    expect(goldenRows(table, { ...special, label: null }, 10)).toEqual([]);
  });
});

describe("requestOf", () => {
  it("only texts that name the features or a column are replaced", () => {
    const [row] = goldenRows(table, special, 10);
    const template = { all: "$features", list: ["$age", "$id"], other: "$5 or $nothing", n: 1 };
    expect(row && requestOf(template, row)).toEqual({
      all: { age: 30 },
      list: [30, "a"],
      other: "$5 or $nothing",
      n: 1,
    });
  });
});

describe("readAnswer", () => {
  // Body, path → output and score.
  const cases = [
    ["yes", undefined, "yes", null],
    [3.5, undefined, 3.5, null],
    [{ prediction: "no", score: 0.2 }, undefined, "no", 0.2],
    [{ predictions: [7] }, undefined, 7, null],
    [{ choices: [{ message: { content: "Paris" } }] }, undefined, "Paris", null],
    [{ data: { y: [1, 2] } }, "data.y.1", 2, null],
    [{ unlike: 1 }, undefined, null, null],
    [null, "a.b", null, null],
  ] as const;
  for (const [body, path, output, score] of cases) {
    it(`${JSON.stringify(body)} at ${path ?? "the usual places"} is ${String(output)}`, () => {
      const found = readAnswer(body, path);
      expect([found.output, found.score]).toEqual([output, score]);
      expect(found.problem === "").toBe(output !== null);
    });
  }
});

describe("askAll", () => {
  const rows = goldenRows(table, special, 10);

  it("what a call throws is the answer's problem, and the others go on", async () => {
    const answers = await askAll(rows, {
      question: ({ id }) =>
        id === "b"
          ? Promise.reject(new Error("broken pipe"))
          : Promise.resolve({ output: id, score: null, problem: "" }),
      concurrency: 2,
      now: () => 0,
      deadline: 1,
    });
    expect(answers.map(({ output, problem }) => output ?? problem)).toEqual([
      "a",
      "broken pipe",
      "d",
    ]);
  });

  it("nothing is asked after the deadline", async () => {
    let now = 0;
    const answers = await askAll(rows, {
      question: () => {
        now += 10;
        return Promise.resolve({ output: 1, score: null, problem: "" });
      },
      concurrency: 1,
      now: () => now,
      deadline: 15,
    });
    expect(answers.map(({ ms }) => ms)).toEqual([10, 10]);
  });
});
