import { describe, expect, it } from "vitest";
import type {
  ComponentCase,
  ComponentSeries,
} from "../../../src/diagnose/ranking/component-case.ts";
import { rankComponents } from "../../../src/diagnose/ranking/rank-components.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const random = seededRandom("rank components");
const rows = 200;

function series(component: string, metric: string, from: number, to: number): ComponentSeries {
  return {
    component,
    metric,
    values: Float64Array.from(
      { length: rows },
      (_, row) => (row < 100 ? from : to) * (1 + 0.02 * random.normal()),
    ),
  };
}

const nothing: ComponentCase = {
  series: [],
  calls: [],
  paths: [],
  further: [],
  edges: [],
  before: [{ start: 0, end: 100 }],
  during: { start: 100, end: rows },
  target: null,
};
const first = (file: Partial<ComponentCase>) => rankComponents({ ...nothing, ...file })[0];

describe("ranked components", () => {
  it("internal signs come before the larger ones at the border", () => {
    const found = first({
      series: [series("web", "latency_p90", 0.01, 2), series("model", "cpu", 20, 90)],
    });
    expect(found?.component).toBe("model");
  });

  it("memory names the fault of a component whose processor works with it", () => {
    const found = first({
      series: [series("model", "cpu", 1, 100), series("model", "memory_bytes", 3e8, 8e8)],
    });
    expect(found?.signs[0]?.kind).toBe("memory");
  });

  it("a few megabytes more do not name memory", () => {
    const found = first({
      series: [series("model", "cpu", 1, 100), series("model", "memory_bytes", 8e6, 17e6)],
    });
    expect(found?.signs[0]?.kind).toBe("cpu");
  });

  it("a slow callee comes before its slower caller", () => {
    const found = first({
      series: [series("web", "latency", 0.1, 1.2), series("store", "latency", 0.02, 1)],
      edges: [{ caller: "web", callee: "store" }],
    });
    expect(found?.component).toBe("store");
  });

  it("what the target does not need is left out", () => {
    const ranked = rankComponents({
      ...nothing,
      series: [series("web", "latency", 0.1, 0.4), series("other", "latency", 0.1, 9)],
      edges: [{ caller: "other", callee: "web" }],
      target: { component: "web", kind: "latency" },
    });
    expect(ranked.map(({ component }) => component)).toEqual(["web"]);
  });

  it("a network that slows every caller of a component names it", () => {
    const call = (caller: string, callee: string, to: number) => ({
      caller,
      callee,
      before: series(caller, "wait", 5, 5).values,
      during: series(caller, "wait", to, to).values,
      duringCalls: 100,
    });
    const found = first({
      calls: [call("a", "c", 2_000), call("b", "c", 2_000), call("a", "d", 60), call("b", "d", 5)],
    });
    expect(found?.component).toBe("c");
  });

  it("a new branch in the logs names its component, not the caller whose work ends early", () => {
    const path = (component: string, to: string, before: number, during: number) => ({
      component,
      from: "start",
      to,
      before,
      during,
    });
    const found = first({
      paths: [
        path("caller", "next", 900, 10),
        path("caller", "$", 0, 30),
        path("callee", "usual", 900, 15),
        path("callee", "other", 0, 25),
      ],
    });
    expect(found?.component).toBe("callee");
  });

  it("an unwatched component is suspected when the watched are well", () => {
    const found = first({
      series: [series("web", "cpu", 20, 20), series("web", "latency", 0.1, 0.1)],
      edges: [{ caller: "web", callee: "dark" }],
    });
    expect(found?.component).toBe("dark");
  });

  it("bears nothing, gaps, constants and infinities", () => {
    expect(rankComponents(nothing)).toEqual([]);
    for (const value of [Number.NaN, 0, 5, Number.POSITIVE_INFINITY]) {
      const values = new Float64Array(rows).fill(value);
      const ranked = rankComponents({
        ...nothing,
        series: ["cpu", "memory_bytes", "latency", "errors", "requests"].map((metric) => ({
          component: "a",
          metric,
          values,
          quiet: values,
        })),
        edges: [{ caller: "a", callee: "a" }],
      });
      for (const { score } of ranked) expect(Number.isFinite(score)).toBe(true);
    }
  });
});
