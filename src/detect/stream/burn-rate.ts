import { say } from "../../model/message.ts";
import { memoryDetector } from "./memory-detector.ts";
import { rounded } from "./season-profile.ts";
import { scoreOf } from "./verdicts.ts";

const settings = {
  objective: {
    type: "number",
    unit: "ratio",
    default: 0.99,
    min: 0,
    max: 0.999999,
    meaning: "the share of requests that shall be good; what is left is the error budget",
  },
  value: {
    type: "choice",
    default: "bad-share",
    choices: ["bad-share", "good-share"],
    meaning: "what the watched ratio counts: bad requests (an error rate) or good ones of all",
  },
  fastFactor: {
    type: "number",
    unit: "1",
    default: 14.4,
    min: 1,
    max: 1e6,
    meaning:
      "burn rate that alarms over an hour and five minutes: 14.4 spends 2 % of a 30-day budget in an hour",
  },
  slowFactor: {
    type: "number",
    unit: "1",
    default: 6,
    min: 1,
    max: 1e6,
    meaning:
      "burn rate that alarms over six hours and half an hour: 6 spends 5 % of a 30-day budget in six hours",
  },
  hourMs: {
    type: "number",
    unit: "ms",
    default: 3_600_000,
    min: 1_000,
    max: 86_400_000,
    meaning:
      "what counts as an hour in the windows above: shorter for objectives over less than 30 days",
  },
  rowsMin: {
    type: "number",
    unit: "rows",
    default: 1,
    min: 0,
    max: 1e9,
    meaning: "a short window that rests on fewer requests does not alarm",
  },
} as const;

interface Memory {
  /** Twelfths of an hour, oldest first, at most 73: number of the twelfth, bad rows, rows. */
  parts: [part: number, bad: number, rows: number][];
}

/**
 * The multi-window, multi-burn-rate alert of an objective: the share of bad requests over the error budget, both
 * over a long window (so that it matters) and a short one (so that it still goes on): one hour with five minutes, or
 * six hours with half an hour. Learns nothing and needs no warm-up.
 *
 * A ratio is weighted by its rows (1 where absent) and cut to 0..1. The five-minute window is the present twelfth
 * of an hour and the one before. Overlapping windows count their rows several times in both sums, which leaves the
 * ratio as it is. Only bad requests alarm, whatever the monitor's direction. Cost O(1) a point; state below 3 kB.
 */
export const burnRate = memoryDetector<typeof settings, Memory>({
  name: "burn-rate",
  summary: "finds an error budget that is spent too fast, over a long and a short window together",
  source:
    "Beyer et al. 2018, The Site Reliability Workbook, chapter 5 (multiwindow, multi-burn-rate)",
  formula: "(error share ÷ (1 − objective)) over a long and a short window, both above the factor",
  cost: "O(1) a point",
  when: "For service level objectives: shares of failed requests against a given objective.",
  settings,
  begin: () => ({ parts: [] }),
  judge({ value, point, settings: given, memory }) {
    const share = Math.max(0, Math.min(1, value));
    const count = point.count;
    const rows = count !== undefined && count >= 0 ? Math.min(1e12, count) : 1;
    const part = Math.floor((12 * point.time) / given.hourMs);
    add(memory, { part, rows, bad: rows * (given.value === "bad-share" ? share : 1 - share) });
    const budget = 1 - given.objective;
    const fast = burn(memory, part, { long: 12, short: 1, budget, rowsMin: given.rowsMin });
    const slow = burn(memory, part, { long: 72, short: 6, budget, rowsMin: given.rowsMin });
    const strength = Math.max(fast / given.fastFactor, slow / given.slowFactor);
    const isAnomalous = strength >= 1;
    const times = Math.max(fast, slow);
    const high = given.fastFactor * budget;
    return {
      state: isAnomalous ? "anomalous" : "normal",
      score: scoreOf(strength, 1),
      ...(given.value === "bad-share" ? { high } : { low: 1 - high }),
      reason: say(isAnomalous ? "detect/burning" : "detect/budget-kept", { times }),
    };
  },
});

function add(
  memory: Memory,
  { part, bad, rows }: { readonly part: number; readonly bad: number; readonly rows: number },
): void {
  const newest = memory.parts.at(-1);
  if (newest !== undefined && newest[0] >= part) {
    newest[1] = rounded(newest[1] + bad, 9);
    newest[2] = rounded(newest[2] + rows, 9);
    return;
  }
  memory.parts.push([part, rounded(bad, 9), rounded(rows, 9)]);
  while (memory.parts.length > 0 && memory.parts[0]![0] < part - 72) memory.parts.shift();
}

/** The smaller burn rate of the two windows, in multiples of the budget; 0 where rows are too few. */
function burn(
  { parts }: Memory,
  now: number,
  windows: {
    /** In twelfths before the present one, which counts too. */
    readonly long: number;
    readonly short: number;
    readonly budget: number;
    readonly rowsMin: number;
  },
): number {
  const rate = (span: number, rowsMin: number): number => {
    let [bad, rows] = [0, 0];
    for (const [part, partBad, partRows] of parts) {
      if (part < now - span) continue;
      bad += partBad;
      rows += partRows;
    }
    return rows > 0 && rows >= rowsMin ? bad / rows / windows.budget : 0;
  };
  return Math.min(rate(windows.long, 0), rate(windows.short, windows.rowsMin));
}
