import { type Message, say } from "../../model/message.ts";
import { type Finding, type Report, type ReportCard, worstStatus } from "../../model/report.ts";
import { day, hour, type Window } from "../../model/time.ts";
import { quantile } from "../../stats/quantile.ts";
import { findingOf } from "../data/column-check.ts";
import { forecastExhaustion } from "./exhaustion.ts";

/** A resource and how its use, 0 to 1, is asked for. Names: node_exporter, dcgm-exporter, vLLM. */
export interface Resource {
  readonly name: "cpu" | "memory" | "disk" | "network" | "gpu" | "gpu-memory" | "kv-cache";
  /** PromQL; each series of its answer is one resource. */
  readonly expression: string;
  /** Whether little use of it is money lost. */
  readonly isPaidIdle: boolean;
}

/** The resources that a report looks at, where their metrics come. */
export const resources: readonly Resource[] = [
  {
    name: "cpu",
    expression: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
    isPaidIdle: true,
  },
  {
    name: "memory",
    expression: "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
    isPaidIdle: false,
  },
  {
    name: "disk",
    expression: "1 - node_filesystem_avail_bytes / (node_filesystem_size_bytes > 0)",
    isPaidIdle: false,
  },
  {
    name: "network",
    expression: "rate(node_network_transmit_bytes_total[5m]) / (node_network_speed_bytes > 0)",
    isPaidIdle: false,
  },
  { name: "gpu", expression: "DCGM_FI_DEV_GPU_UTIL / 100", isPaidIdle: true },
  {
    name: "gpu-memory",
    expression: "DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)",
    isPaidIdle: false,
  },
  { name: "kv-cache", expression: "vllm:gpu_cache_usage_perc", isPaidIdle: false },
];

/** One series of a resource's use; NaN where there is no value. */
export interface ResourceUse {
  readonly resource: Resource;
  /** What tells it from others of its kind, e.g. instance and mountpoint. */
  readonly labels: { readonly [name: string]: string };
  readonly times: readonly number[];
  readonly values: readonly number[];
}

const pointsMin = 30;
const busyLimit = 0.9;
const idleLimit = 0.2;
const idleMsMin = 6 * hour;

/**
 * The resources of machines over a stretch of time: how much is used, when what fills will be full (within a
 * day fails, within a week is a warning), what was nearly full most of the time, and what stood idle.
 *
 * @param about.hourCost what an hour of one idle resource costs, in any currency
 */
export function resourceReport(
  uses: readonly ResourceUse[],
  about: { readonly window: Window; readonly hourCost: number | undefined },
): Report {
  const cards = uses.map((use) => cardOf(use, about.hourCost));
  const { start, end } = about.window;
  return {
    title: say("resource.title"),
    status: worstStatus(cards.map(({ status }) => status)),
    facts: [say("report.fact.window", { from: start, to: end })],
    sections: [{ heading: "resource.section", cards }],
  };
}

function cardOf(use: ResourceUse, hourCost: number | undefined): ReportCard {
  const { resource, labels, times, values } = use;
  const present = Float64Array.from(values.filter((value) => !Number.isNaN(value)));
  const where = Object.values(labels).join(" ");
  const at = (share: number): number | null =>
    present.length === 0 ? null : quantile(present, share);
  const findings =
    present.length < pointsMin
      ? [findingOf("resource", "skip", "few", { params: { count: present.length } })]
      : findingsOf(use, present, hourCost);
  return {
    name: where === "" ? resource.name : `${resource.name} ${where}`,
    kinds: [`resource.${resource.name}`],
    status: worstStatus(findings.map(({ status }) => status)),
    findings,
    rows: [
      { name: "resource.row.median", reference: null, current: at(0.5), unit: "ratio" },
      { name: "resource.row.p95", reference: null, current: at(0.95), unit: "ratio" },
    ],
    picture: present.length < 2 ? null : { kind: "lines", times: [...times], values: [...values] },
  };
}

function findingsOf(
  { resource, times, values }: ResourceUse,
  present: Float64Array,
  hourCost: number | undefined,
): readonly Finding[] {
  const now = times.at(-1) ?? 0;
  const span = now - (times[0] ?? 0);
  const [p05, median, p95] = [0.05, 0.5, 0.95].map((share) => quantile(present, share));
  const params = { median: median ?? 0, p95: p95 ?? 0, p05: p05 ?? 0 };
  const full = forecastExhaustion({ times, values, limit: 1 });
  const findings: Finding[] = [];
  if (full !== undefined && full.at - now < 7 * day) {
    const status = full.at - now < day ? "fail" : "warn";
    const until = (time: number) => Math.max(0, time - now);
    const when = { in: until(full.at), earliest: until(full.earliest), latest: until(full.latest) };
    findings.push(findingOf("resource", status, "fills", { params: { ...params, ...when } }));
  }
  if ((median ?? 0) > busyLimit) findings.push(findingOf("resource", "warn", "busy", { params }));
  if (resource.isPaidIdle && (p95 ?? 1) < idleLimit && span >= idleMsMin) {
    findings.push(idleFinding(params, hourCost));
  }
  return findings.length > 0 ? findings : [findingOf("resource", "pass", "fine", { params })];
}

function idleFinding(params: Message["params"], hourCost: number | undefined): Finding {
  if (hourCost === undefined) return findingOf("resource", "warn", "idle", { params });
  // What is used 95 % of the time is needed; the rest of the hour's cost buys nothing.
  const wasted = 24 * hourCost * (1 - Number(params["p95"]));
  return findingOf("resource", "warn", "idle-cost", { params: { ...params, wasted } });
}
