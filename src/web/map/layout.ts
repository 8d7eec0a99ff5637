import type { ComponentEdge, ComponentRef } from "../../model/component.ts";

/** A component's place on the map: its layer (0 = needs nothing) and its place within the layer. */
export interface PlacedNode {
  readonly id: string;
  readonly layer: number;
  readonly order: number;
}

/** A line from what is needed to what needs it, with a place in every layer between, so that it crosses no node. */
export interface PlacedEdge {
  readonly callee: string;
  readonly caller: string;
  readonly via: readonly PlacedNode[];
}

/** A map laid out in layers; `sizes` counts the places (nodes and passing lines) of each layer. */
export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly sizes: readonly number[];
}

/** The id of a component on the map. */
export function componentId(component: ComponentRef): string {
  return `${component.kind}/${component.name}`;
}

/**
 * Lays components out so that what is needed stands before what needs it: a fault reads from cause to effect. The
 * layer is the longest way down to something that needs nothing; edges that close a circle are not followed.
 * Within a layer, places follow the mean place of the neighbours (barycentre, 8 sweeps: Sugiyama 1981).
 * Cost O((nodes + edges · layers) log nodes) per sweep; equal input gives equal output.
 */
export function layOut(ids: readonly string[], edges: readonly ComponentEdge[]): Layout {
  const known = new Set(ids);
  const pairs = edges
    .map((edge) => ({ caller: componentId(edge.caller), callee: componentId(edge.callee) }))
    .filter(({ caller, callee }) => caller !== callee && known.has(caller) && known.has(callee));
  const layerOf = longestWays(ids, pairs);

  const layers: string[][] = [];
  for (const id of ids) (layers[layerOf.get(id) ?? 0] ??= []).push(id);
  const chains = pairs.map((pair) => ({ ...pair, via: passingPlaces(pair, layerOf) }));
  for (const { via } of chains) for (const { id, layer } of via) layers[layer]?.push(id);

  // place → its neighbours in the layer before, and in the layer after
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  for (const { callee, caller, via } of chains) {
    const way = [callee, ...via.map(({ id }) => id), caller];
    for (let step = 1; step < way.length; step++) {
      const from = way[step - 1] ?? "";
      const to = way[step] ?? "";
      before.set(to, [...(before.get(to) ?? []), from]);
      after.set(from, [...(after.get(from) ?? []), to]);
    }
  }
  for (let sweep = 0; sweep < 8; sweep++) {
    const forward = sweep % 2 === 0;
    const order = forward ? layers.keys() : [...layers.keys()].reverse();
    for (const layer of order) sortLayer(layers, layer, forward ? before : after);
  }

  const placed = new Map<string, PlacedNode>();
  layers.forEach((layer, index) =>
    layer.forEach((id, order) => placed.set(id, { id, layer: index, order })),
  );
  return {
    nodes: ids.flatMap((id) => placed.get(id) ?? []),
    edges: chains.map(({ callee, caller, via }) => ({
      callee,
      caller,
      via: via.flatMap(({ id }) => placed.get(id) ?? []),
    })),
    sizes: layers.map((layer) => layer.length),
  };
}

interface Pair {
  readonly caller: string;
  readonly callee: string;
}

function longestWays(ids: readonly string[], pairs: readonly Pair[]): ReadonlyMap<string, number> {
  // node → what it needs
  const below = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { caller, callee } of pairs) below.get(caller)?.push(callee);
  const known = new Map<string, number>();
  const onTheWay = new Set<string>();
  const way = (id: string): number => {
    const found = known.get(id);
    if (found !== undefined) return found;
    if (onTheWay.has(id)) return -1; // A circle: this edge does not count.
    onTheWay.add(id);
    const layer = Math.max(-1, ...(below.get(id) ?? []).map(way)) + 1;
    onTheWay.delete(id);
    known.set(id, layer);
    return layer;
  };
  for (const id of ids) way(id);
  return known;
}

/** One place for the edge in every layer strictly between its ends; none for edges that run backwards. */
function passingPlaces(
  { caller, callee }: Pair,
  layerOf: ReadonlyMap<string, number>,
): readonly { readonly id: string; readonly layer: number }[] {
  const first = (layerOf.get(callee) ?? 0) + 1;
  const count = Math.max(0, (layerOf.get(caller) ?? 0) - first);
  return Array.from({ length: count }, (_, step) => ({
    id: `${callee} → ${caller} @${first + step}`,
    layer: first + step,
  }));
}

function sortLayer(
  layers: string[][],
  index: number,
  neighbours: ReadonlyMap<string, readonly string[]>,
): void {
  // place → where it is in its layer, from 0 to 1
  const places = new Map<string, number>();
  for (const layer of layers) {
    layer.forEach((id, order) => places.set(id, (order + 0.5) / layer.length));
  }
  const wanted = (id: string): number => {
    const near = (neighbours.get(id) ?? []).map((other) => places.get(other) ?? 0.5);
    if (near.length === 0) return places.get(id) ?? 0.5;
    return near.reduce((sum, place) => sum + place, 0) / near.length;
  };
  layers[index] = (layers[index] ?? [])
    .map((id) => ({ id, place: wanted(id) }))
    .sort((a, b) => a.place - b.place)
    .map(({ id }) => id);
}
