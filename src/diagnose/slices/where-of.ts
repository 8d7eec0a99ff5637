import type { Predicate } from "./slice.ts";

// How columns of numbers name their values.
const range = /^(?:<=|>) \S+$|^\S+ to \S+$/;

/** Predicates for people: "country = NL, age <= 20". */
export function whereOf(predicates: readonly Predicate[]): string {
  return predicates
    .map(({ column, value }) => (range.test(value) ? `${column} ${value}` : `${column} = ${value}`))
    .join(", ");
}
