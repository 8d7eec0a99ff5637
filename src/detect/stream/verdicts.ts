import { say } from "../../model/message.ts";
import type { BadDirection } from "../../model/monitor.ts";
import type { Verdict } from "../../model/verdict.ts";

/** The verdict on a window without a value. */
export function noData(): Verdict {
  return { state: "no-data", score: 0, reason: say("detect/no-data") };
}

/** The verdict on a window that rests on too few rows. */
export function tooFew(count: number, needed: number): Verdict {
  return { state: "no-data", score: 0, reason: say("detect/too-few", { count, needed }) };
}

/** The verdict while warming up, in windows. */
export function learningVerdict(done: number, needed: number): Verdict {
  return {
    state: "learning",
    score: 0,
    progress: Math.min(1, done / needed),
    reason: say("detect/learning", { done: Math.floor(done), needed }),
  };
}

/** The verdict of a value against an expected band. */
export function bandVerdict(judged: {
  readonly value: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** Signed distance from expected, in standard deviations or any scale on which `threshold` is the limit. */
  readonly deviations: number;
  readonly threshold: number;
  /** Whether a distance like this matters to anyone. */
  readonly isRelevant: boolean;
  readonly direction: BadDirection;
  /** Whether a value exactly at a limit keeps it; it does not where absent. */
  readonly isLimitNormal?: boolean;
}): Verdict {
  const { value, expected, low, high, deviations, threshold, isRelevant } = judged;
  const isBad =
    judged.direction === "both" || (judged.direction === "up" ? deviations > 0 : deviations < 0);
  const strength = isBad && isRelevant ? Math.abs(deviations) : 0;
  const isAnomalous = judged.isLimitNormal ? strength > threshold : strength >= threshold;
  // Several windows together may say what each alone does not.
  const together = value >= low && value <= high ? "-together" : "";
  const side = `detect/${deviations > 0 ? "above" : "below"}${together}`;
  return {
    state: isAnomalous ? "anomalous" : "normal",
    score: scoreOf(strength, threshold),
    expected,
    low,
    high,
    reason: say(isAnomalous ? side : "detect/within", {
      value,
      expected,
      low,
      high,
      deviations: Math.abs(deviations),
    }),
  };
}

/**
 * The verdict of a detector that finds changes: `evidence` against `threshold`, on any scale. A change
 * on the harmless side is normal.
 */
export function changeVerdict(found: {
  readonly evidence: number;
  readonly threshold: number;
  readonly before: number;
  readonly after: number;
  readonly direction: BadDirection;
}): Verdict {
  const { evidence, threshold, before, after, direction } = found;
  const isBad = direction === "both" || (direction === "up" ? after > before : after < before);
  const strength = isBad ? Math.max(0, evidence) : 0;
  const isAnomalous = strength >= threshold;
  return {
    state: isAnomalous ? "anomalous" : "normal",
    score: scoreOf(strength, threshold),
    expected: before,
    reason: say(isAnomalous ? "detect/changed" : "detect/unchanged", { before, after }),
  };
}

/** 0 as expected, 0.5 at the threshold, towards 1 beyond: 1 − 2^−(z/threshold)². */
export function scoreOf(deviations: number, threshold: number): number {
  return 1 - 2 ** -((deviations / threshold) ** 2);
}
