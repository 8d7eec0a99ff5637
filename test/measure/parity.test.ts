import { describe, expect, it } from "vitest";
import { compareAll } from "../../bench/measure/parity.ts";

// The first of the cases that `npm run bench -- measure --only parity` runs in full; the answers are those
// of SciPy 1.10.1, scikit-learn 1.2.1 and NumPy, made by bench/measure/parity.py.
const found = compareAll(40);

describe("agrees with SciPy, scikit-learn and NumPy to a relative 1e-9", () => {
  it.each(found.map((one) => [one.name, one] as const))("%s", (_, { cases, failures }) => {
    expect(cases).toBe(40);
    expect(failures).toEqual([]);
  });
});
