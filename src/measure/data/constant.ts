import { type ColumnCheck, findingOf } from "./column-check.ts";
import type { ColumnProfile } from "./profile.ts";

// Fewer rows may well be equal by chance.
const rowsMin = 20;

/** Whether a column that varied has only one value left. */
export const constant: ColumnCheck = {
  name: "constant",
  check({ reference, current }) {
    if (current.presentCount < rowsMin || reference.presentCount < rowsMin) return null;
    if (current.distinctCount > 1) return findingOf("constant", "pass", "varies");
    const only = current.sorted?.[0] ?? [...(current.counts?.keys() ?? [])][0] ?? "";
    const params = { value: only, before: reference.distinctCount };
    if (reference.distinctCount === 1) return findingOf("constant", "pass", "always", { params });
    // The share of the reference that has this value tells whether chance could do it.
    const share = countOf(reference, only) / reference.presentCount;
    const isChance = share ** current.presentCount > 0.01;
    return findingOf("constant", isChance ? "pass" : "fail", isChance ? "chance" : "stuck", {
      params,
    });
  },
};

function countOf({ counts, sorted }: ColumnProfile, value: number | string): number {
  if (sorted === null) return counts?.get(String(value)) ?? 0;
  const first = sorted.indexOf(Number(value));
  return first < 0 ? 0 : sorted.lastIndexOf(Number(value)) - first + 1;
}
