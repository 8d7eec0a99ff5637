import type { MetricKind } from "./metric-kind.ts";
import type { RowRange } from "./deviation.ts";

/** One metric of one component on the table's time axis. */
export interface ComponentSeries {
  readonly component: string;
  /** Without the component's name in it. */
  readonly metric: string;
  readonly unit?: string;
  /** One value a row; NaN is a gap. */
  readonly values: Float64Array;
  /** The same metric over a long quiet time, where it is known. */
  readonly quiet?: Float64Array;
}

/** What a caller waits for a callee beyond the callee's own time (network, queue). */
export interface CallWaits {
  readonly caller: string;
  readonly callee: string;
  /** Waits in the quiet time and in the incident, any unit of time, one for each stretch of some calls. */
  readonly before: Float64Array;
  readonly during: Float64Array;
  /** Calls in the incident. */
  readonly duringCalls: number;
}

/** How often one log point followed another inside a component; `to` "$" is the end of the work. */
export interface LogPath {
  readonly component: string;
  readonly from: string;
  readonly to: string;
  readonly before: number;
  readonly during: number;
}

/** `caller` needs `callee`. */
export interface CallEdge {
  readonly caller: string;
  readonly callee: string;
}

/** All that is known of the components when one of them broke. Any part may be empty. */
export interface ComponentCase {
  readonly series: readonly ComponentSeries[];
  readonly calls: readonly CallWaits[];
  readonly paths: readonly LogPath[];
  readonly edges: readonly CallEdge[];
  /** Signs found by others: changes, templates of log lines. */
  readonly further: readonly { readonly component: string; readonly sign: ComponentSign }[];
  readonly before: readonly RowRange[];
  readonly during: RowRange;
  /** Where the trouble is felt, and in what; the cause is what it needs. Null when only "something" is wrong. */
  readonly target: { readonly component: string; readonly kind: MetricKind } | null;
}

/** One thing that speaks for a component. */
export interface ComponentSign {
  readonly kind: MetricKind | "call" | "path" | "log" | "change" | "blind";
  /** Metric, callee's caller, log point or template, or title of a change. */
  readonly detail: string;
  /** In nats of surprise, comparable over kinds. */
  readonly strength: number;
  /** Before and during: levels in the metric's unit, shares of a branch, lines a window; NaN where none. */
  readonly from: number;
  readonly to: number;
}

/** A component with what speaks for it. */
export interface RankedComponent {
  readonly component: string;
  readonly score: number;
  /** What names the fault first: its own resources by precedence, then calls and logs, then its border. */
  readonly signs: readonly ComponentSign[];
}
