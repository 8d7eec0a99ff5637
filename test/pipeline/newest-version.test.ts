import { describe, expect, it } from "vitest";
import type { Measurement, ModelFacts } from "../../src/model/measurement.ts";
import type { Monitor } from "../../src/model/monitor.ts";
import { step, workOn } from "../../src/pipeline/judge.ts";
import { newestVersionPart, versionsByAge } from "../../src/pipeline/newest-version.ts";
import { indexMeasurements } from "../../src/pipeline/watched-values.ts";
import { seededRandom, type Random } from "../../src/stats/random.ts";

const start = 1_750_000_000_000;
const tick = 10_000;
const promotion = 400;
const subject = { kind: "model", model: "digits" } as const;

const monitor: Monitor = {
  id: "accuracy",
  owner: "pack",
  watch: { kind: "measure", measure: "accuracy", subject, slice: {} },
  detector: "robust-season",
  settings: { changeMin: 0.05, changeMinRatio: 0, countMin: 10 },
  direction: "down",
  class: "objective",
  holdWindows: 2,
  windowMs: 60_000,
  severity: "critical",
  unit: "ratio",
  reason: { code: "pack/quality", params: { subject: "digits" } },
  enabled: true,
};

/** What is known before the new version: the one that serves. */
const facts: ModelFacts = {
  model: "digits",
  task: "multiclass",
  versions: [{ version: "v1", firstSeen: start, lastSeen: start, predictions: 1_000 }],
  features: [],
  classes: [],
  hasLabels: true,
  hasScores: false,
  services: [],
};

/** Right and wrong answers of ten seconds. */
interface Answers {
  readonly right: number;
  readonly rows: number;
}

function answers(random: Random, rows: number, accuracy: number): Answers {
  let right = 0;
  for (let row = 0; row < rows; row++) right += random.uniform() < accuracy ? 1 : 0;
  return { right, rows };
}

/**
 * Seconds from the promotion until the monitor fires, null for never within five minutes: 180 answers a minute
 * that are right in 95 of 100, of which a version with this accuracy gives a share from the promotion on.
 */
function firesAfter(seed: number, version: { accuracy: number; share: number }, apart: boolean) {
  const random = seededRandom(seed);
  const work = workOn(monitor)!;
  const old: Answers[] = [];
  const newer: Answers[] = [];
  for (let index = 0; index < promotion + 30; index++) {
    const rows = index >= promotion ? Math.round(30 * version.share) : 0;
    newer.push(answers(random, rows, version.accuracy));
    old.push(answers(random, 30 - rows, 0.95));
    const end = start + (index + 1) * tick;
    const at = (name: string | undefined, parts: readonly Answers[]): Measurement => {
      const count = parts.reduce((sum, part) => sum + part.rows, 0);
      const value = parts.reduce((sum, part) => sum + part.right, 0) / count;
      const standardError = Math.sqrt((value * (1 - value)) / count);
      const slice = name === undefined ? {} : { version: name };
      const window = { start: end - 60_000, end };
      const known = {
        measure: "accuracy",
        subject,
        slice,
        window,
        labelCoverage: 1,
        settled: true,
      };
      return { ...known, value, count, standardError };
    };
    const recent = [old.slice(-6), newer.slice(-6)] as const;
    const measured = [at(undefined, recent.flat()), at("v1", recent[0])];
    if (index >= promotion) measured.push(at("v2", recent[1]));
    const part = newestVersionPart(monitor, measured[0]!, {
      index: indexMeasurements(measured),
      versions: versionsByAge(measured, [facts]).get("digits") ?? [],
    });
    if (step(work, measured[0]!, apart ? part : undefined).firing) {
      return (index + 1 - promotion) * 10;
    }
  }
  return null;
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed);
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

describe("a new version judged apart from what else serves", () => {
  it("is found sooner when it takes over", () => {
    const version = { accuracy: 0.8, share: 1 };
    const after = (apart: boolean) =>
      median(seeds.map((seed) => firesAfter(seed, version, apart) ?? Infinity));
    expect(after(true)).toBeLessThanOrEqual(after(false) - 10);
  });

  it("is found as a canary whose share hardly moves the whole", () => {
    const version = { accuracy: 0.6, share: 0.2 };
    const found = (apart: boolean) =>
      seeds.filter((seed) => firesAfter(seed, version, apart) !== null).length;
    expect(found(true)).toBeGreaterThanOrEqual(36);
    expect(found(true)).toBeGreaterThan(found(false));
  });

  it("fires for no version as good as the others", () => {
    const version = { accuracy: 0.95, share: 0.5 };
    expect(seeds.filter((seed) => firesAfter(seed, version, true) !== null)).toEqual([]);
  });
});
