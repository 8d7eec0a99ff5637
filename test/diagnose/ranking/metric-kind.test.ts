import { describe, expect, it } from "vitest";
import { metricKindOf } from "../../../src/diagnose/ranking/metric-kind.ts";

describe("the kind of a metric", () => {
  it.each([
    ["cpu", "", "cpu"],
    ["container_cpu_usage_seconds_total", "", "cpu"],
    ["CpuUsageRate(%)", "", "cpu"],
    ["mem", "", "memory"],
    ["MemoryUsage(Mi)", "", "memory"],
    ["process_resident_memory_bytes", "", "memory"],
    ["node_filesystem_avail_bytes", "", "disk"],
    ["NetworkReceiveBytes", "", "network"],
    ["PodServerLatencyP90(s)", "", "latency"],
    ["lat_90", "", "latency"],
    ["availability", "", "errors"],
    ["PodSuccessRate(%)", "", "errors"],
    ["PodWorkload(Ops)", "", "load"],
    ["DCGM_FI_DEV_GPU_UTIL", "", "gpu"],
    ["accuracy", "", "quality"],
    ["turnaround", "ms", "latency"],
    ["size", "bytes", "memory"],
    ["whatever", "", "other"],
  ] as const)("%s in %s is %s", (name, unit, kind) => {
    expect(metricKindOf(name, unit)).toBe(kind);
  });
});
