import { describe, expect, it } from "vitest";
import { mersenneTwister } from "../../src/stats/mersenne-twister.ts";

// Values of numpy.random.RandomState, NumPy 1.24.
describe("mersenne twister", () => {
  it("draws what NumPy draws", () => {
    const stream = mersenneTwister(0);
    expect([stream.integer(100), stream.integer(100), stream.integer(7)]).toEqual([44, 47, 5]);
    expect([...stream.permutation(10)]).toEqual([4, 9, 2, 5, 6, 1, 7, 8, 3, 0]);
    expect(stream.integer(2_147_483_647)).toBe(1_277_901_399);
  });

  it("renews its state as NumPy does, for the largest seed and the largest range", () => {
    const stream = mersenneTwister(4_294_967_295);
    for (let drawn = 0; drawn < 1_000; drawn++) stream.integer(2 ** 32);
    expect(stream.integer(2 ** 32)).toBe(1_661_208_369);
  });

  it("draws nothing where there is one answer", () => {
    const stream = mersenneTwister(7);
    expect(stream.integer(1)).toBe(0);
    expect(stream.integer(2 ** 32)).toBe(mersenneTwister(7).integer(2 ** 32));
  });
});
