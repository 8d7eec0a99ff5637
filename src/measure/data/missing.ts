import { twoProportionTest } from "../../stats/test/two-proportion-test.ts";
import { type ColumnCheck, findingOf } from "./column-check.ts";

/** Whether the share of missing values has grown. */
export const missing: ColumnCheck = {
  name: "missing",
  check({ reference, current, role }, { missingIncreaseMax: limit, significance }) {
    if (current.rowCount === 0 || reference.rowCount === 0) return null;
    // Labels that have not come yet are no fault of the data.
    if (role === "label" && current.presentCount === 0) return null;
    // Values that are not of the type count as missing, but are told by the check of types.
    const before = {
      successes: reference.rowCount - reference.presentCount,
      trials: reference.rowCount,
    };
    const now = { successes: current.rowCount - current.presentCount, trials: current.rowCount };
    const params = { before: before.successes / before.trials, now: now.successes / now.trials };
    const value = params.now - params.before;
    const details = { params, value, limit };
    if (current.presentCount === 0 && reference.presentCount > 0) {
      return findingOf("missing", "fail", "all", details);
    }
    if (value <= limit) {
      return findingOf("missing", "pass", now.successes === 0 ? "none" : "same", details);
    }
    const { pValueGreater } = twoProportionTest(now, before);
    const isSure = pValueGreater < significance;
    return findingOf("missing", isSure ? "fail" : "warn", isSure ? "grown" : "unsure", details);
  },
};
