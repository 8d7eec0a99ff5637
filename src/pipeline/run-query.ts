import { EncodedJson } from "../model/encoded-json.ts";
import type { SeriesSamples } from "../model/series.ts";
import { toApi } from "../promql/api.ts";
import { defaultOptions, evaluateInstant, evaluateRange } from "../promql/engine.ts";
import { parse } from "../promql/parser.ts";
import { planNeeds } from "../promql/plan.ts";
import type { Loop } from "./loop.ts";
import { keyOf, pack, type PackedSeries, type Query } from "./query-task.ts";
import { seriesSource } from "./series-source.ts";

/**
 * Samples and points up to which a query is evaluated here: it takes about half a microsecond each, and
 * acknowledgements and other queries wait meanwhile.
 */
const pointsHereMax = 40_000;

/**
 * A PromQL query in the form of the Prometheus API. A large one goes to a thread with its samples, and
 * its answer comes written: computing or writing it here would hold up everything else.
 *
 * @throws AcesoError "bad-expression", "query-too-large", "overloaded", and what the store throws
 */
export async function runQuery(loop: Loop, project: string, query: Query): Promise<unknown> {
  const source = seriesSource(loop, project);
  const { expression, start, end, step } = query;
  const range = { start: step === null ? end : start, end };
  const needs = planNeeds(parse(expression), range, defaultOptions.lookbackMs);
  const count = step === null ? 1 : Math.floor((end - start) / step) + 1;
  const isAnswerable = count > 0 && count <= defaultOptions.pointsMax;
  // request of a selector → its series
  const samples = new Map<string, readonly SeriesSamples[]>();
  if (loop.queries && isAnswerable) {
    for (const { selector, start: from, end: to } of needs) {
      const request = { matchers: selector.matchers, start: from, end: to };
      samples.set(keyOf(request), await source.select(request));
    }
    if (isSubquery(expression) || pointsIn(samples, count) > pointsHereMax) {
      const pieces = new Map<string, PackedSeries>();
      for (const [key, series] of samples) pieces.set(key, await pack(series));
      return new EncodedJson(await loop.queries.evaluate({ query, samples: pieces }));
    }
  }
  // The source remembers what it was asked above.
  const { data } =
    step === null
      ? await evaluateInstant(expression, end, source)
      : await evaluateRange(expression, { start, end, step }, source);
  return toApi(data);
}

/** Whether there may be a subquery, whose cost the samples do not tell. */
function isSubquery(expression: string): boolean {
  return /\[[^\]]*:[^\]]*\]/.test(expression);
}

function pointsIn(
  samples: ReadonlyMap<string, readonly SeriesSamples[]>,
  gridCount: number,
): number {
  let points = gridCount;
  for (const series of samples.values()) {
    points += series.length * gridCount;
    for (const { times } of series) points += times.length;
  }
  return points;
}
