import { describe, expect, it } from "vitest";
import { counterRate, type CounterReading } from "../../src/detect/counter-rates.ts";

describe("the rate of a counter", () => {
  it.each<[string, CounterReading | null, CounterReading, number]>([
    ["rises", { time: 0, value: 100 }, { time: 10_000, value: 150 }, 5],
    ["stands", { time: 0, value: 100 }, { time: 10_000, value: 100 }, 0],
    ["began anew from 0", { time: 0, value: 100 }, { time: 10_000, value: 30 }, 3],
    ["has irregular steps", { time: 0, value: 0 }, { time: 500, value: 1 }, 2],
    ["has no earlier reading", null, { time: 0, value: 1 }, Number.NaN],
    ["has a gap", { time: 0, value: Number.NaN }, { time: 1, value: 1 }, Number.NaN],
    ["is no counter", { time: 0, value: 1 }, { time: 1, value: -1 }, Number.NaN],
    ["is read twice at once", { time: 5, value: 1 }, { time: 5, value: 2 }, Number.NaN],
  ])("that %s", (_, before, now, rate) => {
    expect(counterRate(before, now)).toBe(rate);
  });
});
