import { type ColumnCheck, findingOf } from "./column-check.ts";

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
    const share = (reference.counts?.get(String(only)) ?? 0) / reference.presentCount;
    const isChance = share ** current.presentCount > 0.01;
    return findingOf("constant", isChance ? "pass" : "fail", isChance ? "chance" : "stuck", {
      params,
    });
  },
};
