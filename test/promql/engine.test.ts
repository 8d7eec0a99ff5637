import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toApi } from "../../src/promql/api.ts";
import { evaluateInstant, evaluateRange } from "../../src/promql/engine.ts";
import { promQuantile } from "../../src/promql/prom-quantile.ts";
import { MemorySource } from "./memory-source.ts";

function sourceOf(series: {
  readonly [name: string]: readonly (number | "stale" | null)[];
}): MemorySource {
  const source = new MemorySource();
  for (const [name, values] of Object.entries(series)) {
    const samples = values.flatMap((value, index) =>
      value === null ? [] : [{ time: index * 10_000, value }],
    );
    source.add({ __name__: name, job: "a" }, samples);
  }
  return source;
}

const counters = sourceOf({ a_total: [0, 10, 20, 30], b_total: [0, 20, 40, 60] });

describe("evaluateInstant", () => {
  it("drops metric names at once by default, and at the end when told", async () => {
    const both = '{__name__=~"[ab]_total"}';
    await expect(evaluateInstant(`ceil(${both})`, 30_000, counters)).rejects.toMatchObject({
      code: "bad-expression",
    });
    const byName = (late: boolean) =>
      evaluateInstant(`sum by (__name__) (rate(${both}[20s]))`, 30_000, counters, {
        dropsNamesLate: late,
      });
    await expect(byName(false)).rejects.toMatchObject({ code: "bad-expression" });
    const late = await byName(true).catch((error: unknown) => error);
    // The names were only marked, so the two groups meet at the end.
    expect(late).toMatchObject({ code: "bad-expression" });
    const single = await evaluateInstant("-a_total", 30_000, counters);
    expect(single.data).toEqual({
      type: "vector",
      samples: [{ labels: { job: "a" }, time: 30_000, value: -30 }],
    });
  });

  it("finds stale markers by their bits and keeps other NaN", async () => {
    const source = sourceOf({ m: [1, "stale"], n: [1, Number.NaN] });
    const at = (name: string) => evaluateInstant(name, 10_000, source);
    expect((await at("m")).data).toEqual({ type: "vector", samples: [] });
    expect((await at("n")).data).toMatchObject({ samples: [{ value: Number.NaN }] });
  });

  it("leaves out the sample at the left end of a window and of the lookback", async () => {
    const source = sourceOf({ m: [1, 1, 1] });
    const count = await evaluateInstant("count_over_time(m[20s])", 20_000, source);
    expect(count.data).toMatchObject({ samples: [{ value: 2 }] });
    const options = { lookbackMs: 60_000 };
    expect((await evaluateInstant("m", 79_999, source, options)).data).toMatchObject({
      samples: [{ value: 1 }],
    });
    expect((await evaluateInstant("m", 80_000, source, options)).data).toMatchObject({
      samples: [],
    });
  });

  it("gives the samples of a range vector", async () => {
    const { data } = await evaluateInstant("a_total[15s]", 30_000, counters);
    expect(data).toEqual({
      type: "matrix",
      series: [
        {
          labels: { __name__: "a_total", job: "a" },
          times: Float64Array.of(20_000, 30_000),
          values: Float64Array.of(20, 30),
        },
      ],
    });
  });
});

describe("evaluateRange", () => {
  it("gives at every step what an instant query gives there", async () => {
    const expressions = [
      "a_total",
      "rate(a_total[20s])",
      "a_total + on(job) b_total",
      "max_over_time(a_total[20s:5s])",
      "a_total > 10",
      "a_total offset 10s",
      "a_total @ 10",
      "vector(time())",
      "absent(a_total)",
      "topk(1, {job='a'})",
    ];
    const range = { start: 0, end: 60_000, step: 7_000 };
    for (const expression of expressions) {
      const { data } = await evaluateRange(expression, range, counters);
      if (data.type !== "matrix") throw new Error("a range gives a matrix");
      for (let time = range.start; time <= range.end; time += range.step) {
        const instant = await evaluateInstant(expression, time, counters);
        const there = data.series.flatMap(({ labels, times, values }) => {
          const index = times.indexOf(time);
          return index < 0 ? [] : [{ labels, time, value: values[index]! }];
        });
        expect(instant.data, `${expression} at ${time}`).toEqual({
          type: "vector",
          samples: there,
        });
      }
    }
  });

  it("refuses too many points, too many samples and bad ranges", async () => {
    const run = (end: number, step: number, options = {}) =>
      evaluateRange("a_total", { start: 0, end, step }, counters, options);
    await expect(run(11_000, 1)).rejects.toMatchObject({ code: "query-too-large" });
    await expect(run(10_999, 1)).resolves.toBeDefined();
    await expect(run(10, 0)).rejects.toMatchObject({ code: "bad-expression" });
    await expect(run(-1, 1)).rejects.toMatchObject({ code: "bad-expression" });
    await expect(run(30_000, 1000, { samplesMax: 3 })).rejects.toMatchObject({
      code: "query-too-large",
    });
    const subquery = "max_over_time(a_total[1y:1ms])";
    await expect(evaluateInstant(subquery, 0, counters)).rejects.toMatchObject({
      code: "query-too-large",
    });
  });
});

describe("toApi", () => {
  it("writes what the Prometheus API writes", async () => {
    const api = async (expression: string) =>
      toApi((await evaluateInstant(expression, 1_500, counters)).data);
    expect(await api("1/3")).toEqual({ resultType: "scalar", result: [1.5, "0.3333333333333333"] });
    expect(await api("-Inf")).toEqual({ resultType: "scalar", result: [1.5, "-Inf"] });
    expect(await api("1e21")).toEqual({ resultType: "scalar", result: [1.5, "1e+21"] });
    expect(await api("1e-7")).toEqual({ resultType: "scalar", result: [1.5, "1e-07"] });
    expect(await api('"x"')).toEqual({ resultType: "string", result: [1.5, "x"] });
    expect(await api("a_total")).toEqual({
      resultType: "vector",
      result: [{ metric: { __name__: "a_total", job: "a" }, value: [1.5, "0"] }],
    });
    const matrix = await evaluateRange(
      "a_total",
      { start: 0, end: 10_000, step: 10_000 },
      counters,
    );
    expect(toApi(matrix.data)).toEqual({
      resultType: "matrix",
      result: [
        {
          metric: { __name__: "a_total", job: "a" },
          values: [
            [0, "0"],
            [10, "10"],
          ],
        },
      ],
    });
  });
});

describe("promQuantile", () => {
  it("lies between its neighbours, and beyond [0, 1] at infinity", () => {
    expect(promQuantile(-0.1, [1])).toBe(-Infinity);
    expect(promQuantile(1.1, [1])).toBe(Infinity);
    expect(promQuantile(0, [Number.NaN, 5])).toBeNaN();
    expect(promQuantile(1, [Number.NaN, 5])).toBe(5);
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const value = promQuantile(p, values);
          expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
          expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        },
      ),
    );
  });
});
