import type { Window } from "../model/time.ts";

/**
 * The last half of a window. What is measured over an hour to find a change counts as its: by the time that it shows in
 * the whole, the change is a third of it or more, and a diagnosis compares with what was before.
 */
export function lastHalf({ start, end }: Window): Window {
  return { start: end - (end - start) / 2, end };
}
