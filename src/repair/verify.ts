import type { BadDirection } from "../model/monitor.ts";
import type { RepairOutcome, VerificationPlan } from "../model/repair.ts";
import type { TimeMs } from "../model/time.ts";
import { studentTCdf } from "../stats/distribution/student-t-cdf.ts";

/** A measure over one stretch of time, in its unit. */
export interface Stretch {
  readonly value: number;
  /** Rows. */
  readonly count: number;
  /** null where the measure has none. */
  readonly standardError: number | null;
}

/** One objective symptom: how it was, how it got, how it is. null where nothing could be measured. */
export interface SymptomValues {
  readonly monitor: string;
  /** Unit of the values; shares ("ratio") get the error of a share, so that 0 or 1 is never certain. */
  readonly unit: string;
  readonly direction: BadDirection;
  readonly before: Stretch | null;
  readonly during: Stretch | null;
  /** From `performedAt` plus the settle time to now, settled windows only. */
  readonly after: Stretch | null;
}

export type Verified =
  | { readonly state: "waiting"; readonly tests: RepairOutcome["tests"] }
  | { readonly state: "done"; readonly outcome: RepairOutcome };

/** Share of the harm (during minus before) that may be left for a repair to count as fixed. */
const marginShare = 0.5;
/** Highest p value of a passed test. */
const passAt = 0.01;
/** P value at which a failure is certain before the time is up. */
const failAt = 0.001;

/**
 * Did the repair work? For each objective symptom a one-sided non-inferiority test against the
 * pre-incident baseline: the null hypothesis is that the value is still worse than before by at least
 * the margin, half of what the incident cost. All tests must pass for `fixed`. A symptom with too few
 * rows never passes: when the time is up it makes the answer `not-enough-data`, unless another
 * one clearly failed.
 *
 * Source: Welch's statistic with the smaller sample's degrees of freedom (conservative); Wellek 2010,
 * Testing Statistical Hypotheses of Equivalence and Noninferiority, section 2.
 */
export function verifyRepair(request: {
  readonly plan: VerificationPlan;
  readonly performedAt: TimeMs;
  readonly now: TimeMs;
  readonly symptoms: readonly SymptomValues[];
}): Verified {
  const { plan, performedAt, now } = request;
  const elapsed = now - performedAt;
  if (elapsed < plan.settleMs) return { state: "waiting", tests: [] };
  const tried = plan.monitors.map((monitor) => {
    const values = request.symptoms.find((symptom) => symptom.monitor === monitor);
    return testOf(monitor, values, plan.countMin);
  });
  const tests = tried.map(({ test }) => test);
  const done = (result: RepairOutcome["result"]): Verified => ({
    state: "done",
    outcome: { result, tests },
  });
  if (tests.length > 0 && tests.every(({ passed }) => passed)) return done("fixed");
  const isFailure = tried.some(({ failed }) => failed);
  if (isFailure && elapsed >= plan.timeoutMs / 2) return done("not-fixed");
  if (elapsed < plan.timeoutMs) return { state: "waiting", tests };
  const isShort = tests.length === 0 || tried.some(({ enough }) => !enough);
  return done(isShort ? "not-enough-data" : "not-fixed");
}

interface Tried {
  readonly test: RepairOutcome["tests"][number];
  readonly enough: boolean;
  /** Still worse than the margin, beyond doubt. */
  readonly failed: boolean;
}

function testOf(monitor: string, values: SymptomValues | undefined, countMin: number): Tried {
  const unit = values?.unit ?? "1";
  const before = certain(values?.before ?? null, unit);
  const during = certain(values?.during ?? null, unit);
  const after = certain(values?.after ?? null, unit);
  const name = unit === "ratio" ? "share non-inferiority" : "welch non-inferiority";
  const shown = {
    monitor,
    test: name,
    before: before ?? empty,
    during: during ?? empty,
    after: after ?? empty,
  };
  const enough = before !== null && during !== null && after !== null && after.count >= countMin;
  if (!enough || before.count < 2 || !values) {
    const test = { ...shown, margin: 0, pValue: 1, passed: false };
    return { test, enough: false, failed: false };
  }
  const sign = badSign(values.direction, before.value, during.value);
  const harm = sign * (during.value - before.value);
  const least = unit === "ratio" ? 0.02 : 0.05 * Math.abs(before.value);
  const margin = Math.max(marginShare * harm, least);
  const left = sign * (after.value - before.value);
  const noise = Math.hypot(before.standardError, after.standardError);
  const statistic =
    noise > 0 ? (margin - left) / noise : (margin - left) * Number.POSITIVE_INFINITY;
  const freedom = Math.max(1, Math.min(before.count, after.count) - 1);
  const pValue = Number.isNaN(statistic) ? 1 : studentTCdf(-statistic, freedom);
  const test = { ...shown, margin, pValue, passed: pValue <= passAt };
  return { test, enough: true, failed: 1 - pValue <= failAt };
}

type Sure = Stretch & { readonly standardError: number };
const empty: Sure = { value: 0, count: 0, standardError: 0 };

/** A stretch with a usable error; null where the value or its error is not known. */
function certain(stretch: Stretch | null, unit: string): Sure | null {
  if (stretch === null || !Number.isFinite(stretch.value) || stretch.count < 1) return null;
  const { value, count } = stretch;
  const given = stretch.standardError;
  if (unit === "ratio" && value >= 0 && value <= 1) {
    // One success and one failure added (Agresti and Caffo 2000): a share of 1 is not certain.
    const share = (value * count + 1) / (count + 2);
    const standardError = Math.max(given ?? 0, Math.sqrt((share * (1 - share)) / (count + 2)));
    return { value, count, standardError };
  }
  if (given === null || !Number.isFinite(given)) return null;
  return { value, count, standardError: given };
}

/** +1 where larger is worse; a monitor that is bad on both sides is judged by the side it went to. */
function badSign(direction: BadDirection, before: number, during: number): 1 | -1 {
  if (direction === "up") return 1;
  if (direction === "down") return -1;
  return during >= before ? 1 : -1;
}
