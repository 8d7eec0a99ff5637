import { describe, expect, it } from "vitest";
import { peopleAgreement, yesOrNo } from "../../../src/measure/judge/people-agreement.ts";

describe("peopleAgreement", () => {
  it("is the share agreed and Cohen's kappa", () => {
    // Both yes 20, only the judge 5, only the person 10, both no 15: chance agrees on 0.5 · 0.6 + 0.5 · 0.4,
    // so kappa = (0.7 - 0.5) / (1 - 0.5).
    const pairs = [
      ...Array.from({ length: 20 }, () => ({ judge: true, person: true })),
      ...Array.from({ length: 5 }, () => ({ judge: true, person: false })),
      ...Array.from({ length: 10 }, () => ({ judge: false, person: true })),
      ...Array.from({ length: 15 }, () => ({ judge: false, person: false })),
    ];
    const { people, agreed, kappa } = peopleAgreement(pairs);
    expect(people).toBe(50);
    expect(agreed.value).toBe(0.7);
    expect(kappa.value).toBeCloseTo(0.4, 12);
  });

  it("of nothing is undefined", () => {
    const { people, agreed, kappa } = peopleAgreement([]);
    expect(people).toBe(0);
    expect([agreed.value, kappa.value]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe("yesOrNo", () => {
  it.each([
    [true, true],
    [1, true],
    [0, false],
    [-1, false],
    [4, null],
    [Number.NaN, null],
    ["Good", true],
    ["down", false],
    ["", null],
    ["perhaps", null],
  ])("%j is %j", (verdict, expected) => {
    expect(yesOrNo(verdict)).toBe(expected);
  });
});
