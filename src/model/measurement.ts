import { structuredTasks, type StructuredTask } from "./structured-task.ts";
import type { TimeMs, Window } from "./time.ts";

/** What a measure is taken of. */
export type Subject =
  | { readonly kind: "model"; readonly model: string }
  | { readonly kind: "service"; readonly service: string };

/**
 * A part of a subject: all of it (empty), one version, one feature, one called peer, or several at once.
 * Slice names become labels of the measured series.
 */
export interface Slice {
  readonly version?: string;
  readonly feature?: string;
  readonly peer?: string;
  readonly class?: string;
  /** A value or range of the feature, e.g. "= app". */
  readonly value?: string;
}

/** The value of one measure over one window. */
export interface Measurement {
  readonly measure: string;
  readonly subject: Subject;
  readonly slice: Slice;
  readonly window: Window;
  /** In the measure's unit; null when undefined (0/0, one class only), with its sample size. */
  readonly value: number | null;
  /** Rows the value rests on. */
  readonly count: number;
  /** In the measure's unit; null where the measure has none. */
  readonly standardError: number | null;
  /** Share of the window's predictions whose label has come, 0 to 1; 1 where no label is needed. */
  readonly labelCoverage: number;
  /** Whether detectors may step on it: coverage or label horizon reached. */
  readonly settled: boolean;
}

/** What people see of a task: chosen from the first predictions of a model. */
export const modelTasks = [
  "binary",
  "multiclass",
  "regression",
  "generation",
  ...structuredTasks,
] as const;
export type ModelTask = (typeof modelTasks)[number];

/** Whether outputs are rankings, boxes, forecasts or times to an event, rather than classes, numbers or words. */
export function isStructuredTask(task: ModelTask): task is StructuredTask {
  return structuredTasks.some((each) => each === task);
}

/** A model as its signals show it. */
export interface ModelFacts {
  readonly model: string;
  readonly task: ModelTask;
  readonly versions: readonly {
    readonly version: string;
    readonly firstSeen: TimeMs;
    readonly lastSeen: TimeMs;
    readonly predictions: number;
  }[];
  readonly features: readonly { readonly name: string; readonly type: "number" | "text" }[];
  readonly classes: readonly string[];
  readonly hasLabels: boolean;
  readonly hasScores: boolean;
  /** Whether any output is a number; left out where that was not looked at. */
  readonly hasNumberOutputs?: boolean;
  /** Whether predictions carry embeddings; left out where none does. */
  readonly hasEmbeddings?: boolean;
  /** Services whose spans name this model. */
  readonly services: readonly string[];
}

/** How many predictions of a version have their label by now, and how long labels took. */
export interface LabelArrival {
  readonly version: string;
  readonly predictions: number;
  readonly labelled: number;
  /** Median and 95th percentile of label time minus prediction time; null without labels. */
  readonly delayMsP50: number | null;
  readonly delayMsP95: number | null;
}
