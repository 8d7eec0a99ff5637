import { describe, expect, it } from "vitest";
import { probes } from "../../src/diagnose/catalog.ts";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import type { Measurement } from "../../src/model/measurement.ts";
import { makeCase, type Fault } from "../diagnose/case.ts";

const faults: readonly Fault[] = [
  "bad-version",
  "blur",
  "null-feature",
  "cpu-starvation",
  "slow-dependency",
  "prompt-format",
  "overload",
  "nothing",
];
const files = faults.map((fault) => makeCase(fault, 7).file);

const spoiled = (file: CaseFile, value: number | null): CaseFile => {
  const spoil = (rows: readonly Measurement[]) => rows.map((row) => ({ ...row, value }));
  return {
    ...file,
    measurementsBefore: spoil(file.measurementsBefore),
    measurementsDuring: spoil(file.measurementsDuring),
    measurementsOverTime: spoil(file.measurementsOverTime),
    resources: file.resources.map((series) => ({
      ...series,
      values: series.values.map(() => value ?? 0),
    })),
  };
};

describe.each(probes.map((probe) => [probe.name, probe] as const))("probe %s", (name, probe) => {
  it("is documented and named in kebab case", () => {
    expect(probe.summary.length).toBeGreaterThan(10);
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it("is deterministic and leaves its case untouched", () => {
    for (const file of files) {
      const copy = structuredClone(file);
      expect(probe.probe(file)).toEqual(probe.probe(copy));
      expect(file).toEqual(copy);
    }
  });

  it.each([Number.NaN, 0, 1, Number.POSITIVE_INFINITY, null])(
    "never throws on values of %s",
    (value) => {
      for (const file of files) {
        const weights = probe
          .probe(spoiled(file, value))
          .findings.flatMap(({ evidence }) => evidence.map(({ weight }) => weight));
        for (const weight of weights) expect(Number.isFinite(weight)).toBe(true);
      }
    },
  );

  it("never throws on missing telemetry", () => {
    for (const file of files) {
      for (const part of [
        "measurementsBefore",
        "measurementsDuring",
        "measurementsOverTime",
        "resources",
        "edges",
        "changes",
        "models",
      ] as const) {
        expect(() => probe.probe({ ...file, [part]: [] })).not.toThrow();
      }
    }
  });

  it("writes as its own name", () => {
    for (const file of files) {
      for (const finding of probe.probe(file).findings) {
        for (const { probe: author } of finding.evidence) expect(author).toBe(name);
      }
    }
  });
});

describe("the catalogue of probes", () => {
  it("holds each name once", () => {
    expect(new Set(probes.map(({ name }) => name)).size).toBe(probes.length);
  });
});
