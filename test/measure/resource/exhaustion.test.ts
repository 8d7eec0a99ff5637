import { describe, expect, it } from "vitest";
import { forecastExhaustion } from "../../../src/measure/resource/exhaustion.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const minute = 60_000;
const values = [0.1, 0.13, 0.15, 0.14, 0.19, 0.2, 0.18, 0.24, 0.26, 0.25, 0.3, 0.33];
const times = values.map((_, index) => index * minute);

describe("forecastExhaustion", () => {
  it("slope and interval are those of SciPy's theilslopes", () => {
    const found = forecastExhaustion({ times, values, limit: 1 });
    // scipy.stats.theilslopes(values, times, 0.95) of SciPy 1.10.1, then the line's level at the last time.
    expect(found?.slope).toBeCloseTo(3.3333333333333325e-7, 15);
    expect(found?.at).toBeCloseTo(2_700_000, 3);
    expect(found?.earliest).toBeCloseTo(2_473_333.3333333335, 3);
    expect(found?.latest).toBeCloseTo(3_108_000, 3);
  });

  it("what does not fill, falls, is full or has few values has no date", () => {
    const random = seededRandom(5);
    const noise = Array.from({ length: 200 }, () => 0.5 + 0.01 * random.normal());
    const minutes = noise.map((_, index) => index * minute);
    expect(forecastExhaustion({ times: minutes, values: noise, limit: 1 })).toBeUndefined();
    expect(forecastExhaustion({ times, values: values.toReversed(), limit: 1 })).toBeUndefined();
    expect(forecastExhaustion({ times, values, limit: 0.3 })).toBeUndefined();
    expect(
      forecastExhaustion({ times: times.slice(5), values: values.slice(5), limit: 1 }),
    ).toBeUndefined();
    expect(forecastExhaustion({ times: [], values: [], limit: 1 })).toBeUndefined();
  });

  it("bursts and gaps do not bend the line", () => {
    const long = Array.from({ length: 600 }, (_, index) => 0.2 + index / 2_000);
    const minutes = long.map((_, index) => index * minute);
    const bent = long.map((value, index) =>
      index % 10 === 3 ? 1 : index % 10 === 7 ? NaN : value,
    );
    const found = forecastExhaustion({ times: minutes, values: bent, limit: 1 });
    // 0.2 + index / 2000 reaches 1 at index 1600.
    expect(found?.at).toBeCloseTo(1_600 * minute, -6);
  });
});
