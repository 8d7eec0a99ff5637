import { describe, expect, it } from "vitest";
import { componentMap } from "../../src/diagnose/component-map.ts";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import type { Labels } from "../../src/model/signals.ts";
import { makeCase } from "./case.ts";

const { file: quiet } = makeCase("nothing", 1);
const [service = ""] = quiet.models[0]?.services ?? [];

/** Samples every ten seconds over both windows. */
function series(labels: Labels, valueAt: (time: number) => number = () => 1) {
  const times: number[] = [];
  for (let time = quiet.before.start; time < quiet.during.end; time += 10_000) times.push(time);
  return {
    labels,
    times: Float64Array.from(times),
    values: Float64Array.from(times, valueAt),
  };
}

/** The hardware that the map hangs under something: "service > machine", sorted. */
function hung(part: Partial<CaseFile>): readonly string[] {
  const { edges } = componentMap({ ...quiet, resources: [], ...part }, null);
  return edges
    .filter(({ callee }) => callee.kind === "hardware")
    .map(({ caller, callee }) => `${caller.name} > ${callee.name}`)
    .toSorted();
}

const process = { __name__: "process_cpu_seconds_total", job: service };
const neighbour = { caller: "shop", callee: "cart" };
const edges: CaseFile["edges"] = [
  ...quiet.edges,
  {
    caller: { kind: "serving", name: neighbour.caller },
    callee: { kind: "serving", name: neighbour.callee },
  },
];

describe("machines on the component map", () => {
  it("a service runs where the machine's own metrics come from the same address", () => {
    const resources = [
      series({ ...process, instance: "10.0.0.5:8000" }),
      series({ __name__: "node_load1", instance: "10.0.0.5:9100", node: "node-1" }),
      series({ __name__: "node_load1", instance: "10.0.0.6:9100" }),
    ];
    expect(hung({ resources })).toEqual([`${service} > node-1`]);
  });

  it("an instance that is no machine's is none", () => {
    expect(hung({ resources: [series({ ...process, instance: "10.0.0.5:8000" })] })).toEqual([]);
  });

  it("resource attributes tell the machine and its zone", () => {
    const placements = [
      {
        __name__: "target_info",
        service,
        host_name: "node-1",
        cloud_availability_zone: "eu-west-1b",
      },
    ];
    expect(hung({ placements })).toEqual([`${service} > node-1`, "node-1 > eu-west-1b"].toSorted());
  });

  it("pods belong to the service whose name they begin with, and tell their node", () => {
    const placements = [{ __name__: "kube_pod_info", pod: `${service}-7d9f-x1`, node: "node-2" }];
    expect(hung({ placements })).toEqual([`${service} > node-2`]);
  });

  it("cards hang under their machine, and under the service whose pod holds them", () => {
    const resources = [
      series({ ...process, k8s_node_name: "node-1" }),
      series({ __name__: "DCGM_FI_DEV_SM_CLOCK", Hostname: "node-1", gpu: "0" }),
      series({
        __name__: "DCGM_FI_DEV_SM_CLOCK",
        Hostname: "node-1",
        gpu: "1",
        exported_pod: `${service}-7d9f-x1`,
      }),
    ];
    expect(hung({ resources })).toEqual(
      [
        `${service} > node-1`,
        `${service} > node-1/gpu1`,
        "node-1 > node-1/gpu0",
        "node-1 > node-1/gpu1",
      ].toSorted(),
    );
  });

  it("a shared machine joins other services only when it is ill, and then marks them", () => {
    const clock = (isIll: boolean) =>
      series({ __name__: "DCGM_FI_DEV_SM_CLOCK", Hostname: "node-1", gpu: "0" }, (time) =>
        isIll && time >= quiet.during.start ? 600 : 1_400,
      );
    const on = (name: string) => series({ ...process, job: name, host_name: "node-1" });
    const given = (isIll: boolean): CaseFile => ({
      ...quiet,
      edges,
      resources: [on(service), on("cart"), clock(isIll)],
    });
    const stateIn = (file: CaseFile, name: string) =>
      componentMap(file, null).components.find((node) => node.name === name)?.state;
    expect(hung(given(false))).not.toContain("cart > node-1");
    expect(stateIn(given(false), "node-1")).toBe("ok");
    expect(hung(given(true))).toContain("cart > node-1");
    expect(stateIn(given(true), "node-1/gpu0")).toBe("failing");
    expect(stateIn(given(true), "node-1")).toBe("affected");
    expect(stateIn(given(true), "cart")).toBe("affected");
    expect(stateIn(given(true), "shop")).toBe("affected");
  });
});
