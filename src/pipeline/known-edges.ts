import type { ComponentEdge } from "../model/component.ts";
import type { Window } from "../model/time.ts";
import type { Loop } from "./loop.ts";

/** Who needs whom: what spans of the window show, and what people declare. Each edge once. */
export async function knownEdges(
  loop: Pick<Loop, "store"> & { readonly settings: Pick<Loop["settings"], "edges"> },
  project: string,
  window: Window,
): Promise<readonly ComponentEdge[]> {
  const learned = await loop.store.componentEdges(project, window);
  const declared = loop.settings.edges ?? [];
  if (declared.length === 0) return learned;
  const known = new Set(learned.map(namesOf));
  return [...learned, ...declared.filter((edge) => !known.has(namesOf(edge)))];
}

function namesOf({ caller, callee }: ComponentEdge): string {
  return `${caller.name}\u0000${callee.name}`;
}
