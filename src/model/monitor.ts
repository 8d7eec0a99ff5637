import type { Json } from "./json.ts";
import type { Message } from "./message.ts";
import type { Slice, Subject } from "./measurement.ts";

export type Severity = "critical" | "warning" | "info";

/** What a monitor looks at: a PromQL expression, several that belong together, or a measure of a subject's slice. */
export type Watch =
  | {
      readonly kind: "series";
      readonly expression: string;
      readonly subject: Subject | HostSubject;
    }
  | {
      readonly kind: "group";
      /** Judged together by a group detector; 2 to 64. */
      readonly series: readonly GroupSeries[];
      readonly subject: Subject | HostSubject;
    }
  | {
      readonly kind: "measure";
      readonly measure: string;
      readonly subject: Subject;
      readonly slice: Slice;
    };

/** One series of a group. */
export interface GroupSeries {
  /** A measure's name, which people's words know, or any other. */
  readonly name: string;
  /** PromQL; of several values the largest counts. */
  readonly expression: string;
}

/** A machine or process seen through its metrics. */
export interface HostSubject {
  readonly kind: "host";
  readonly host: string;
}

/** Which side of the expected band is bad. */
export type BadDirection = "up" | "down" | "both";

export interface Monitor {
  /** Stable: the same watch by the same pack always has the same id. */
  readonly id: string;
  readonly owner: "pack" | "file" | "api";
  readonly watch: Watch;
  readonly detector: string;
  readonly settings: { readonly [name: string]: Json };
  readonly direction: BadDirection;
  /** Objective monitors may open an incident; evidence monitors never page anyone alone. */
  readonly class: "objective" | "evidence";
  /** Anomalous windows in a row before the monitor counts as anomalous, and normal ones before it is over. */
  readonly holdWindows: number;
  readonly windowMs: number;
  readonly severity: Severity;
  /** The unit of the watched value, for people. */
  readonly unit: string;
  /** Why this monitor exists. */
  readonly reason: Message;
  readonly enabled: boolean;
}

/** One monitor, one window: the commit of everything a tick decided about it. */
export interface Evaluation {
  readonly monitor: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly revision: number;
  /** null when there was nothing to measure. */
  readonly value: number | null;
  readonly count: number;
  readonly standardError: number | null;
  readonly state: "normal" | "anomalous" | "learning" | "no-data";
  readonly score: number;
  readonly expected: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly progress: number | null;
  readonly reason: Message;
  /** Whether the anomaly has lasted its hold time: the monitor is firing. */
  readonly firing: boolean;
}

/**
 * The detector of a monitor that names none, by what its values carry. A measure comes with row counts and standard
 * errors, which `robust-season` weighs; an expression comes with neither: one that may open an incident gets the
 * ensemble, whose false alarms are counted in weeks, one that only explains gets the cheapest band.
 */
export function defaultDetector(declared: {
  readonly watch: Pick<Watch, "kind">;
  readonly class: Monitor["class"];
}): string {
  const { watch, class: kind } = declared;
  switch (watch.kind) {
    case "group":
      return "group-ensemble";
    case "measure":
      return "robust-season";
    case "series":
      return kind === "objective" ? "lasting-ensemble" : "running-band";
    default:
      return watch.kind satisfies never;
  }
}
