import type { Labels } from "../model/signals.ts";
import type { AttributeBag } from "./attribute-bag.ts";
import type { Resource } from "./otlp-envelope.ts";

/** How a metric's points relate to each other. */
export type MetricShape = "gauge" | "counter" | "histogram" | "summary";

// UCUM code → the word Prometheus names carry (OpenTelemetry: Prometheus and OpenMetrics compatibility)
const unitWords: { readonly [code: string]: string } = {
  d: "days",
  h: "hours",
  min: "minutes",
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  By: "bytes",
  KiBy: "kibibytes",
  MiBy: "mebibytes",
  GiBy: "gibibytes",
  KBy: "kilobytes",
  MBy: "megabytes",
  GBy: "gigabytes",
  m: "meters",
  V: "volts",
  A: "amperes",
  J: "joules",
  W: "watts",
  g: "grams",
  Cel: "celsius",
  Hz: "hertz",
  "%": "percent",
};
const perWords: { readonly [code: string]: string } = {
  s: "second",
  m: "minute",
  min: "minute",
  h: "hour",
  d: "day",
};

/**
 * The Prometheus name of an OTLP metric: dots become underscores, the unit and `_total` are added, as
 * the OpenTelemetry compatibility specification says. `gen_ai.client.token.usage` with unit "{token}"
 * becomes `gen_ai_client_token_usage`.
 */
export function prometheusName(name: string, unit: string, shape: MetricShape): string {
  let text = name.replace(/[^a-zA-Z0-9_:]+/g, "_").replace(/__+/g, "_");
  const word = unitWordOf(unit, shape);
  const isTotal = shape === "counter";
  if (isTotal) text = text.replace(/_total$/, "");
  if (word !== "" && !text.endsWith(`_${word}`)) text += `_${word}`;
  if (isTotal) text += "_total";
  return /^\d/.test(text) ? `_${text}` : text;
}

/** The unit as a word for the series row; empty where there is none. */
export function unitWordOf(unit: string, shape: MetricShape): string {
  // Annotations such as {token} are no units.
  const [main = "", per = ""] = unit.replace(/\{[^}]*\}/g, "").split("/");
  if (main === "1" && per === "") return shape === "gauge" ? "ratio" : "";
  const mainWord = Object.hasOwn(unitWords, main) ? unitWords[main] : undefined;
  const perWord = Object.hasOwn(perWords, per) ? perWords[per] : undefined;
  return [mainWord ?? "", perWord ? `per_${perWord}` : ""].filter((part) => part !== "").join("_");
}

/** A label name Prometheus can say: other characters become underscores. */
export function labelName(name: string): string {
  const text = name.replace(/[^a-zA-Z0-9_]/g, "_");
  return /^\d/.test(text) ? `key_${text}` : text;
}

/**
 * Labels of a point: `job` and `instance` as Prometheus would have them, `service` and `environment` by
 * the identity rules, then the point's attributes. Names that meet after cleaning keep both values,
 * joined by ";", as the specification says.
 */
export function pointLabels(resource: Resource, point: AttributeBag): Labels {
  const labels = senderLabels(resource);
  const own = new Set<string>();
  for (const name of [...point.text.keys(), ...point.number.keys()].sort()) {
    const value = point.read(name) ?? "";
    const label = labelName(name);
    const before = own.has(label) ? labels.get(label) : undefined;
    labels.set(label, before === undefined ? value : `${before};${value}`);
    own.add(label);
  }
  return Object.fromEntries(labels);
}

// Attributes that say where a sender runs; what else a resource tells is no label.
const placeNames = [
  "host.name",
  "k8s.node.name",
  "k8s.cluster.name",
  "cloud.provider",
  "cloud.account.id",
  "cloud.region",
  "cloud.availability_zone",
  "device.id",
] as const;

/**
 * Labels of the series `target_info` by which Prometheus is told of a resource what its points do not carry:
 * here where it runs. Null where it does not say, or does not say who it is.
 */
export function placeLabels(resource: Resource): Labels | null {
  const sender = senderLabels(resource);
  if (sender.size === 0) return null;
  const told = placeNames.flatMap((name): readonly (readonly [string, string])[] => {
    const value = resource.attributes.read(name) ?? "";
    return value === "" ? [] : [[labelName(name), value]];
  });
  return told.length === 0 ? null : Object.fromEntries([...sender, ...told]);
}

// `job`, `service`, `instance` and `environment`, those that the resource tells.
function senderLabels({ identity, attributes }: Resource): Map<string, string> {
  const labels = new Map<string, string>();
  const { service, instance, environment } = identity;
  const namespace = attributes.read("service.namespace") ?? "";
  if (service !== "") {
    labels.set("job", namespace === "" ? service : `${namespace}/${service}`);
    labels.set("service", service);
  }
  if (instance !== "") labels.set("instance", instance);
  if (environment !== "") labels.set("environment", environment);
  return labels;
}
