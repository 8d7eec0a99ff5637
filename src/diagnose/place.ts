import { firstOf } from "../model/identity.ts";
import type { SeriesSamples } from "../model/series.ts";
import type { Labels } from "../model/signals.ts";
import type { CaseFile } from "./probe.ts";

/** Where a series comes from, by its labels; empty texts where they do not say. */
export interface Place {
  readonly labels: Labels;
  /** Absent for labels without samples at hand. */
  readonly series?: SeriesSamples;
  /** The machine. */
  readonly host: string;
  /** "machine/card". */
  readonly card: string;
  readonly zone: string;
}

// Labels that name the machine a series speaks of or comes from, the most telling first: of DCGM's exporter,
// of OpenTelemetry's resources, of the service discovery of Prometheus.
const hostLabels = [
  "Hostname",
  "host_name",
  "k8s_node_name",
  "node",
  "nodename",
  "kubernetes_node",
  "host",
] as const;
const deviceLabels = ["gpu_id", "device_id"] as const;
const zoneLabels = [
  "cloud_availability_zone",
  "topology_kubernetes_io_zone",
  "availability_zone",
] as const;
const podLabels = ["pod", "k8s_pod_name", "exported_pod", "pod_name"] as const;

/**
 * The places of all series of a case. An `instance` names a machine where the machine's own metrics come from the
 * same address: a process that is scraped at 10.0.0.5:8000 runs where the node exporter answers at 10.0.0.5:9100.
 *
 * Cost O(series x labels).
 */
export function placesOf(file: CaseFile): readonly Place[] {
  const known = found.get(file);
  if (known) return known;
  const places = findPlaces(file);
  found.set(file, places);
  return places;
}

// A case file never changes once it is open, and several probes ask.
const found = new WeakMap<CaseFile, readonly Place[]>();

function findPlaces(file: CaseFile): readonly Place[] {
  const told: readonly Pick<Place, "labels" | "series">[] = [
    ...file.resources.map((series) => ({ labels: series.labels, series })),
    ...(file.placements ?? []).map((labels) => ({ labels })),
  ];
  // address without port → the name of the machine whose own metrics come from there
  const machines = new Map<string, string>();
  for (const { labels } of told) {
    const address = addressOf(labels["instance"] ?? "");
    if (address === "" || !isOfMachine(labels)) continue;
    const named = read(labels, hostLabels);
    if (named !== "" || !machines.has(address)) machines.set(address, named || address);
  }
  return told.map((each): Place => {
    const named = read(each.labels, hostLabels);
    const address = addressOf(each.labels["instance"] ?? "");
    const host = named === "" ? (machines.get(address) ?? "") : (machines.get(named) ?? named);
    const card = cardOf(each.labels);
    return {
      ...each,
      host,
      card: host === "" || card === "" ? "" : `${host}/${card}`,
      zone: read(each.labels, zoneLabels),
    };
  });
}

/** host → those of these services that run there, by the labels of their series */
export function servicesByHost(
  file: CaseFile,
  known: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const byHost = new Map<string, Set<string>>();
  for (const { host, labels } of placesOf(file)) {
    const service = host === "" ? undefined : nameIn(labels, known);
    if (service === undefined) continue;
    byHost.set(host, (byHost.get(host) ?? new Set()).add(service));
  }
  return byHost;
}

/** The machine that a service runs on, as far as labels of its own series tell; the service's name where they do not. */
export function hostUnder(file: CaseFile, service: string): string {
  const names = new Set([service]);
  const place = placesOf(file).find(
    ({ host, labels }) => host !== "" && nameIn(labels, names) === service,
  );
  return place?.host ?? service;
}

/** The name among these that a label carries, or that a pod's name begins with; of several the longest. */
export function nameIn(labels: Labels, names: ReadonlySet<string>): string | undefined {
  for (const [label, value] of Object.entries(labels)) {
    if (label !== "__name__" && names.has(value)) return value;
  }
  const pod = read(labels, podLabels);
  // "prices-api-7d9f-x1": its beginnings that end before a dash, the longest first.
  for (let end = pod.lastIndexOf("-"); end > 0; end = pod.lastIndexOf("-", end - 1)) {
    if (names.has(pod.slice(0, end))) return pod.slice(0, end);
  }
  return undefined;
}

/** Who sends a series, known or not; empty where an exporter speaks of others. */
export function senderOf(labels: Labels): string {
  if (/^(node|windows|DCGM|kube|container)_/.test(labels["__name__"] ?? "")) return "";
  return read(labels, ["job", "service", "service_name"]);
}

function cardOf(labels: Labels): string {
  const index = labels["gpu"] ?? "";
  return index === "" ? read(labels, deviceLabels) : `gpu${index}`;
}

function read(labels: Labels, names: readonly string[]): string {
  return firstOf(names, (name) => labels[name]);
}

/** Metrics of a whole machine: of node exporters and of the exporters of cards. */
function isOfMachine(labels: Labels): boolean {
  return /^(node|windows|DCGM)_/.test(labels["__name__"] ?? "");
}

/** "10.0.0.5:9100" and "[::1]:80" without their ports. */
function addressOf(instance: string): string {
  return instance.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}
