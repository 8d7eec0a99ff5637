import { describe, expect, it } from "vitest";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import { failingSpans as probe } from "../../src/diagnose/probes/failing-spans.ts";
import { scopeOf } from "../../src/diagnose/scope.ts";
import type { LogRow } from "../../src/model/signals.ts";
import type { Measurement } from "../../src/model/measurement.ts";
import { failingSpans } from "../../src/pipeline/failing-spans.ts";
import type { StoredSpan } from "../../src/store/store.ts";
import { makeCase } from "../diagnose/case.ts";

const quiet = makeCase("nothing", 4).file;
const [service = ""] = scopeOf(quiet).services;

/** A case in which errors of the first service rose from 1 % to the share, and nothing else is known. */
function failing(share: number): CaseFile {
  const row = (value: number): Measurement => ({
    measure: "error-rate",
    subject: { kind: "service", service },
    slice: {},
    window: quiet.during,
    value,
    count: 400,
    standardError: 0.01,
    labelCoverage: 1,
    settled: true,
  });
  return {
    ...quiet,
    measurementsBefore: [row(0.01)],
    measurementsDuring: [row(share)],
    measurementsOverTime: [],
    resources: [],
  };
}

/** 400 calls of which those of one region fail. */
function spans(isFailing: (region: string, index: number) => boolean): readonly StoredSpan[] {
  return Array.from({ length: 400 }, (_, index) => {
    const region = ["eu", "us", "cn", "br"][index % 4]!;
    return {
      traceId: `t${index}`,
      spanId: `s${index}`,
      parentSpanId: "",
      name: "POST /predict",
      kind: "server",
      startNs: 0n,
      durationNs: 1_000_000n,
      status: isFailing(region, index) ? "error" : "ok",
      statusMessage: "",
      errorType: "",
      service,
      environment: "",
      peer: "",
      model: "",
      version: "1",
      attributes: { region, "http.status_code": isFailing(region, index) ? 500 : 200, size: index },
      llm: null,
      input: "",
      output: "",
    } satisfies StoredSpan;
  });
}

async function look(
  file: CaseFile,
  given: readonly StoredSpan[],
  lines: readonly Partial<LogRow>[] = [],
) {
  let asked = 0;
  const store = {
    spans: () => Promise.resolve((asked++, given)),
    logs: () => Promise.resolve((asked++, lines)),
  };
  // The other methods of a store are not called.
  const found = await failingSpans({ store: store as never }, "default", file);
  return { asked, found };
}

describe("failing spans", () => {
  it("differ from good ones by the attribute that is at fault, not by the status itself", async () => {
    const { found } = await look(
      failing(0.25),
      spans((region) => region === "eu"),
    );
    expect(found).toMatchObject({ failing: 100, spans: 400, isError: true });
    expect(found?.differences[0]?.predicates).toEqual([{ column: "region", value: "eu" }]);
    const { findings } = probe.probe({ ...quiet, failingSpans: found! });
    expect(findings[0]).toMatchObject({ kind: "bug", component: { name: service } });
    expect(findings[0]?.evidence[0]?.statement.params).toMatchObject({
      where: "region = eu",
      held: 1,
    });
  });

  it("that fail by chance have nothing in common", async () => {
    const { found } = await look(
      failing(0.25),
      spans((_, index) => (index * 7919) % 101 < 25),
    );
    expect(found?.differences).toEqual([]);
    expect(probe.probe({ ...quiet, failingSpans: found! }).findings).toEqual([]);
  });

  it("are told by the lines of their traces, where logs come at all", async () => {
    const isFailing = (region: string) => region === "eu";
    const lines = spans(isFailing).map(({ traceId, status }) => ({
      traceId,
      service,
      severity: status === "error" ? ("error" as const) : ("info" as const),
      body: status === "error" ? `no quota left for order ${traceId}` : "done",
    }));
    const logTemplates = [
      { service, template: "x", before: [0], during: [9], isError: true, sample: "no quota left" },
    ];
    const { asked, found } = await look(
      { ...failing(0.25), logTemplates },
      spans(isFailing),
      lines,
    );
    expect(asked).toBe(2);
    expect(found?.lines).toMatchObject([{ service, isError: true, failingShare: 1, goodShare: 0 }]);
    const { findings } = probe.probe({ ...quiet, failingSpans: found! });
    expect(
      findings.flatMap(({ evidence }) => evidence.map(({ statement }) => statement.code)),
    ).toEqual(["diagnose/spans-failing", "diagnose/trace-line"]);
    expect((await look(failing(0.25), spans(isFailing), lines)).found?.lines).toEqual([]);
  });

  it("that are slow lose their time at one place of the critical path", async () => {
    const row = failing(0).measurementsDuring[0]!;
    const slower = (value: number): Measurement => ({
      ...row,
      measure: "latency-p95",
      value,
      standardError: 0.5,
    });
    const file = {
      ...failing(0.01),
      measurementsBefore: [slower(10)],
      measurementsDuring: [slower(40)],
    };
    const traces = spans(() => false).flatMap((span, index) => {
      const ms = (value: number) => BigInt(value) * 1_000_000n;
      const isSlow = index % 4 === 0;
      const child = {
        ...span,
        spanId: `c${index}`,
        parentSpanId: span.spanId,
        name: "tokenise",
        kind: "internal" as const,
        durationNs: ms(isSlow ? 32 : 2),
      };
      return [{ ...span, durationNs: ms(isSlow ? 40 : 10) }, child];
    });
    const { found } = await look(file, traces);
    expect(found?.path).toMatchObject({ service, name: "tokenise", fromMs: 2, toMs: 32, share: 1 });
    const { findings } = probe.probe({ ...quiet, failingSpans: found! });
    expect(findings.at(-1)).toMatchObject({ kind: "resource", component: { name: service } });
  });

  it("of a called service that fails deepest speak for that dependency", async () => {
    const row = failing(0).measurementsDuring[0]!;
    const called = (value: number): Measurement => ({ ...row, slice: { peer: "deep" }, value });
    const file = {
      ...failing(0.3),
      measurementsBefore: [called(0.01)],
      measurementsDuring: [called(0.3)],
    };
    const { found } = await look(
      file,
      spans((region) => region === "eu"),
    );
    expect(found).toMatchObject({ service: "deep", isCalled: true });
    const { findings } = probe.probe({ ...quiet, failingSpans: found! });
    expect(findings[0]).toMatchObject({ kind: "dependency", component: { name: "deep" } });
  });

  it("are not asked for where the service does not fail", async () => {
    expect(await look(failing(0.01), [])).toEqual({ asked: 0, found: undefined });
    expect(probe.probe(quiet)).toEqual({ findings: [], ruledOut: [] });
  });
});
