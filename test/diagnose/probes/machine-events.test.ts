import { describe, expect, it } from "vitest";
import { diagnose } from "../../../src/diagnose/diagnose.ts";
import { machineEvents } from "../../../src/diagnose/probes/machine-events.ts";
import { scopeOf } from "../../../src/diagnose/scope.ts";
import type { SeriesSamples } from "../../../src/model/series.ts";
import { makeCase } from "../case.ts";

const { file } = makeCase("nothing", 7);
const [service = ""] = scopeOf(file).services;

/** A series with a sample every 10 s; `since` stands from the onset on, counters grow by it per second. */
function series(
  labels: Record<string, string>,
  [before, since]: readonly [number | null, number],
  isCounter = false,
): SeriesSamples {
  const times: number[] = [];
  const values: number[] = [];
  let total = 0;
  for (let time = file.before.start; time < file.during.end; time += 10_000) {
    const value = time < file.incident.onset ? before : since;
    if (value === null) continue;
    total += 10 * value;
    times.push(time);
    values.push(isCounter ? total : value);
  }
  return { labels, times: Float64Array.from(times), values: Float64Array.from(values) };
}

const codes = (resources: readonly SeriesSamples[]) =>
  machineEvents
    .probe({ ...file, resources })
    .findings.flatMap(({ evidence }) => evidence.map(({ statement }) => statement.code));

const pod = `${service}-7d9f8b-x2x`;
const waiting = (reason: string) => ({
  __name__: "kube_pod_container_status_waiting_reason",
  pod,
  reason,
});

describe("machine events", () => {
  it("a container whose image cannot be pulled is a deployment's fault, by name", () => {
    const resources = [series(waiting("ImagePullBackOff"), [null, 1])];
    expect(codes(resources)).toEqual(["diagnose/pod-waiting"]);
    const { findings } = machineEvents.probe({ ...file, resources });
    expect(findings[0]).toMatchObject({ kind: "deployment", component: { name: service } });
    expect(findings[0]?.evidence[0]?.chart?.expression).toBe(
      `kube_pod_container_status_waiting_reason{pod="${pod}",reason="ImagePullBackOff"}`,
    );
  });

  it("a container that waits since a minute before the onset is one that waits since the onset", () => {
    const { times, values, labels } = series(waiting("ErrImagePull"), [1, 1]);
    const from = times.findIndex((time) => time >= file.incident.onset - 60_000);
    expect(codes([{ labels, times: times.slice(from), values: values.slice(from) }])).toEqual([
      "diagnose/pod-waiting",
    ]);
  });

  it("states from before the onset, usual ones and strangers' say nothing", () => {
    expect(codes([series(waiting("ImagePullBackOff"), [1, 1])])).toEqual([]);
    expect(codes([series(waiting("ContainerCreating"), [null, 1])])).toEqual([]);
    const stranger = { ...waiting("ErrImagePull"), pod: "other-1" };
    expect(codes([series(stranger, [null, 1])])).toEqual([]);
  });

  it("a container killed for memory is a shortage of its service", () => {
    const terminated = {
      __name__: "kube_pod_container_status_last_terminated_reason",
      pod,
      reason: "OOMKilled",
    };
    expect(codes([series(terminated, [0, 1])])).toEqual(["diagnose/oom-killed"]);
    const events = { __name__: "container_oom_events_total", container: service };
    expect(codes([series(events, [0, 0.1], true)])).toEqual(["diagnose/oom-killed"]);
    expect(codes([series(events, [0.1, 0.1], true)])).toEqual([]);
  });

  it("who else took the processor is noted only where it is short, and decides nothing", () => {
    const neighbour = series(
      { __name__: "process_cpu_seconds_total", job: "batch", instance: "host-1:9" },
      [0.1, 3],
      true,
    );
    const own = series(
      { __name__: "process_cpu_seconds_total", job: service, instance: "host-1:8" },
      [0.3, 0.3],
      true,
    );
    const stolen = series(
      { __name__: "node_cpu_seconds_total", mode: "steal", cpu: "0" },
      [0.01, 0.4],
      true,
    );
    expect(codes([neighbour, own, stolen])).toEqual([]);
    const short = series(
      { __name__: "process_cpu_throttled_seconds_total", job: service },
      [0.01, 0.6],
      true,
    );
    expect(codes([neighbour, own, stolen, short])).toEqual([
      "diagnose/cpu-stolen",
      "diagnose/neighbour-busy",
    ]);
    const first = (resources: readonly SeriesSamples[]) =>
      diagnose({ ...file, resources }).causes[0]?.id;
    expect(first([neighbour, own, stolen, short])).toBe(first([own, short]));
  });
});
