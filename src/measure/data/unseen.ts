import { twoProportionTest } from "../../stats/test/two-proportion-test.ts";
import { type ColumnCheck, findingOf } from "./column-check.ts";

const shownCount = 3;
const shownLength = 40;

/**
 * Whether values are of categories that the reference does not have. In a reference of n values the
 * chance that the next is of a new category is about s / n, s being the categories seen once (Good
 * 1953): so much is no finding.
 */
export const unseen: ColumnCheck = {
  name: "unseen",
  check({ role, reference, current }, { unseenShareMax: limit, significance }) {
    const { counts: known } = reference;
    const { counts } = current;
    if (known === null || counts === null || known.size === 0) return null;
    if (role === "id" || role === "text" || current.presentCount === 0) return null;
    const fresh = [...counts].filter(([category]) => !known.has(category));
    const count = fresh.reduce((sum, [, rows]) => sum + rows, 0);
    const value = count / current.presentCount;
    const gone = [...known.keys()].filter((category) => !counts.has(category)).length;
    const names = fresh
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, shownCount)
      .map(([category]) => category.slice(0, shownLength))
      .join(", ");
    const params = { categories: fresh.length, names, share: value, known: known.size, gone };
    const details = { params, value, limit };
    if (count === 0) return findingOf("unseen", "pass", "none", details);
    const once = [...known.values()].filter((rows) => rows === 1).length;
    const { pValueGreater } = twoProportionTest(
      { successes: count, trials: current.presentCount },
      { successes: once, trials: reference.presentCount },
    );
    // A reference in which every category stands often makes each new one a surprise.
    const isSure = once === 0 || pValueGreater < significance;
    const status = !isSure ? "pass" : value > limit ? "fail" : "warn";
    return findingOf("unseen", status, isSure ? "new" : "expected", details);
  },
};
