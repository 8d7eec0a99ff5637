import { describe, expect, it } from "vitest";
import { fillingDisks } from "../../src/diagnose/filling-disks.ts";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import { scopeOf } from "../../src/diagnose/scope.ts";
import type { SeriesSamples } from "../../src/model/series.ts";
import { resourceSaturation } from "../../src/diagnose/probes/resource-saturation.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { makeCase } from "./case.ts";

const quiet = makeCase("nothing", 4).file;
const { before, during } = quiet;
const gigabyte = 1e9;

/** A case with one file system, its free bytes by time, sampled every 5 s. */
function withDisk(free: (time: number) => number, name = "node_filesystem_avail_bytes"): CaseFile {
  const count = Math.floor((during.end - before.start) / 5_000);
  const times = Float64Array.from({ length: count }, (_, index) => before.start + index * 5_000);
  const labels = { __name__: name, mountpoint: "/data" };
  return { ...quiet, resources: [{ labels, times, values: times.map((time) => free(time)) }] };
}

const since = (time: number) => Math.max(0, time - during.start) / 1_000;

describe("filling disks", () => {
  it("are told with the time until they are full at the pace since the onset", () => {
    const file = withDisk((time) => 2 * gigabyte - since(time) * 10e6);
    const [disk] = fillingDisks(file);
    expect(disk).toMatchObject({ service: "", place: "/data" });
    // What is left at 10 MB a second.
    expect(disk!.fullInMs / 1_000).toBeCloseTo(disk!.freeBytes / 10e6, 3);
    const { findings } = resourceSaturation.probe(file);
    const told = findings.flatMap(({ evidence }) =>
      evidence.map(({ statement }) => statement.code),
    );
    expect(told).toContain("diagnose/disk-filling");
  });

  it("are none that fill as they always did, within days, by fits and starts, or not at all", () => {
    const random = seededRandom(1);
    const always = (time: number) => 4 * gigabyte - ((time - before.start) / 1_000) * 3e6;
    expect(fillingDisks(withDisk(always))).toEqual([]);
    expect(fillingDisks(withDisk((time) => 900 * gigabyte - since(time) * 1e6))).toEqual([]);
    expect(fillingDisks(withDisk(() => gigabyte * random.uniform()))).toEqual([]);
    expect(fillingDisks(withDisk(() => gigabyte))).toEqual([]);
    const falling = (time: number) => 2 * gigabyte - since(time) * 10e6;
    expect(fillingDisks(withDisk(falling, "node_memory_MemAvailable_bytes"))).toEqual([]);
  });

  it("are full ones, at once or in the end, of the service that has the machine to itself", () => {
    const file = withDisk((time) => (time < during.start ? gigabyte : 0));
    expect(fillingDisks(file)).toMatchObject([{ service: "", freeBytes: 0, fullInMs: 0 }]);
    const told = resourceSaturation
      .probe(file)
      .findings.flatMap(({ evidence }) => evidence.map(({ statement }) => statement.code));
    expect(told).toContain("diagnose/disk-full");
    expect(fillingDisks(withDisk(() => 0))).toEqual([]);
    const [series] = file.resources;
    const [service = ""] = scopeOf(file).services;
    const node = { ...series!, labels: { ...series!.labels, instance: "n1:9100" } };
    const process = { ...series!, labels: { __name__: "up", job: service, instance: "n1:8000" } };
    const shared = { ...process, labels: { ...process.labels, job: scopeOf(file).services[1]! } };
    const disks = (...resources: readonly SeriesSamples[]) => fillingDisks({ ...file, resources });
    expect(disks(node, process)).toMatchObject([{ service, host: "n1" }]);
    expect(disks(node, process, shared)).toMatchObject([{ service: "", host: "n1" }]);
  });
});
