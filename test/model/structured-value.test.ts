import { describe, expect, it } from "vitest";
import {
  kindOf,
  readStructuredLabel,
  readStructuredOutput,
  structuredLabelOf,
  structuredOutputOf,
  structuredText,
} from "../../src/model/structured-value.ts";

const output = (value: { readonly [name: string]: unknown }) => {
  const kind = kindOf(value);
  if (kind === null) throw new Error("no kind");
  return readStructuredOutput(value, kind);
};
const label = (value: { readonly [name: string]: unknown }) => {
  const kind = kindOf(value);
  if (kind === null) throw new Error("no kind");
  return readStructuredLabel(value, kind);
};

describe("outputs of a kind", () => {
  const box = { class: "car", score: 0.9, box: [1, 2, 3, 4] };
  it.each([
    { kind: "ranking", items: ["a", "b"] },
    { kind: "ranking", items: ["a"], groups: ["x"], popularity: [0.5], catalog: 9 },
    { kind: "detection", boxes: [] },
    { kind: "detection", boxes: [box, { ...box, frame: "7" }] },
    { kind: "forecast", values: [1, 2], low: [0, 1], high: [2, 3], history: [1], season: 1 },
    { kind: "survival", risk: -2 },
    { kind: "survival", survival: { "1.5": 0.9, "3": 0 } },
  ])("are kept as they are: %j", (value) => {
    expect(output(value)).toEqual(value);
    expect(structuredOutputOf(structuredText(output(value)))).toEqual(value);
  });

  it("begin with their kind, and keep nothing that is not theirs", () => {
    const told = output({ items: [7, "b"], note: "private", kind: "ranking" });
    expect(structuredText(told)).toBe('{"kind":"ranking","items":["7","b"]}');
  });

  it.each([
    [{ kind: "ranking" }, "items must be a list, got nothing"],
    [{ kind: "ranking", items: [] }, "items must be a list of 1 to 1000, got a list of 0"],
    [{ kind: "ranking", items: ["a", ""] }, "items[1] must be a text"],
    [{ kind: "ranking", items: ["a", "a"] }, "items must be each item once"],
    [{ kind: "ranking", items: ["a", "b"], groups: ["x"] }, "groups must be a list of 2"],
    [
      { kind: "ranking", items: ["a"], popularity: [2] },
      "popularity[0] must be from 0 to 1, got 2",
    ],
    [
      { kind: "ranking", items: ["a", "b"], catalog: 1 },
      "catalog must be a whole number of at least 2",
    ],
    [{ kind: "detection", boxes: {} }, "boxes must be a list"],
    [
      { kind: "detection", boxes: [{ ...box, box: [1, 2, 3] }] },
      "boxes[0].box must be a list of 4",
    ],
    [{ kind: "detection", boxes: [{ ...box, box: [3, 2, 1, 4] }] }, "left ≤ right"],
    [
      { kind: "detection", boxes: [{ ...box, score: null }] },
      "boxes[0].score must be a number, got null",
    ],
    [{ kind: "forecast", values: ["1"] }, "values[0] must be a number, got a string"],
    [{ kind: "forecast", values: [1, 2], low: [1] }, "low must be a list of 2, got a list of 1"],
    [{ kind: "forecast", values: [1], season: 0.5 }, "season must be a whole number of at least 1"],
    [{ kind: "survival" }, "risk must be a number (or survival, or both), got nothing"],
    [{ kind: "survival", survival: { soon: 0.5 } }, "survival.soon must be a time of at least 0"],
    [{ kind: "survival", survival: { "3": 1.5 } }, "survival.3 must be from 0 to 1, got 1.5"],
  ])("are refused with what is wrong: %j", (value, message) => {
    expect(() => output(value)).toThrow(message);
    expect(structuredOutputOf(JSON.stringify(value))).toBeNull();
  });

  it("say so; nothing else is one", () => {
    const others = [null, 7, "x", [], {}, { kind: "cat" }, { kind: 1 }];
    expect(others.map(kindOf)).toEqual(others.map(() => null));
    expect(structuredOutputOf('{"kind":"ranking", half')).toBeNull();
  });
});

describe("labels of a kind", () => {
  it.each([
    [
      { kind: "ranking", relevant: ["a", "b"] },
      { kind: "ranking", relevant: { a: 1, b: 1 } },
    ],
    [
      { kind: "ranking", relevant: [] },
      { kind: "ranking", relevant: {} },
    ],
    [
      { kind: "forecast", values: [1, null] },
      { kind: "forecast", values: [1, null] },
    ],
    [
      { kind: "detection", boxes: [{ class: 1, box: [0, 0, 1, 1], score: 1 }] },
      { kind: "detection", boxes: [{ class: "1", box: [0, 0, 1, 1] }] },
    ],
    [
      { kind: "survival", time: 0, event: false },
      { kind: "survival", time: 0, event: false },
    ],
  ])("%j is kept as %j", (value, kept) => {
    expect(label(value)).toEqual(kept);
    expect(structuredLabelOf(structuredText(label(value)))).toEqual(kept);
  });

  it.each([
    [{ kind: "ranking", relevant: { a: -1 } }, "relevant.a must be at least 0, got -1"],
    [{ kind: "ranking", relevant: "a" }, "relevant must be an object of numbers, got a string"],
    [{ kind: "survival", time: -1, event: true }, "time must be at least 0, got -1"],
    [{ kind: "survival", time: 1, event: 1 }, "event must be true or false, got 1"],
  ])("are refused with what is wrong: %j", (value, message) => {
    expect(() => label(value)).toThrow(message);
  });
});
