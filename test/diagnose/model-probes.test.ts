import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import { brokenFeatures } from "../../src/diagnose/probes/feature-integrity.ts";
import { hardwareSigns, watchesOurHardware } from "../../src/diagnose/probes/hardware.ts";
import { labelMixes } from "../../src/diagnose/probes/label-mix.ts";
import { shiftsOf } from "../../src/diagnose/shift.ts";
import type { Measurement, ModelFacts, Slice, Subject } from "../../src/model/measurement.ts";
import type { SeriesSamples } from "../../src/model/series.ts";
import { makeCase } from "./case.ts";

const base = makeCase("nothing", 3).file;
const model = base.incident.models[0] ?? "";
const subject: Subject = { kind: "model", model };

/** What one measure says before and during; `count` rows on both sides. */
interface Told {
  readonly measure: string;
  readonly slice?: Slice;
  readonly from: number;
  readonly to: number;
  readonly error?: number;
  readonly count?: number;
  readonly of?: Subject;
}

/** A case in which only these measures are known: what is not told was not observed. */
function tell(told: readonly Told[], facts: Partial<ModelFacts> = {}): CaseFile {
  const rows = (side: "from" | "to"): readonly Measurement[] =>
    told.map(({ measure, slice = {}, error = 0.01, count = 400, of = subject, ...values }) => ({
      measure,
      subject: of,
      slice,
      window: side === "from" ? base.before : base.during,
      value: values[side],
      count,
      standardError: error,
      labelCoverage: 1,
      settled: true,
    }));
  return {
    ...base,
    models: base.models.map((known) => ({ ...known, ...facts })),
    changes: [],
    measurementsBefore: rows("from"),
    measurementsDuring: rows("to"),
    measurementsOverTime: [],
    resources: [],
  };
}

/** Moments of one feature: mean and spread, before and now. */
function feature(
  name: string,
  mean: readonly [number, number],
  spread: readonly [number, number],
): readonly Told[] {
  const slice = { feature: name };
  return [
    { measure: "feature-mean", slice, from: mean[0], to: mean[1], error: spread[0] / 20 },
    { measure: "feature-deviation", slice, from: spread[0], to: spread[1], error: spread[0] / 28 },
    { measure: "feature-null-share", slice, from: 0, to: 0 },
    { measure: "feature-jensen-shannon", slice, from: 0.1, to: mean[0] === mean[1] ? 0.1 : 0.9 },
  ];
}

const usual = feature("age", [40, 40], [10, 10]);
const accuracy: Told = { measure: "accuracy", from: 0.9, to: 0.7 };

describe("features that break on their way", () => {
  it("are scaled when mean and spread are multiplied alike", () => {
    const file = tell([...usual, ...feature("amount", [20, 2_000], [5, 500]), accuracy]);
    expect(brokenFeatures(file)).toMatchObject([{ feature: "amount", how: "scaled", amount: 100 }]);
    expect(diagnose(file).causes[0]).toMatchObject({ kind: "data-quality", detail: "amount" });
  });

  it("have drifted, not broken, when only the mean moved", () => {
    const file = tell([...usual, ...feature("amount", [20, 40], [5, 5]), accuracy]);
    expect(brokenFeatures(file)).toEqual([]);
    expect(diagnose(file).causes[0]).toMatchObject({ kind: "data-drift" });
  });

  it("are stale when their spread is gone and their mean is not", () => {
    const file = tell([...usual, ...feature("amount", [20, 21], [5, 0.5]), accuracy]);
    expect(brokenFeatures(file)).toMatchObject([{ feature: "amount", how: "stale" }]);
  });

  it("have drifted when more of the others drift with them, as images do behind a blurred lens", () => {
    const moved = (name: string) => feature(name, [20, 30], [5, 5]);
    const sharpness = feature("sharpness", [17, 1.4], [4, 0.33]);
    expect(brokenFeatures(tell([...sharpness, accuracy]))).toHaveLength(1);
    const file = tell([...sharpness, ...moved("contrast"), ...moved("ink"), accuracy]);
    expect(brokenFeatures(file)).toEqual([]);
    expect(diagnose(file).causes[0]).toMatchObject({ kind: "data-drift", detail: "" });
  });

  it("are missing when they no longer come, under whichever name came up instead", () => {
    const file = tell([...usual, ...feature("amount", [20, 20], [5, 5]), accuracy], {
      features: [
        { name: "age", type: "number" },
        { name: "amount_eur", type: "number" },
      ],
    });
    const gone = {
      ...file,
      measurementsDuring: file.measurementsDuring.filter(({ slice }) => slice.feature !== "amount"),
    };
    expect(brokenFeatures(gone)).toMatchObject([
      { feature: "amount", how: "missing", instead: "amount_eur" },
    ]);
  });

  it("are missing though a few rows still carry them, where an onset is dated a little early", () => {
    const carried = (name: string, to: number): readonly Told[] => [
      ...feature(name, [20, 20], [5, 5]),
      { measure: "feature-null-share", slice: { feature: name }, from: 0, to: 0, count: to },
    ];
    const file = tell([...usual, ...carried("age", 400), ...carried("amount", 400), accuracy]);
    const later = (count: number): CaseFile => ({
      ...file,
      measurementsDuring: file.measurementsDuring.map((row) =>
        row.slice.feature === "amount" ? { ...row, count } : row,
      ),
    });
    expect(brokenFeatures(later(40))).toMatchObject([{ feature: "amount", how: "missing" }]);
    expect(brokenFeatures(later(200))).toEqual([]);
  });
});

describe("labels", () => {
  const mix = (recall: number): readonly Told[] => [
    ...usual,
    { measure: "label-share", slice: { class: "yes" }, from: 0.1, to: 0.6, error: 0.02 },
    { measure: "class-recall", slice: { class: "yes" }, from: 0.8, to: recall, error: 0.02 },
    { measure: "class-recall", slice: { class: "no" }, from: 0.95, to: 0.95 },
    { measure: "f1", from: 0.8, to: 0.7 },
  ];

  it("that are mixed otherwise, each class known as before, are a label shift", () => {
    expect(labelMixes(tell(mix(0.8)))).toMatchObject([{ isKnown: true }]);
    expect(diagnose(tell(mix(0.8))).causes[0]).toMatchObject({ kind: "label-shift" });
  });

  it("that a class no longer keeps are no label shift", () => {
    expect(labelMixes(tell(mix(0.3)))).toMatchObject([{ isKnown: false }]);
    expect(diagnose(tell(mix(0.3))).causes[0]?.kind).not.toBe("label-shift");
  });

  it("that differ for the same inputs are a concept drift, unless the ranking holds", () => {
    const auc = (to: number): Told => ({ measure: "auc-roc", from: 0.93, to });
    expect(diagnose(tell([...usual, accuracy, auc(0.7)])).causes[0]).toMatchObject({
      kind: "concept-drift",
    });
    const outputs = { measure: "output-share", slice: { class: "yes" }, from: 0.2, to: 0.5 };
    expect(diagnose(tell([...usual, accuracy, auc(0.93), outputs])).causes[0]).toMatchObject({
      kind: "configuration",
      component: { kind: "deployment", name: model },
    });
  });
});

describe("the error of calibration", () => {
  it("of a short window is no drop of quality, many times its floor is", () => {
    const calibration = (to: number): Told => ({
      measure: "calibration-error",
      from: 0.02,
      to,
      error: 0.005,
      count: 150,
    });
    expect(diagnose(tell([...usual, calibration(0.08)])).causes[0]?.kind).toBe("unknown");
    expect(shiftsOf(tell([calibration(0.08)]))[0]?.worse).toBe(false);
    expect(shiftsOf(tell([calibration(0.3)]))[0]?.worse).toBe(true);
  });
});

describe("requests", () => {
  it("from other groups of users are a change of usage", () => {
    const slice = { feature: "country" };
    const country = { measure: "feature-jensen-shannon", slice, from: 0.05, to: 0.6 };
    const file = tell([...usual, country, accuracy], {
      features: [{ name: "country", type: "text" }],
    });
    expect(diagnose(file).causes[0]).toMatchObject({
      kind: "usage",
      component: { kind: "client" },
    });
  });

  it("that look like injection are a matter of security", () => {
    const file = tell([
      { measure: "llm-suspected-injection", from: 0.005, to: 0.3, error: 0.02 },
      { measure: "llm-valid-output", from: 0.99, to: 0.8 },
    ]);
    expect(diagnose(file).causes[0]).toMatchObject({ kind: "security" });
  });

  it("answered from passages that fit badly are a matter of retrieval", () => {
    const slice = { feature: "retrieval_score" };
    const fit = { measure: "feature-mean", slice, from: 0.8, to: 0.4, error: 0.01 };
    expect(diagnose(tell([fit])).causes[0]).toMatchObject({ kind: "retrieval" });
  });
});

describe("hardware", () => {
  const card = (metric: string, before: number, during: number): SeriesSamples => {
    const times: number[] = [];
    for (let time = base.before.start; time < base.during.end; time += 10_000) times.push(time);
    return {
      labels: { __name__: metric, instance: "node-1", gpu: "0" },
      times: Float64Array.from(times),
      values: Float64Array.from(times, (time) => (time < base.during.start ? before : during)),
    };
  };
  const service = base.models[0]?.services[0] ?? "";
  const slow: Told = {
    measure: "latency-p95",
    of: { kind: "service", service },
    from: 100,
    to: 300,
    error: 5,
  };

  it("that lowers its clock explains slowness", () => {
    const file = { ...tell([slow]), resources: [card("DCGM_FI_DEV_SM_CLOCK", 1_400, 500)] };
    expect(hardwareSigns(file)).toMatchObject([{ host: "node-1", from: 1_400, to: 500 }]);
    expect(diagnose(file).causes[0]).toMatchObject({
      kind: "hardware-fault",
      component: { kind: "hardware", name: "node-1" },
    });
  });

  it("of others' machines says nothing of ours", () => {
    const whole = card("DCGM_FI_DEV_SM_CLOCK", 1_400, 1_400);
    const own = { ...tell([slow]), resources: [whole, process(service)] };
    expect(watchesOurHardware(own)).toBe(true);
    const file = { ...own, resources: [whole, process("prices-of-others")] };
    const others = {
      ...file,
      edges: [
        {
          caller: { kind: "serving", name: "prices-of-others" },
          callee: { kind: "dependency", name: "any" },
        },
      ],
    } satisfies CaseFile;
    expect(watchesOurHardware(others)).toBe(false);
  });

  const scraped = (job: string): SeriesSamples => {
    const series = card("DCGM_FI_DEV_SM_CLOCK", 1_400, 500);
    return { ...series, labels: { ...series.labels, job } };
  };
  const process = (job: string): SeriesSamples => {
    const series = card("process_resident_memory_bytes", 1e8, 1e8);
    return {
      ...series,
      labels: { __name__: "process_resident_memory_bytes", instance: "node-1", job },
    };
  };

  it("is blamed whatever the job of its exporter is called", () => {
    const file = { ...tell([slow]), resources: [scraped("dcgm-exporter"), process(service)] };
    expect(diagnose(file).causes[0]).toMatchObject({ kind: "hardware-fault" });
  });

  it("that other services run on is not blamed", () => {
    const file = { ...tell([slow]), resources: [scraped("dcgm-exporter"), process("billing")] };
    expect(diagnose(file).causes.map(({ kind }) => kind)).not.toContain("hardware-fault");
  });

  it("whose last error is from before the incident is not blamed", () => {
    const file = { ...tell([slow]), resources: [card("DCGM_FI_DEV_XID_ERRORS", 63, 63)] };
    expect(hardwareSigns(file)).toEqual([]);
  });
});
