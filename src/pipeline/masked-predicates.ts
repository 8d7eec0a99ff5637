import type { Predicate } from "../diagnose/slices/slice.ts";
import { maskPersonalData } from "../measure/text/mask-personal-data.ts";

// Numbers and ranges of them, as columns of numbers name their values.
const number = /^(?:<= |> )?-?[\d.]+(?:e[+-]?\d+)?(?: to -?[\d.]+(?:e[+-]?\d+)?)?$/i;

/** Predicates with personal data in their values masked: common values only, but one may be a customer's address. */
export function maskedPredicates(predicates: readonly Predicate[]): readonly Predicate[] {
  return predicates.map(({ column, value }) => ({
    column,
    value: number.test(value) ? value : maskPersonalData(value),
  }));
}
