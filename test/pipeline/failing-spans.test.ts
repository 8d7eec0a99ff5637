import { describe, expect, it } from "vitest";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import { failingSpans as probe } from "../../src/diagnose/probes/failing-spans.ts";
import { scopeOf } from "../../src/diagnose/scope.ts";
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

async function look(file: CaseFile, given: readonly StoredSpan[]) {
  let asked = 0;
  const store = { spans: () => Promise.resolve((asked++, given)) };
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

  it("are not asked for where the service does not fail", async () => {
    expect(await look(failing(0.01), [])).toEqual({ asked: 0, found: undefined });
    expect(probe.probe(quiet)).toEqual({ findings: [], ruledOut: [] });
  });
});
