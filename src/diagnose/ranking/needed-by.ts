import type { CallEdge } from "./component-case.ts";

/**
 * A component and all it needs, directly or not.
 *
 * Cost O(edges × components).
 */
export function neededBy(component: string, edges: readonly CallEdge[]): ReadonlySet<string> {
  const found = new Set([component]);
  // A Set visits what is added while it is read.
  for (const name of found) {
    for (const { caller, callee } of edges) if (caller === name) found.add(callee);
  }
  return found;
}
