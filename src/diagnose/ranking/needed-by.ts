import type { CallEdge } from "./component-case.ts";

/** component → what it calls. */
export type Callees = ReadonlyMap<string, readonly string[]>;

/** Callees by caller, each once and never itself. Cost O(edges). */
export function calleesOf(edges: readonly CallEdge[]): Callees {
  const callees = new Map<string, Set<string>>();
  for (const { caller, callee } of edges) {
    if (caller === callee) continue;
    const known = callees.get(caller) ?? new Set();
    callees.set(caller, known.add(callee));
  }
  return new Map([...callees].map(([caller, names]) => [caller, [...names]]));
}

/** A component and all it needs, directly or not. Cost O(edges below it). */
export function neededBy(component: string, callees: Callees): ReadonlySet<string> {
  const found = new Set([component]);
  // A Set visits what is added while it is read.
  for (const name of found) {
    for (const callee of callees.get(name) ?? []) found.add(callee);
  }
  return found;
}
