import type { FeatureBins, Moments } from "./summary.ts";
import type { TimeMs, Window } from "./time.ts";

/** Values of a feature as they are kept for long: how many in each frozen bin, and their moments. */
export interface BinnedValues {
  /** Rows per bin, as in `FeatureSummary`. */
  readonly histogram: readonly number[];
  /** Rows that carry the feature, null or not. */
  readonly count: number;
  readonly nulls: number;
  /** Of the finite numbers; null where they are not known. */
  readonly moments: Moments | null;
}

/** What a feature of one version (or of all, "") looked like in one hour. */
export interface HourlyDistribution extends BinnedValues {
  readonly model: string;
  readonly version: string;
  readonly feature: string;
  /** Start of the hour. */
  readonly start: TimeMs;
  readonly bins: FeatureBins;
  readonly moments: Moments;
}

/** Hours of a feature added up. */
export interface StoredDistribution extends BinnedValues {
  readonly model: string;
  readonly feature: string;
  readonly bins: FeatureBins;
  readonly moments: Moments;
  /** How many hours are in it, the start of the first and the end of the last. */
  readonly hours: number;
  readonly window: Window;
}

/** Which hours to add up. */
export interface DistributionRequest {
  readonly models: readonly string[];
  /** All versions together where left out. */
  readonly version?: string;
  /** Hours that begin in it. */
  readonly window: Window;
  /** Hours of the day in UTC, 0 to 23; all where left out. */
  readonly hoursOfDay?: readonly number[];
  /** Days of the week in UTC, 1 (Monday) to 7; all where left out. */
  readonly daysOfWeek?: readonly number[];
}
