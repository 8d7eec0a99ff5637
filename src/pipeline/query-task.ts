import type { ErrorCode } from "../model/errors.ts";
import type { SeriesSamples, SeriesSource } from "../model/series.ts";
import type { Labels } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";

/** A PromQL query, times in ms; without a step it is asked at one moment, `end`. */
export interface Query {
  readonly expression: string;
  readonly start: TimeMs;
  readonly end: TimeMs;
  readonly step: number | null;
}

/** What a thread is handed: the query, and the samples of each of its selectors. */
export interface QueryTask {
  readonly query: Query;
  // request of a selector → its series
  readonly samples: ReadonlyMap<string, PackedSeries>;
}

/**
 * Series in one piece: handing over 20,000 small arrays and 10,000 objects took 125 ms of the event
 * loop, three large arrays and a text take a tenth.
 */
export interface PackedSeries {
  /** JSON of the label sets, one a series. */
  readonly labels: string;
  /** Samples of each series, which lie one after the other in the two others. */
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
}

/** Copies series into one piece; bits of NaN are kept. */
export function pack(series: readonly SeriesSamples[]): PackedSeries {
  const lengths = Uint32Array.from(series, ({ times }) => times.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const [times, values] = [new Float64Array(total), new Float64Array(total)];
  let at = 0;
  for (const one of series) {
    times.set(one.times, at);
    values.set(one.values, at);
    at += one.times.length;
  }
  return { labels: JSON.stringify(series.map(({ labels }) => labels)), lengths, times, values };
}

/** The series again, as views of the piece. */
export function unpack({ labels, lengths, times, values }: PackedSeries): readonly SeriesSamples[] {
  // `pack` wrote it: one label set a series.
  const sets = JSON.parse(labels) as readonly Labels[];
  let at = 0;
  return sets.map((set, index) => {
    const from = at;
    at += lengths[index] ?? 0;
    return { labels: set, times: times.subarray(from, at), values: values.subarray(from, at) };
  });
}

/** What comes back: the answer in the Prometheus API's JSON, or an error of the table. */
export type QueryAnswer =
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  | {
      readonly code: ErrorCode;
      readonly params: { readonly [name: string]: string | number };
    };

/** Names a request of a selector, equal for equal requests. */
export function keyOf(request: Parameters<SeriesSource["select"]>[0]): string {
  const { matchers, start, end } = request;
  return JSON.stringify([
    start,
    end,
    ...matchers.map((one) => [one.name, one.operator, one.value]),
  ]);
}
