import { describe, expect, it } from "vitest";
import {
  fitBank,
  newNeighbourBank,
  novelty,
  noveltyParts,
  offerWindow,
} from "../../../src/detect/group/neighbour-bank.ts";

/** Windows of two rows and one channel whose first feature counts up and whose others are 0. */
function counting(windows: number, capacity: number) {
  const bank = newNeighbourBank({ size: 2, capacity, channels: 1 });
  for (let window = 0; window < windows; window++) {
    offerWindow(bank, Float32Array.of(window % 10, 0, 0, 0, 0, 0, 0), window);
  }
  fitBank(bank, new Float64Array(7).fill(1));
  return bank;
}

describe("the bank of windows", () => {
  it("halves itself when full and reaches back to the start", () => {
    const bank = counting(100, 16);
    expect(bank.count).toBeLessThanOrEqual(16);
    expect(bank.count).toBeGreaterThanOrEqual(8);
    expect(bank.stride).toBe(8);
    expect(bank.ends[0]).toBe(0);
  });

  it("scales by mean and deviation, and a far value is ten deviations at most", () => {
    const bank = counting(100, 200);
    // 0 to 9, ten times: mean 4.5, deviation √8.25.
    expect(bank.mean[0]).toBeCloseTo(4.5, 5);
    expect(bank.spread[0]).toBeCloseTo(Math.sqrt(8.25), 5);
    // Every window has equals that share no row with it.
    expect(bank.middle).toBe(0);
    const far = Float32Array.of(1e20, 0, 0, 0, 0, 0, 0);
    const farther = Float32Array.of(1e30, 0, 0, 0, 0, 0, 0);
    expect(novelty(bank, far, 200)).toBe(novelty(bank, farther, 200));
    expect(novelty(bank, Float32Array.of(4, 0, 0, 0, 0, 0, 0), 200)).toBe(0);
  });

  it("its own rows are no neighbours of a window, so a first occurrence is new", () => {
    const bank = newNeighbourBank({ size: 4, capacity: 50, channels: 2 });
    for (let window = 0; window < 20; window++) offerWindow(bank, new Float32Array(14), window);
    const odd = new Float32Array(14);
    odd[8] = 5;
    for (let window = 20; window < 24; window++) offerWindow(bank, odd, window);
    fitBank(bank, new Float64Array(14).fill(0.5));
    expect(novelty(bank, odd, 22)).toBeGreaterThan(0);
    expect([...noveltyParts(bank, odd, 22)]).toEqual([0, 1]);
    expect(novelty(bank, odd, 40)).toBe(0);
  });
});
