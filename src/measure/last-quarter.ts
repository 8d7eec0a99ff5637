import type { Window } from "../model/time.ts";

/**
 * The last quarter of a window. What is measured over an hour to find a change counts as its: it began within the hour,
 * and a diagnosis that began to look at the hour's start would look at what was well.
 */
export function lastQuarter({ start, end }: Window): Window {
  return { start: end - (end - start) / 4, end };
}
