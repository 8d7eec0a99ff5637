import { describe, expect, it } from "vitest";
import type { Cause, Diagnosis, Evidence } from "../../src/model/diagnosis.ts";
import { say, type Message } from "../../src/model/message.ts";
import { withCharts } from "../../src/pipeline/evidence-charts.ts";

const evidence = (statement: Message, chart: Evidence["chart"]): Evidence => ({
  id: "e",
  probe: "p",
  statement,
  weight: 1,
  window: { start: 0, end: 1 },
  chart,
});

function expressionOf(of: Evidence, component: Cause["component"]): string | undefined {
  const cause: Cause = {
    id: "c",
    kind: "bug",
    component,
    version: "",
    detail: "",
    statement: say("diagnose/cause-bug"),
    confidence: 1,
    evidenceFor: [of],
    evidenceAgainst: [],
  };
  const diagnosis: Diagnosis = {
    causes: [cause],
    somethingElse: 0,
    ruledOut: [],
    map: { components: [], edges: [] },
    headline: say("diagnose/cause-bug"),
  };
  const [first] = withCharts(diagnosis, { models: ["fraud"] }).causes;
  return first?.evidenceFor[0]?.chart?.expression;
}

const model = { kind: "features", name: "fraud" } as const;
const service = { kind: "serving", name: "api" } as const;

describe("the chart of an evidence", () => {
  it("is the measured series of the model, of its feature where one is told", () => {
    const nulls = evidence(say("diagnose/nulls-rose", { feature: 'in"come' }), {
      measure: "feature-null-share",
    });
    expect(expressionOf(nulls, model)).toMatch(
      /^aceso_\w+\{model="fraud",feature="in\\"come",version=""\}$/,
    );
  });

  it("shows all versions where versions are compared, and the caller's calls of a peer", () => {
    const versions = evidence(say("diagnose/version-as-others", { version: "2" }), {
      measure: "accuracy",
    });
    expect(expressionOf(versions, model)).toBe('aceso_accuracy_ratio{model="fraud"}');
    const peer = evidence(say("diagnose/peer-slower", { caller: "api", peer: "store" }), {
      measure: "latency-p95",
    });
    expect(expressionOf(peer, { kind: "dependency", name: "store" })).toMatch(
      /\{service="api",peer="store",version=""\}$/,
    );
  });

  it("is the metric itself of a resource, a counter's as a rate", () => {
    const tight = (metric: string) => evidence(say("diagnose/resource-tight", { metric }), null);
    expect(expressionOf(tight("node_load1"), service)).toBe("node_load1");
    expect(expressionOf(tight("process_cpu_seconds_total"), service)).toBe(
      "rate(process_cpu_seconds_total[1m])",
    );
    expect(expressionOf(tight("DCGM_FI_DEV_GPU_TEMP"), service)).toBe("DCGM_FI_DEV_GPU_TEMP");
    expect(expressionOf(tight("no metric"), service)).toBeUndefined();
    expect(expressionOf(tight("latency"), service)).toBeUndefined();
  });

  it("stays as it is where one is told, and missing where nothing is", () => {
    const told = evidence(say("a"), { expression: "up" });
    expect(expressionOf(told, service)).toBe("up");
    expect(expressionOf(evidence(say("a"), null), service)).toBeUndefined();
  });
});
