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
 * loop, three large arrays and some texts take a tenth.
 */
export interface PackedSeries {
  /** JSON lists of label sets, one set a series. */
  readonly labels: readonly string[];
  /** Samples of each series, which lie one after the other in the two others. */
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
}

/** Series packed between two turns of the event loop: about 2 ms with ten labels each. */
const seriesPerTurn = 500;

/** Copies series into one piece, a part at a time; bits of NaN are kept. */
export async function pack(series: readonly SeriesSamples[]): Promise<PackedSeries> {
  const lengths = Uint32Array.from(series, ({ times }) => times.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const [times, values] = [new Float64Array(total), new Float64Array(total)];
  const labels: string[] = [];
  let at = 0;
  for (let from = 0; from < series.length; from += seriesPerTurn) {
    if (from > 0) await new Promise((resolve) => setImmediate(resolve));
    const part = series.slice(from, from + seriesPerTurn);
    labels.push(JSON.stringify(part.map((one) => one.labels)));
    for (const one of part) {
      times.set(one.times, at);
      values.set(one.values, at);
      at += one.times.length;
    }
  }
  return { labels, lengths, times, values };
}

/** The series again, as views of the piece. */
export function unpack({ labels, lengths, times, values }: PackedSeries): readonly SeriesSamples[] {
  // `pack` wrote them: one label set a series.
  const sets = labels.flatMap((part) => JSON.parse(part) as readonly Labels[]);
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
