import { describe, expect, it } from "vitest";
import { versionExposure } from "../../../src/diagnose/probes/version-exposure.ts";
import type { Measurement } from "../../../src/model/measurement.ts";
import { makeCase } from "../case.ts";

describe("whether the trouble follows a version", () => {
  const { file } = makeCase("bad-version", 1);
  const row = file.measurementsDuring.find((each) => each.measure === "accuracy")!;
  const { subject } = row;
  const accuracy = (value: number, count: number, version?: string): Measurement => ({
    ...row,
    subject,
    slice: version === undefined ? {} : { version },
    value,
    count,
    standardError: Math.sqrt((value * (1 - value)) / count),
  });

  /** What is said against the version when the older one answers this well on this many rows. */
  function against(old: number, count: number): readonly string[] {
    const { findings } = versionExposure.probe({
      ...file,
      measurementsOverTime: [],
      measurementsBefore: [accuracy(0.95, 2_000)],
      measurementsDuring: [
        accuracy(0.7, 200),
        accuracy(0.7, 200, "v2"),
        accuracy(old, count, "v1"),
      ],
    });
    const found = findings.find(({ version }) => version === "v2")!;
    return found.evidence.filter(({ weight }) => weight < 0).map(({ statement }) => statement.code);
  }

  it("the others fail just the same where they share the fall", () => {
    expect(against(0.71, 200)).toContain("diagnose/version-as-others");
  });

  it("a few rows of another version that cannot be told apart say nothing", () => {
    expect(against(0.88, 20)).not.toContain("diagnose/version-as-others");
  });
});
