import type { WindowGrid } from "../../src/model/time.ts";

/** Calls `each` for every window of the grid that holds the time. */
export function forWindows(
  { firstStart, sizeMs, stepMs, count }: WindowGrid,
  time: number,
  each: (window: number) => void,
): void {
  const offset = time - firstStart;
  const lowest = Math.max(0, Math.trunc((offset - sizeMs + stepMs) / stepMs));
  const highest = Math.min(count - 1, Math.trunc(offset / stepMs));
  for (let window = lowest; window <= highest; window += 1) each(window);
}

/** All versions together, and the own one where it has a name. */
export function versionsOf(version: string): readonly string[] {
  return version === "" ? [""] : ["", version];
}

/** The group of a key, found or begun. */
export function groupIn<Group>(groups: Map<string, Group>, key: string, begin: () => Group): Group {
  let group = groups.get(key);
  if (group === undefined) {
    group = begin();
    groups.set(key, group);
  }
  return group;
}

/** The order of answers: by window, then by the texts of the fields as they are named. */
export function byWindowAnd<Field extends string>(...fields: readonly Field[]) {
  type Row = { readonly window: number } & { readonly [name in Field]: string };
  return (a: Row, b: Row): number => {
    let order = a.window - b.window;
    for (const field of fields) order ||= byText(a[field], b[field]);
    return order;
  };
}

/** Values with their counts, the commonest first, equal ones by text. */
export function commonest(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].toSorted((a, b) => b[1] - a[1] || byText(a[0], b[0]));
}

/** The order of texts by code units, as the database has it for plain names. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
