import { AcesoError } from "../model/errors.ts";
import type { SeriesSamples } from "../model/series.ts";
import type { Evaluation, LoadedSeries } from "./evaluation.ts";
import { labelSetOf } from "./label-set.ts";
import { fixedTime, shiftRange } from "./plan.ts";
import type { Selector, Subquery } from "./syntax.ts";
import {
  emptySeries,
  type Grid,
  momentAt,
  type RangeSeries,
  type RangeVector,
  type VectorSeries,
} from "./value.ts";

/** A series as it came from the store, with its stale markers found by their bits. */
export function loadSeries(samples: SeriesSamples): LoadedSeries {
  const { times, values } = samples;
  // Pairs of 32-bit words, the low one first, as on every machine Node runs on.
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  let stale: Uint8Array | null = null;
  for (let index = 0; index < values.length; index++) {
    if (words[2 * index] !== 2 || words[2 * index + 1] !== 0x7ff00000) continue;
    stale ??= new Uint8Array(values.length);
    stale[index] = 1;
  }
  return { labels: labelSetOf(samples.labels), times, values, stale };
}

/**
 * An instant selector: at each moment the newest sample of the lookback, unless it is a stale marker.
 *
 * @param gives "times" for the samples' own times in seconds instead of their values
 */
export function selectInstant(
  evaluation: Evaluation,
  selector: Selector,
  grid: Grid,
  gives: "values" | "times",
): readonly VectorSeries[] {
  const loaded = evaluation.samples.get(selector) ?? [];
  refuseTooMany(evaluation, loaded.length * grid.count);
  const { lookbackMs } = evaluation.options;
  const fixed = fixedTime(selector, evaluation.query);
  const found: VectorSeries[] = [];
  for (const { labels, times, values, stale } of loaded) {
    const series = emptySeries(labels, grid.count);
    let last = -1;
    let isPresent = false;
    for (let index = 0; index < grid.count; index++) {
      const moment = (fixed ?? momentAt(grid, index)) - selector.offsetMs;
      while (last + 1 < times.length && times[last + 1]! <= moment) last++;
      if (last < 0 || times[last]! <= moment - lookbackMs || stale?.[last] === 1) continue;
      series.values[index] = gives === "times" ? times[last]! / 1000 : values[last]!;
      series.present[index] = 1;
      isPresent = true;
    }
    if (isPresent) found.push(series);
  }
  return found;
}

/** A range selector or a subquery. Stale markers are no samples. */
export function selectRange(
  evaluation: Evaluation,
  node: Selector | Subquery,
  grid: Grid,
): RangeVector {
  const fixed = fixedTime(node, evaluation.query);
  const endAt = (index: number) => (fixed ?? momentAt(grid, index)) - node.offsetMs;
  if (node.kind === "subquery") {
    return { series: computeSubquery(evaluation, node, grid), rangeMs: node.rangeMs, endAt };
  }
  const series = (evaluation.samples.get(node) ?? []).map(withoutStale);
  return { series, rangeMs: node.rangeMs ?? 0, endAt };
}

function withoutStale({ labels, times, values, stale }: LoadedSeries): RangeSeries {
  if (stale === null) return { labels, dropsName: false, times, values };
  const isFresh = (_: number, index: number) => stale[index] === 0;
  return { labels, dropsName: false, times: times.filter(isFresh), values: values.filter(isFresh) };
}

// The inner expression at every multiple of the step that any of the outer windows holds.
function computeSubquery(
  evaluation: Evaluation,
  node: Subquery,
  grid: Grid,
): readonly RangeSeries[] {
  const stepMs = node.stepMs ?? evaluation.options.subqueryStepMs;
  const outer = { start: grid.start, end: momentAt(grid, grid.count - 1) };
  const { start, end } = shiftRange(node, outer, evaluation.query);
  const first = (Math.floor((start - node.rangeMs) / stepMs) + 1) * stepMs;
  const count = Math.floor((end - first) / stepMs) + 1;
  if (count <= 0) return [];
  refuseTooMany(evaluation, count);
  const inner = { start: first, stepMs, count };
  return evaluation.evaluateVector(node.expression, inner).map((series) => {
    const size = series.present.reduce((sum, one) => sum + one, 0);
    const times = new Float64Array(size);
    const values = new Float64Array(size);
    let filled = 0;
    for (let index = 0; index < count; index++) {
      if (series.present[index] === 0) continue;
      times[filled] = momentAt(inner, index);
      values[filled++] = series.values[index]!;
    }
    return { labels: series.labels, dropsName: series.dropsName, times, values };
  });
}

function refuseTooMany(evaluation: Evaluation, values: number): void {
  const { samplesMax } = evaluation.options;
  if (values <= samplesMax) return;
  throw new AcesoError("query-too-large", { limit: samplesMax, unit: "samples" });
}
