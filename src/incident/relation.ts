import type { ComponentEdge, ComponentRef } from "../model/component.ts";

/** Node of the component map → the nodes one call away, in both directions. */
export type Neighbours = ReadonlyMap<string, ReadonlySet<string>>;

/** Indexes edges for `isRelated`. */
export function makeNeighbours(edges: readonly ComponentEdge[]): Neighbours {
  const neighbours = new Map<string, Set<string>>();
  const connect = (from: string, to: string): void => {
    const known = neighbours.get(from);
    if (known) known.add(to);
    else neighbours.set(from, new Set([to]));
  };
  for (const { caller, callee } of edges) {
    connect(nodeOf(caller), nodeOf(callee));
    connect(nodeOf(callee), nodeOf(caller));
  }
  return neighbours;
}

interface Place {
  readonly models: readonly string[];
  readonly components: readonly ComponentRef[];
}

/**
 * "same" when two things share a model or a component; "neighbour" when a component of one calls one
 * of the other. A machine no edge speaks of may carry anything watched here, so it is everyone's
 * neighbour.
 */
export function isRelated(
  a: Place,
  b: Place,
  neighbours: Neighbours,
): "same" | "neighbour" | "none" {
  if (a.models.some((model) => b.models.includes(model))) return "same";
  const nodesOfA = new Set(a.components.map((component) => nodeOf(component)));
  const nodesOfB = b.components.map((component) => nodeOf(component));
  if (nodesOfB.some((node) => nodesOfA.has(node))) return "same";
  const isCalled = nodesOfB.some((node) =>
    [...(neighbours.get(node) ?? [])].some((other) => nodesOfA.has(other)),
  );
  if (isCalled) return "neighbour";
  const isFloating = (component: ComponentRef): boolean =>
    component.kind === "hardware" && !neighbours.has(nodeOf(component));
  return [...a.components, ...b.components].some((one) => isFloating(one)) ? "neighbour" : "none";
}

/** A called peer and the service of the same name are one node, whoever names it. */
function nodeOf(component: ComponentRef): string {
  const kind = component.kind === "dependency" ? "serving" : component.kind;
  return `${kind}:${component.name}`;
}
