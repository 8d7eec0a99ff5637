import { describe, expect, it } from "vitest";
import type { CaseFile, LogTemplateHistory } from "../../../src/diagnose/probe.ts";
import { logTemplates } from "../../../src/diagnose/probes/log-templates.ts";
import { scopeOf } from "../../../src/diagnose/scope.ts";
import { makeCase } from "../case.ts";

const file = makeCase("nothing", 7).file;
const service = scopeOf(file).services[0] ?? "";

function withTemplate(given: Partial<LogTemplateHistory>): CaseFile {
  const history = {
    service,
    template: "0011223344556677",
    before: Array.from({ length: 60 }, () => 0),
    during: [0, 5, 6, 7, 5],
    isError: true,
    sample: "something odd happened",
    ...given,
  };
  return { ...file, logTemplates: [history] };
}

describe("log templates at the onset", () => {
  it("a known error names kind, component and remedy", () => {
    const sample = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB";
    const { findings } = logTemplates.probe(withTemplate({ sample }));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      kind: "resource",
      component: { kind: "serving", name: service },
    });
    const codes = findings[0]?.evidence.map(({ statement }) => statement.code);
    expect(codes).toEqual([
      "diagnose/log-template-new",
      "known-error/gpu-out-of-memory",
      "known-error/gpu-out-of-memory-remedy",
    ]);
    expect(findings[0]?.evidence[0]?.chart?.expression).toBe(
      `sum(aceso_log_template_count{service="${service}",template="0011223344556677"})`,
    );
  });

  it("an error of a card blames the machine that the service runs on, where labels tell it", () => {
    const broken = withTemplate({ sample: "NVRM: Xid 79, GPU has fallen off the bus." });
    const component = (given: CaseFile) => logTemplates.probe(given).findings[0]?.component;
    expect(component(broken)).toEqual({ kind: "hardware", name: service });
    const target = { __name__: "target_info", service_name: service, host_name: "node-7" };
    expect(component({ ...broken, placements: [target] })).toEqual({
      kind: "hardware",
      name: "node-7",
    });
  });

  it("an unknown error that surges speaks weakly for a bug", () => {
    const { findings } = logTemplates.probe(
      withTemplate({ before: Array.from({ length: 60 }, () => 1), during: [30, 30, 30] }),
    );
    expect(findings[0]?.kind).toBe("bug");
    expect(findings[0]?.evidence[0]?.statement.code).toBe("diagnose/log-template-surging");
    expect(findings[0]?.evidence[0]?.weight).toBeLessThan(1);
  });

  it("usual lines, steady ones and those of strangers say nothing", () => {
    const steady = { before: Array.from({ length: 60 }, () => 5), during: [5, 6, 4] };
    for (const given of [{ isError: false }, steady, { service: "a-stranger" }]) {
      const { findings, ruledOut } = logTemplates.probe(withTemplate(given));
      expect(findings).toEqual([]);
      expect(ruledOut.map(({ code }) => code)).toEqual(["diagnose/log-templates-usual"]);
    }
  });

  it("lines that were not looked at are told, beside findings and without", () => {
    const left = { code: "diagnose/log-lines-left-out", params: { count: 31_000 } };
    const told = { ...withTemplate({}), logLinesLeftOut: 31_000 };
    const [finding] = logTemplates.probe(told).findings;
    expect(finding?.evidence.map(({ statement }) => statement)).toContainEqual(left);
    const quiet = { ...withTemplate({ isError: false }), logLinesLeftOut: 31_000 };
    expect(logTemplates.probe(quiet).ruledOut).toContainEqual(left);
  });

  it("without logs nothing is ruled out", () => {
    expect(logTemplates.probe(file)).toEqual({ findings: [], ruledOut: [] });
  });
});
