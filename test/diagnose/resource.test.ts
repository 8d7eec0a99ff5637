import { describe, expect, it } from "vitest";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import { tightResources } from "../../src/diagnose/resource.ts";
import { scopeOf } from "../../src/diagnose/scope.ts";
import type { SeriesSamples } from "../../src/model/series.ts";
import { makeCase } from "./case.ts";

const quiet = makeCase("nothing", 4).file;
const [service = ""] = scopeOf(quiet).services;

/** A series sampled every 10 s; a counter grows by the given numbers per second. */
function series(
  labels: Record<string, string>,
  [before, since]: readonly [number, number],
): SeriesSamples {
  const times: number[] = [];
  const values: number[] = [];
  let total = 0;
  for (let time = quiet.before.start; time < quiet.during.end; time += 10_000) {
    const value = time < quiet.during.start ? before : since;
    total += 10 * value;
    times.push(time);
    values.push(labels["__name__"]?.endsWith("_total") ? total : value);
  }
  return { labels, times: Float64Array.from(times), values: Float64Array.from(values) };
}

const kinds = (...resources: readonly SeriesSamples[]) => {
  const file: CaseFile = { ...quiet, resources };
  return tightResources(file).map(({ kind, service: name }) => `${kind} ${name}`.trim());
};

describe("shortages", () => {
  it.each([
    ["node_disk_io_time_seconds_total", [0.1, 0.97], "disk"],
    ["node_pressure_io_stalled_seconds_total", [0.01, 0.9], "disk"],
    ["vllm:num_requests_waiting", [0, 12], "queue"],
    ["vllm:kv_cache_usage_perc", [0.5, 1], "memory"],
    ["node_load1", [1, 6], "load"],
  ] as const)("%s from %j is one of %s", (name, [before, since], kind) => {
    expect(kinds(series({ __name__: name }, [before, since]))).toEqual([kind]);
    expect(kinds(series({ __name__: name }, [before, before]))).toEqual([]);
  });

  it("of a machine count only where it runs a service of the case, or nobody knows what", () => {
    const disk = series(
      { __name__: "node_disk_io_time_seconds_total", instance: "n1:9100" },
      [0.1, 0.97],
    );
    const runs = (job: string) =>
      series({ __name__: "process_resident_memory_bytes", job, instance: "n1:8000" }, [1e8, 1e8]);
    expect(kinds(disk)).toEqual(["disk"]);
    expect(kinds(disk, runs(service))).toEqual(["disk"]);
    const stranger = { caller: { kind: "serving", name: "billing" } as const };
    const file: CaseFile = {
      ...quiet,
      resources: [disk, runs("billing")],
      edges: [{ ...stranger, callee: { kind: "dependency", name: "ledger" } }],
    };
    expect(tightResources(file)).toEqual([]);
  });
});
