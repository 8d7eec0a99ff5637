import { describe, expect, it } from "vitest";
import { packFloats, unpackFloats } from "../../../src/detect/group/packed-floats.ts";
import { windowFeatures } from "../../../src/detect/group/window-features.ts";
import { seededRandom } from "../../../src/stats/random.ts";

describe("the features of a window", () => {
  it("are mean, deviation, minimum, maximum, slope times length, mean and largest step", () => {
    const features = new Float32Array(9);
    windowFeatures(Float64Array.of(9, 3, 1, 4, 1, 5, 9), 1, 5, features, 1);
    // NumPy 1.24 on [3, 1, 4, 1, 5]: mean, std, min, max, polyfit(…, 1)[0] · 5, |diff| mean and max.
    const expected = [0, 2.8, 1.6, 1, 5, 2, 3, 4, 0];
    expected.forEach((value, index) => expect(features[index]).toBeCloseTo(value, 5));
  });

  it("a constant window has no spread, slope or step, at any level", () => {
    const features = new Float32Array(7);
    windowFeatures(new Float64Array(64).fill(1e9), 0, 64, features, 0);
    expect([...features]).toEqual([1e9, 0, 1e9, 1e9, 0, 0, 0]);
  });
});

describe("packed numbers", () => {
  it("come back bit by bit, and are base64 of little-endian bytes", () => {
    const random = seededRandom(1);
    for (const length of [0, 1, 2, 3, 50]) {
      const values = Float32Array.from({ length }, () => Math.exp(30 * random.normal()));
      expect(unpackFloats(packFloats(values))).toEqual(values);
      expect(packFloats(values)).toBe(Buffer.from(values.buffer).toString("base64"));
    }
  });
});
