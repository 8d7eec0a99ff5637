import { describe, expect, it } from "vitest";
import { believe, newFalseDiscoveryControl } from "../../src/detect/false-discovery-control.ts";
import type { FalseDiscoveryControl } from "../../src/detect/false-discovery-control.ts";
import { normalCdf } from "../../src/stats/distribution/normal-cdf.ts";
import { seededRandom } from "../../src/stats/random.ts";

/** Over a stream of one-sided normal tests with a share of alternatives: share of false ones, and of found ones. */
function simulate(
  seed: number,
  alternatives: number,
  size: number,
): { fdp: number; power: number } {
  const random = seededRandom(seed);
  const control = newFalseDiscoveryControl(0.05);
  let [believed, wrong, real, found] = [0, 0, 0, 0];
  for (let test = 0; test < 1_000; test++) {
    const isReal = random.uniform() < alternatives;
    const z = random.normal() + (isReal ? size : 0);
    const verdict = believe(control, 1 - normalCdf(z));
    if (isReal) real += 1;
    if (!verdict.believed) continue;
    believed += 1;
    if (isReal) found += 1;
    else wrong += 1;
  }
  return { fdp: wrong / Math.max(1, believed), power: real === 0 ? 0 : found / real };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("online false-discovery control", () => {
  it.each([
    [0, 0],
    [0.01, 4],
    [0.1, 3],
    [0.5, 3],
  ])(
    "at a share %d of alternatives of %d deviations at most one in twenty of the believed are chance",
    (share, size) => {
      const runs = Array.from({ length: 100 }, (_, seed) => simulate(seed, share, size));
      // Two standard errors of 100 runs; where all is null every discovery is false, so its share is 0 or 1.
      const rates = runs.map(({ fdp }) => fdp);
      const rate = mean(rates);
      const error = Math.sqrt(mean(rates.map((one) => (one - rate) ** 2)) / runs.length);
      expect(rate).toBeLessThan(0.05 + 2 * error);
    },
  );

  it("finds more than a Bonferroni bound over the stream where alarms come in company", () => {
    const { power } = simulate(1, 0.1, 4);
    // Bonferroni at 0.05 over 1,000 tests: p ≤ 5e-5, z ≥ 3.89, so a power of 0.54.
    expect(power).toBeGreaterThan(0.6);
  });

  it("the levels over a stream without discoveries sum to half of alpha at most, slowly", () => {
    const control = newFalseDiscoveryControl(0.1);
    let sum = 0;
    for (let test = 0; test < 100_000; test++) sum += believe(control, 1).level;
    expect(sum).toBeGreaterThan(0.02);
    expect(sum).toBeLessThanOrEqual(0.05);
  });

  it("goes on from JSON as before, stays bounded, and takes NaN for no evidence", () => {
    let control = newFalseDiscoveryControl(0.05);
    const random = seededRandom(4);
    const whole = newFalseDiscoveryControl(0.05);
    for (let test = 0; test < 3_000; test++) {
      const p = test % 10 === 0 ? Number.NaN : random.uniform() ** 8;
      // What was made here comes back as what it was.
      control = JSON.parse(JSON.stringify(control)) as FalseDiscoveryControl;
      expect(believe(control, p)).toEqual(believe(whole, p));
    }
    expect(control.believed.length).toBe(200);
  });
});
