import type { ComponentEdge, ComponentRef } from "../model/component.ts";
import type { SeriesSamples } from "../model/series.ts";
import { nameIn, placesOf, type Place } from "./place.ts";
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

interface Asked {
  /** Of the map. */
  readonly services: readonly ComponentRef[];
  readonly cause: ComponentRef | null;
}

// A fleet has more than a picture shows.
const edgesMax = 100;

/**
 * The machines, cards and zones under services, read off the labels of the case's series: no query of its own.
 * Machines stand on the map for the services that the incident is about, and for all their services when they
 * are ill, named by the incident or the cause: a machine that many share would otherwise join what has nothing to
 * do with each other.
 *
 * Cost O(series x labels).
 */
export function hardwareMap(file: CaseFile, asked: Asked): HardwareMap {
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
  const byName = new Map(services.map((service) => [service.name, service]));
  const names = new Set(byName.keys());
  const used = new Set<string>();
  for (const { labels, host, card } of places) {
    const service = byName.get((host === "" ? undefined : nameIn(labels, names)) ?? "");
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
