import type { ComponentEdge, ComponentRef } from "../model/component.ts";
import { firstOf } from "../model/identity.ts";
import type { SeriesSamples } from "../model/series.ts";
import type { Labels } from "../model/signals.ts";
import type { CaseFile } from "./probe.ts";
import { hardwareSigns, watchesHardware } from "./probes/hardware.ts";
import { scopeOf } from "./scope.ts";

/** What the services of a case run on. */
export interface HardwareMap {
  /** Services with their machines and cards, machines with their cards and zones. */
  readonly edges: readonly ComponentEdge[];
  /** What its own metrics say of a machine or a card. */
  stateOf(name: string): "failing" | "ok" | "unknown";
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
// A fleet has more than a picture shows.
const edgesMax = 100;

/**
 * The machines, cards and zones under services, read off the labels of the case's series: no query of its own.
 * A service's `instance` names a machine where the machine's own metrics come from the same address. Machines
 * stand on the map for the services that the incident is about, and for all their services when they are ill,
 * named by the incident or the cause: a machine that many share would otherwise join what has nothing to do with each other.
 *
 * Cost O(series x labels).
 */
export function hardwareMap(
  file: CaseFile,
  asked: Asked,
): HardwareMap {
  const places = placesOf(file);
  // machine or card → its series
  const seriesOf = new Map<string, SeriesSamples[]>();
  for (const { host, card, series } of places) {
    if (!series) continue;
    for (const name of [host, card]) {
      if (name === "") continue;
      const own = seriesOf.get(name) ?? [];
      own.push(series);
      seriesOf.set(name, own);
    }
  }
  const stateOf = (name: string): "failing" | "ok" | "unknown" => {
    const own = { ...file, resources: seriesOf.get(name) ?? [] };
    if (hardwareSigns(own).length > 0) return "failing";
    return watchesHardware(own) ? "ok" : "unknown";
  };
  return { edges: edgesOf(file, places, { ...asked, stateOf }), stateOf };
}

interface Asked {
  /** Of the map. */
  readonly services: readonly ComponentRef[];
  readonly cause: ComponentRef | null;
}

function edgesOf(
  file: CaseFile,
  places: readonly Place[],
  asked: Asked & Pick<HardwareMap, "stateOf">,
): readonly ComponentEdge[] {
  const { services, cause, stateOf } = asked;
  const about = new Set(scopeOf(file).services);
  const troubled = new Set(
    [...file.incident.components, ...(cause ? [cause] : [])]
      .filter(({ kind }) => kind === "hardware")
      .map(({ name }) => name),
  );
  for (const host of new Set(places.map((place) => place.host))) {
    if (host !== "" && stateOf(host) === "failing") troubled.add(host);
  }
  const edges = new Map<string, ComponentEdge>();
  const add = (caller: ComponentRef, callee: ComponentRef) => {
    if (edges.size < edgesMax) edges.set(`${caller.name}\u0000${callee.name}`, { caller, callee });
  };
  const used = new Set<string>();
  for (const { labels, host, card } of places) {
    const service = host === "" ? undefined : serviceNamed(labels, services);
    if (!service || !(about.has(service.name) || troubled.has(host))) continue;
    used.add(host);
    add(service, { kind: "hardware", name: host });
    if (card !== "") add(service, { kind: "hardware", name: card });
  }
  for (const { host, card, zone } of places) {
    if (!used.has(host)) continue;
    if (card !== "") add({ kind: "hardware", name: host }, { kind: "hardware", name: card });
    if (zone !== "") add({ kind: "hardware", name: host }, { kind: "hardware", name: zone });
  }
  return [...edges.values()];
}

/** Where a series comes from; empty texts where its labels do not say. */
interface Place {
  readonly labels: Labels;
  /** Absent for labels without samples at hand. */
  readonly series?: SeriesSamples;
  readonly host: string;
  readonly card: string;
  readonly zone: string;
}

function placesOf(file: CaseFile): readonly Place[] {
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

/** The service that a label names, or whose name a pod's begins with; of several the longest. */
function serviceNamed(
  labels: Labels,
  services: readonly ComponentRef[],
): ComponentRef | undefined {
  const values = new Set(
    Object.entries(labels).flatMap(([label, value]) => (label === "__name__" ? [] : [value])),
  );
  const named = services.find(({ name }) => values.has(name));
  if (named) return named;
  const pod = read(labels, podLabels);
  if (pod === "") return undefined;
  return services
    .filter(({ name }) => pod.startsWith(`${name}-`))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}
