import type { Labels } from "./signals.ts";
import type { TimeMs } from "./time.ts";

/** One label condition of a selector; regular expressions are RE2 and fully anchored. */
export interface LabelMatcher {
  readonly name: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** One series with its samples, times ascending and unique. The reader owns the arrays. */
export interface SeriesSamples {
  /** With `__name__`. */
  readonly labels: Labels;
  /** UTC milliseconds as whole doubles. */
  readonly times: Float64Array;
  /** Bits of NaN are kept: the stale marker is 0x7ff0000000000002. */
  readonly values: Float64Array;
}

/** What PromQL reads from. `start` is left out, `end` is in: (start, end], as Prometheus 3 does. */
export interface SeriesSource {
  select(request: {
    readonly matchers: readonly LabelMatcher[];
    readonly start: TimeMs;
    readonly end: TimeMs;
  }): Promise<readonly SeriesSamples[]>;
}
