/** One alert of an incident: a metric that left its band, a log template that came up, a call that slowed or failed. */
export interface AlertSign {
  readonly source: "metric" | "log" | "call";
  /** The instance that shows it; for a call the callee. */
  readonly component: string;
  /** What it is called: metric, log template or operation. */
  readonly name: string;
  /** How it moved: "up" and "down" of a metric, "slow" or a status of a call; empty for logs. */
  readonly change: string;
  /** For a call: who made it; equal to `component` for work inside of it. Empty for metrics and logs. */
  readonly caller: string;
}

/** The alerts of one incident over the components that may be at fault. */
export interface AlertCase {
  readonly components: readonly string[];
  readonly signs: readonly AlertSign[];
}

/** An incident whose culprit people know, and what kind of fault it was. */
export interface LabelledAlertCase extends AlertCase {
  readonly culprit: string;
  readonly kind: string;
}

/**
 * The service an instance belongs to: its name without a trailing replica number or the two hashes that
 * Kubernetes adds ("orders-1" and "orders-5d9c7bd8b9-x2x7k" are "orders").
 */
export function serviceOfInstance(name: string): string {
  return name.replace(/-[a-f0-9]{6,10}-[a-z0-9]{5}$/, "").replace(/-\d+$/, "");
}
