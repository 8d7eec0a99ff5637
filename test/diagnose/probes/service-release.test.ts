import { describe, expect, it } from "vitest";
import type { CaseFile } from "../../../src/diagnose/probe.ts";
import { serviceRelease, stuckReleases } from "../../../src/diagnose/probes/service-release.ts";
import { scopeOf } from "../../../src/diagnose/scope.ts";
import type { Measurement } from "../../../src/model/measurement.ts";
import type { ChangeRow } from "../../../src/model/signals.ts";
import { makeCase } from "../case.ts";

const base = makeCase("nothing", 7).file;
const [service = ""] = scopeOf(base).entryServices;

const answeredBy = (version: string): Measurement => ({
  measure: "request-rate",
  subject: { kind: "service", service },
  slice: { version },
  window: base.during,
  value: 3,
  count: 200,
  standardError: 0.1,
  labelCoverage: 1,
  settled: true,
});

const deploy = (over: Partial<ChangeRow> = {}): ChangeRow => ({
  id: "1",
  kind: "deploy",
  model: "",
  component: service,
  version: "1.4.0",
  from: "1.3.0",
  to: "1.4.0",
  time: base.incident.onset - 20_000,
  title: "Deploy",
  url: "",
  ...over,
});

const caseOf = (version: string, change: ChangeRow): CaseFile => ({
  ...base,
  changes: [change],
  measurementsBefore: [answeredBy("1.3.0")],
  measurementsDuring: [answeredBy(version)],
  measurementsOverTime: [],
});

describe("a release that was told", () => {
  it("and answers nothing while the one before it does hangs", () => {
    const file = caseOf("1.3.0", deploy());
    expect(stuckReleases(file)).toHaveLength(1);
    const { findings } = serviceRelease.probe(file);
    expect(findings).toMatchObject([
      { kind: "deployment", component: { kind: "deployment", name: service }, version: "1.4.0" },
    ]);
    expect(findings[0]?.evidence.map(({ statement }) => statement.code)).toEqual([
      "diagnose/release-not-serving",
    ]);
  });

  it("does not where it serves, is long ago, or versions are written in other ways", () => {
    expect(stuckReleases(caseOf("1.4.0", deploy()))).toEqual([]);
    expect(stuckReleases(caseOf("1.3.0", deploy({ time: base.incident.onset - 600_000 })))).toEqual(
      [],
    );
    expect(stuckReleases(caseOf("sha-77ab", deploy()))).toEqual([]);
    expect(stuckReleases(caseOf("1.3.0", deploy({ component: "another" })))).toEqual([]);
  });

  it("and changed nothing for the worse is cleared", () => {
    const told = (file: CaseFile) =>
      serviceRelease
        .probe(file)
        .findings.flatMap(({ evidence }) => evidence.map(({ statement }) => statement.code));
    const rate = (errors: number, window: Measurement["window"]): Measurement => ({
      ...answeredBy(""),
      measure: "error-rate",
      slice: {},
      window,
      value: errors,
    });
    const released = caseOf("1.4.0", deploy());
    const withErrors = (errors: number): CaseFile => ({
      ...released,
      measurementsBefore: [...released.measurementsBefore, rate(0.01, base.before)],
      measurementsDuring: [...released.measurementsDuring, rate(errors, base.during)],
    });
    expect(told(withErrors(0.01))).toContain("diagnose/release-as-before");
    expect(told(withErrors(0.4))).not.toContain("diagnose/release-as-before");
  });
});
