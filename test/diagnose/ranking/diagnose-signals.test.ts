import { describe, expect, it } from "vitest";
import { diagnoseSignals, type Signals } from "../../../src/diagnose/ranking/diagnose-signals.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const rows = 240;
const times = Array.from({ length: rows }, (_, row) => row * 10_000);
const random = seededRandom("signals");

function series(component: string, metric: string, from: number, to: number) {
  const values = Float64Array.from(
    times,
    (_, row) => (row < 160 ? from : to) * (1 + 0.03 * random.normal()),
  );
  return { component, metric, values };
}

const quiet: Signals = {
  times,
  series: [series("web", "latency", 0.1, 0.1), series("model", "cpu", 0.3, 0.3)],
  edges: [{ caller: "web", callee: "model" }],
  changes: [],
  lines: [],
  alarm: null,
  target: null,
};

describe("a diagnosis of signals", () => {
  it("dates the incident and names the component although the alarm came late", () => {
    const found = diagnoseSignals({
      ...quiet,
      series: [series("web", "latency", 0.1, 0.9), series("model", "cpu", 0.3, 0.95)],
      alarm: 2_200_000,
    });
    expect(Math.abs((found.onset ?? 0) - 1_600_000)).toBeLessThanOrEqual(20_000);
    expect(found).toMatchObject({
      isDated: true,
      isClear: true,
      suspects: [{ component: "model" }, {}],
    });
  });

  it("has shares that add to one with nothing", () => {
    const { suspects, nothing } = diagnoseSignals(quiet);
    expect(suspects.reduce((sum, { share }) => sum + share, nothing)).toBeCloseTo(1, 9);
  });

  it("says unknown when nothing moved, also right after an innocent change", () => {
    const changes = [{ time: 1_790_000, component: "web", title: "new colours" }];
    expect(diagnoseSignals(quiet).isClear).toBe(false);
    const { nothing } = diagnoseSignals({ ...quiet, changes });
    expect(nothing).toBeGreaterThan(0.2);
  });

  it("takes new log templates for a sign of who writes them", () => {
    const lines = times.map((time, row) => ({
      time,
      component: row < 180 ? "web" : "model",
      text: row < 180 ? `GET /page ${row}` : `checksum of shard ${row} does not match`,
    }));
    const { suspects } = diagnoseSignals({ ...quiet, lines, alarm: 1_800_000 });
    expect(suspects[0]?.component).toBe("model");
    expect(suspects[0]?.signs[0]?.detail).toBe("checksum of shard <*> does not match");
  });

  it.each([Number.NaN, 0, 3, Number.POSITIVE_INFINITY])("bears series of %s", (value) => {
    const values = new Float64Array(rows).fill(value);
    const found = diagnoseSignals({
      ...quiet,
      series: ["cpu", "memory_bytes", "latency", "errors", "requests"].map((metric) => ({
        component: "a",
        metric,
        values,
      })),
    });
    expect(found.isClear).toBe(false);
    for (const { share } of found.suspects) expect(Number.isFinite(share)).toBe(true);
  });

  it("bears nothing at all", () => {
    const nothing = { ...quiet, times: [], series: [], edges: [] };
    expect(diagnoseSignals(nothing)).toMatchObject({ onset: null, suspects: [], nothing: 1 });
  });
});
