import type { TimeMs } from "../model/time.ts";
import type { LabelSet } from "./label-set.ts";

/** The moments at which an expression is evaluated: start + i * stepMs for 0 <= i < count. */
export interface Grid {
  readonly start: TimeMs;
  readonly stepMs: number;
  readonly count: number;
}

/** One element of an instant vector over all moments of a grid. The maker owns the arrays until it returns. */
export interface VectorSeries {
  readonly labels: LabelSet;
  /** The metric name is to go at the end; only where names are dropped late. */
  readonly dropsName: boolean;
  readonly values: Float64Array;
  /** 1 where there is a value: NaN is a value too. */
  readonly present: Uint8Array;
}

/** A series of samples with windows sliding over it: the elements of a range vector. */
export interface RangeSeries {
  readonly labels: LabelSet;
  readonly dropsName: boolean;
  /** Ascending; no stale markers. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** A range vector: at moment i of the grid each window is (endAt(i) - rangeMs, endAt(i)]. */
export interface RangeVector {
  readonly series: readonly RangeSeries[];
  readonly rangeMs: number;
  readonly endAt: (index: number) => TimeMs;
}

/** What a part of an expression gives over a grid; range vectors stay inside function calls. */
export type Value =
  | { readonly kind: "scalar"; readonly values: Float64Array }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "vector"; readonly series: readonly VectorSeries[] };

/** An empty series to be filled. */
export function emptySeries(labels: LabelSet, count: number, dropsName = false): VectorSeries {
  return {
    labels,
    dropsName,
    values: new Float64Array(count),
    present: new Uint8Array(count),
  };
}

/** The moment with this index. */
export function momentAt(grid: Grid, index: number): TimeMs {
  return grid.start + index * grid.stepMs;
}
