import type { ModelHead } from "../../src/api/contract.ts";
import type { ModelTask } from "../../src/model/measurement.ts";
import type { ChangeRow } from "../../src/model/signals.ts";
import { day, hour, minute, second } from "../../src/model/time.ts";
import { fixtureNow, fixtureOnset, fixtureTile } from "./fixture-series.ts";
import type { FixtureMeasure } from "./fixture-series.ts";

const digits = { kind: "model", model: "digits" } as const;
const prices = { kind: "model", model: "prices" } as const;
const writer = { kind: "model", model: "writer" } as const;
const digitsService = { kind: "service", service: "digits" } as const;
const writerService = { kind: "service", service: "writer" } as const;
const host = { kind: "host", host: "studio-2" } as const;

const open = { from: fixtureOnset, to: Number.POSITIVE_INFINITY };
const slow = { from: fixtureNow - 100 * second, to: Number.POSITIVE_INFINITY };
/** The fault of the repaired incident, two hours ago. */
export const pastFault = {
  from: fixtureNow - 2 * hour,
  to: fixtureNow - 2 * hour + 4 * minute + 20 * second,
};

/** Model or host → its measures, the headline ones first. */
export const fixtureMeasures = {
  digits: [
    {
      subject: digits,
      measure: "accuracy",
      unit: "ratio",
      normal: 0.962,
      noise: 0.008,
      direction: "down",
      fault: { level: 0.714, ...open },
    },
    {
      subject: digits,
      measure: "f1",
      unit: "ratio",
      normal: 0.961,
      noise: 0.008,
      direction: "down",
      fault: { level: 0.702, ...open },
    },
    {
      subject: digitsService,
      measure: "error-rate",
      unit: "ratio",
      normal: 0.004,
      noise: 0.001,
      reason: "pack/latency",
    },
    {
      subject: digitsService,
      measure: "latency-p95",
      unit: "ms",
      normal: 23,
      noise: 1.1,
      reason: "pack/latency",
    },
    {
      subject: digits,
      measure: "prediction-rate",
      unit: "1/s",
      normal: 3.1,
      noise: 0.14,
      class: "evidence",
      direction: "both",
    },
    {
      subject: digits,
      measure: "feature-jensen-shannon",
      slice: { feature: "brightness" },
      unit: "1",
      normal: 0.018,
      noise: 0.003,
      class: "evidence",
      reason: "pack/inputs",
    },
    {
      subject: digits,
      measure: "feature-jensen-shannon",
      slice: { feature: "sharpness" },
      unit: "1",
      normal: 0.022,
      noise: 0.003,
      class: "evidence",
      reason: "pack/inputs",
    },
  ],
  prices: [
    { subject: prices, measure: "rmse", unit: "USD", normal: 48_200, noise: 900 },
    {
      subject: prices,
      measure: "r2",
      unit: "ratio",
      normal: 0.81,
      noise: 0.008,
      direction: "down",
    },
    { subject: prices, measure: "error-rate", unit: "ratio", normal: 0.002, noise: 0.0008 },
    { subject: prices, measure: "latency-p95", unit: "ms", normal: 41, noise: 2 },
    {
      subject: prices,
      measure: "feature-null-share",
      slice: { feature: "median_income" },
      unit: "ratio",
      normal: 0.002,
      noise: 0.001,
      class: "evidence",
    },
  ],
  writer: [
    {
      subject: writer,
      measure: "valid-output",
      unit: "ratio",
      normal: 0.991,
      noise: 0.004,
      direction: "down",
    },
    {
      subject: writer,
      measure: "llm-first-token-p95",
      unit: "ms",
      normal: 210,
      noise: 14,
      fault: { level: 1740, ...slow },
    },
    { subject: writer, measure: "llm-error-rate", unit: "ratio", normal: 0.003, noise: 0.001 },
    { subject: writer, measure: "llm-output-tokens", unit: "tokens", normal: 86, noise: 4 },
    { subject: writer, measure: "llm-cost", unit: "USD", normal: 0.00042, noise: 0.00002 },
    {
      subject: writerService,
      measure: "latency-p95",
      slice: { peer: "retriever" },
      unit: "ms",
      normal: 24,
      noise: 2,
      class: "evidence",
      fault: { level: 1530, ...slow },
    },
  ],
  scorer: [
    {
      subject: { kind: "model", model: "scorer" },
      measure: "auc-roc",
      unit: "ratio",
      normal: 0.9,
      noise: 0.01,
      state: "no-data",
    },
    {
      subject: { kind: "model", model: "scorer" },
      measure: "error-rate",
      unit: "ratio",
      normal: 0.001,
      noise: 0.0004,
      state: "learning",
    },
    {
      subject: { kind: "model", model: "scorer" },
      measure: "latency-p95",
      unit: "ms",
      normal: 12,
      noise: 1,
      state: "learning",
    },
  ],
  host: [
    {
      subject: host,
      measure: "host-cpu-busy",
      unit: "ratio",
      normal: 0.34,
      noise: 0.03,
      expression: 'avg(1 - rate(node_cpu_seconds_total{mode="idle"}[1m]))',
      class: "evidence",
      reason: "pack/host",
    },
    {
      subject: host,
      measure: "host-memory-available",
      unit: "ratio",
      normal: 0.46,
      noise: 0.004,
      expression: "min(node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
      direction: "down",
      reason: "pack/host-limit",
    },
    {
      subject: host,
      measure: "host-disk-free",
      unit: "ratio",
      normal: 0.71,
      noise: 0.0004,
      expression: "min(node_filesystem_avail_bytes / node_filesystem_size_bytes)",
      direction: "down",
      reason: "pack/host-limit",
    },
    {
      subject: host,
      measure: "host-load",
      unit: "1",
      normal: 0.62,
      noise: 0.06,
      expression: "node_load1 / count(node_cpu_seconds_total)",
      class: "evidence",
      reason: "pack/host",
    },
  ],
} as const satisfies Record<string, readonly FixtureMeasure[]>;

export type FixtureModel = "digits" | "prices" | "writer" | "scorer";

const facts: Record<
  FixtureModel,
  { task: ModelTask; versions: readonly string[]; features: readonly string[]; classes: number }
> = {
  digits: {
    task: "multiclass",
    versions: ["v1", "v2"],
    features: ["brightness", "contrast", "sharpness", "ink", "centroid_x", "centroid_y"],
    classes: 10,
  },
  prices: {
    task: "regression",
    versions: ["v3"],
    features: ["median_income", "rooms", "age", "latitude", "longitude", "population"],
    classes: 0,
  },
  writer: { task: "generation", versions: ["p1"], features: [], classes: 0 },
  scorer: { task: "binary", versions: ["v1"], features: ["amount", "country"], classes: 2 },
};

/** A model as the overview and its own page show it. */
export function fixtureModel(model: FixtureModel): ModelHead {
  const { task, versions, features, classes } = facts[model];
  const tiles = fixtureMeasures[model].map((measure: FixtureMeasure) => fixtureTile(measure));
  const firing = tiles.some((tile) => tile.firing);
  return {
    facts: {
      model,
      task,
      versions: versions.map((version, place) => ({
        version,
        firstSeen: place === 0 ? fixtureNow - 14 * day : fixtureOnset - 8 * second,
        lastSeen: place === versions.length - 1 ? fixtureNow - second : fixtureOnset,
        predictions: place === 0 ? 128_415 : 1148,
      })),
      features: features.map((name) => ({
        name,
        type: name === "country" ? ("text" as const) : ("number" as const),
      })),
      classes: Array.from({ length: classes }, (_, index) => String(index)),
      hasLabels: model !== "writer" && model !== "scorer",
      hasScores: task === "multiclass",
      services: [model],
    },
    state: firing ? "failing" : model === "scorer" ? "learning" : "ok",
    progress: model === "scorer" ? 0.62 : 1,
    tiles,
    openIncidents: model === "digits" ? ["inc-digits"] : [],
  };
}

export const fixtureChanges: readonly ChangeRow[] = [
  change("c1", "promotion", "digits", "digits v2 promoted", fixtureOnset - 8 * second, "v1", "v2"),
  change("c2", "deploy", "", "image-store 2.4.1", fixtureNow - 26 * minute, "2.4.0", "2.4.1"),
  change("c3", "config", "prices", "feature cache 60 s → 120 s", fixtureNow - 3 * hour),
  change("c4", "prompt", "writer", "prompt p1 promoted", fixtureNow - 2 * day, "p0", "p1"),
  change("c5", "data", "prices", "nightly feature refresh", fixtureNow - 3 * day),
];

function change(
  id: string,
  kind: ChangeRow["kind"],
  model: string,
  title: string,
  time: number,
  from = "",
  to = "",
): ChangeRow {
  const component = model === "" ? "image-store" : "";
  return { id, kind, model, component, version: to, from, to, time, title, url: "" };
}
