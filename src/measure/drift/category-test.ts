import { type Message, say } from "../../model/message.ts";
import { fisherExactTest } from "../../stats/test/fisher-exact-test.ts";
import { chiSquareTest, gTest } from "../../stats/test/independence-test.ts";
import { twoProportionTest } from "../../stats/test/two-proportion-test.ts";
import type { CategorySide } from "./drift-side.ts";
import type { DriftTest } from "./number-test.ts";
import type { DriftSettings } from "./settings.ts";

/** Tests two samples of categories by the test of the settings. */
export function testCategories(
  reference: CategorySide,
  current: CategorySide,
  { categoryTest }: DriftSettings,
): DriftTest {
  const { first, second, pooled } = poolRare(reference, current);
  const categories = first.length;
  const asked = categoryTest === "auto" ? null : say("drift/test-asked-for", {});
  const isTwo = categories === 2;
  if (isTwo && categoryTest !== "chi-squared" && categoryTest !== "g") {
    const least = leastExpected(first, second);
    const isExact = categoryTest === "fisher" || (categoryTest === "auto" && least < 5);
    const [[a = 0, b = 0], [c = 0, d = 0]] = [first, second];
    if (isExact) {
      const table = [
        [a, b],
        [c, d],
      ] as const;
      const { oddsRatio, pValue } = fisherExactTest(table);
      const because = asked ?? say("drift/test-two-few", { expected: least });
      return { name: "fisher", statistic: oddsRatio, pValue, because };
    }
    const { z, pValue } = twoProportionTest(
      { successes: a, trials: a + b },
      { successes: c, trials: c + d },
    );
    return { name: "z", statistic: z, pValue, because: asked ?? say("drift/test-two", {}) };
  }
  const test = categoryTest === "g" ? gTest : chiSquareTest;
  const { statistic, pValue } = test([first, second]);
  const because: Message = asked ?? say("drift/test-categories", { categories, pooled });
  return { name: categoryTest === "g" ? "g" : "chi-squared", statistic, pValue, because };
}

/** Counts of both sides over the same categories. */
interface Pooled {
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Categories that share a bin because they are rare. */
  readonly pooled: number;
}

// The chi-squared limit wants five expected rows in a cell (Cochran 1954): rarer categories are pooled, the
// rarest first, until the pool has them. Two categories stay two: they have exact tests.
function poolRare(reference: CategorySide, current: CategorySide): Pooled {
  const names = [...new Set([...reference.counts.keys(), ...current.counts.keys()])];
  const cells = names
    .map((name) => [reference.counts.get(name) ?? 0, current.counts.get(name) ?? 0] as const)
    .sort(([a, b], [c, d]) => a + b - c - d);
  const total = reference.present + current.present;
  const smaller = Math.min(reference.present, current.present);
  const isRare = (rows: number): boolean => (rows * smaller) / total < 5;
  let [poolFirst, poolSecond, pooled] = [0, 0, 0];
  for (const [a, b] of cells) {
    const isPoolRare = pooled > 0 && isRare(poolFirst + poolSecond);
    if (cells.length - pooled <= 1 || !(isRare(a + b) || isPoolRare)) break;
    poolFirst += a;
    poolSecond += b;
    pooled++;
  }
  if (cells.length <= 2 || pooled <= 1) {
    return { first: cells.map(([a]) => a), second: cells.map(([, b]) => b), pooled: 0 };
  }
  const kept = cells.slice(pooled);
  return {
    first: [poolFirst, ...kept.map(([a]) => a)],
    second: [poolSecond, ...kept.map(([, b]) => b)],
    pooled,
  };
}

function leastExpected(first: readonly number[], second: readonly number[]): number {
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const [n, m] = [sum(first), sum(second)];
  const rarest = Math.min(...first.map((count, index) => count + (second[index] ?? 0)));
  return (rarest * Math.min(n, m)) / (n + m);
}
