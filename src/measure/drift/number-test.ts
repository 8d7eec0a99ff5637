import { andersonDarlingTest } from "../../stats/test/anderson-darling-test.ts";
import { cramerVonMisesTest } from "../../stats/test/cramer-von-mises-test.ts";
import { eppsSingletonTest } from "../../stats/test/epps-singleton-test.ts";
import { kolmogorovSmirnovSorted } from "../../stats/test/kolmogorov-smirnov-test.ts";
import { mannWhitneyTest } from "../../stats/test/mann-whitney-test.ts";
import { type Message, say } from "../../model/message.ts";
import type { NumberSide } from "./drift-side.ts";
import type { DriftSettings } from "./settings.ts";

/** A test that was made, and why this one. */
export interface DriftTest {
  /** Its text is `driftTest.<name>`. */
  readonly name: string;
  readonly statistic: number;
  /** Two-sided, of this column alone. */
  readonly pValue: number;
  readonly because: Message;
}

// Largest sample for which SciPy and we take the exact distribution.
const exactMax = 10_000;

/** Tests two samples of numbers by the test of the settings. */
export function testNumbers(
  reference: NumberSide,
  current: NumberSide,
  { numberTest }: DriftSettings,
): DriftTest {
  const [a, b] = [reference.sorted, current.sorted];
  const params = { reference: a.length, current: b.length };
  const chosen = say("drift/test-asked-for", params);
  switch (numberTest) {
    case "mann-whitney": {
      const { u, pValue } = mannWhitneyTest(a, b);
      return { name: numberTest, statistic: u, pValue, because: chosen };
    }
    case "cramer-von-mises":
      return { name: numberTest, ...cramerVonMisesTest(a, b), because: chosen };
    case "anderson-darling":
      return { name: numberTest, ...andersonDarlingTest([a, b]), because: chosen };
    case "epps-singleton": {
      const { statistic, pValue } = eppsSingletonTest(a, b);
      return { name: numberTest, statistic, pValue, because: chosen };
    }
    default: {
      const isExact = Math.max(a.length, b.length) <= exactMax;
      const code = isExact ? "drift/test-numbers-exact" : "drift/test-numbers-limit";
      const because = numberTest === "auto" ? say(code, params) : chosen;
      return { name: "kolmogorov-smirnov", ...kolmogorovSmirnovSorted(a, b), because };
    }
  }
}
