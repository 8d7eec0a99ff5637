import { AcesoError } from "../model/errors.ts";
import type { LabelMatcher, SeriesSamples } from "../model/series.ts";
import type { Labels } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { giveTurn } from "./give-turn.ts";
import type { Block } from "./native/reader.ts";
import type { Parameters } from "./parameters.ts";
import type { IndexedSeries, SeriesIndex } from "./series-index.ts";

/** Ids are named in the statement up to this many; beyond, all of the metric is read and sifted here. */
const idsPerQueryMax = 2_000;
/** Rows that are put into place before others have the event loop: about 2 ms. */
const rowsPerTurn = 50_000;

export interface SampleRequest {
  readonly matchers: readonly LabelMatcher[];
  /** Left out: the range is (start, end], as Prometheus 3 reads it. */
  readonly start: TimeMs;
  readonly end: TimeMs;
  /** Series at most; more is an error, unless `prefer` says which of them matter most. */
  readonly limit?: number;
  /** Larger for series that are to be read first where there are more than `limit`. */
  readonly prefer?: (labels: Labels) => number;
}

/**
 * Samples of all series that meet the matchers and have any in the range, in no order of series.
 *
 * @throws AcesoError "query-too-large" beyond `limit` series or `samplesMax` samples
 */
export async function selectSeries(
  parts: {
    readonly connection: Connection;
    readonly index: SeriesIndex;
    readonly samplesMax: number;
  },
  project: string,
  request: SampleRequest,
): Promise<readonly SeriesSamples[]> {
  const found = preferred(await parts.index.find(project, request.matchers), request);
  if (found.length === 0) return [];
  const wanted = new Map(found.map((series) => [series.seriesId, series]));
  const metrics = [...new Set(found.map((series) => series.metricId))];
  const some = found.length <= idsPerQueryMax;
  const parameters: Parameters = {
    project,
    start: request.start,
    end: request.end,
    limit: parts.samplesMax + 1,
    ...(metrics.length <= idsPerQueryMax ? { metrics } : {}),
    ...(some ? { ids: [...wanted.keys()] } : {}),
  };
  const blocks = await parts.connection.blocks(
    `SELECT series_id, time, value
FROM samples
WHERE project = {project:String}${metrics.length <= idsPerQueryMax ? " AND metric_id IN {metrics:Array(UInt64)}" : ""}${some ? " AND series_id IN {ids:Array(UInt64)}" : ""}
  AND time > fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND time <= fromUnixTimestamp64Milli({end:Int64}, 'UTC')
ORDER BY project, metric_id, series_id, time, received_at
LIMIT {limit:UInt64}`,
    parameters,
  );
  const total = blocks.reduce((rows, block) => rows + block.rows, 0);
  if (total > parts.samplesMax) {
    throw new AcesoError("query-too-large", { limit: parts.samplesMax, unit: "samples" });
  }
  return collect(blocks, wanted);
}

function preferred(
  found: readonly IndexedSeries[],
  { limit = Infinity, prefer }: SampleRequest,
): readonly IndexedSeries[] {
  if (found.length <= limit) return found;
  if (!prefer) throw new AcesoError("query-too-large", { limit, unit: "series" });
  return found
    .map((series) => ({ series, preference: prefer(series.labels) }))
    .toSorted((a, b) => b.preference - a.preference)
    .slice(0, limit)
    .map(({ series }) => series);
}

/** One series while its rows pass by; they come ordered by series and time. */
interface Growing {
  readonly found: FoundSeries;
  readonly series: IndexedSeries | undefined;
  readonly times: Float64Array;
  readonly values: Float64Array;
  length: number;
}

async function collect(
  blocks: readonly Block[],
  wanted: ReadonlyMap<bigint, IndexedSeries>,
): Promise<readonly SeriesSamples[]> {
  const result: SeriesSamples[] = [];
  const runs: Run[] = [];
  for (const block of blocks) {
    if (runs.length > 0) await giveTurn();
    addRuns(block, runs);
  }
  let current: Growing | undefined;
  let sinceTurn = 0;
  for (const run of runs) {
    sinceTurn += run.to - run.from;
    if (sinceTurn > rowsPerTurn) {
      await giveTurn();
      sinceTurn = 0;
    }
    if (current?.found !== run.found) {
      finish(current, result);
      const { found } = run;
      const series = wanted.get(found.seriesId);
      const size = series ? found.rows : 0;
      current = {
        found,
        series,
        times: new Float64Array(size),
        values: new Float64Array(size),
        length: 0,
      };
    }
    if (current.series) copy(run, current);
  }
  finish(current, result);
  return result;
}

/** A series of the answer and its rows over all blocks. */
interface FoundSeries {
  readonly seriesId: bigint;
  rows: number;
}

/** Rows [from, to) of one block, all of one series. */
interface Run {
  /** The same object for all runs of a series. */
  readonly found: FoundSeries;
  /** Times and values as pairs of 32-bit halves. */
  readonly times: Uint32Array;
  readonly values: Uint32Array;
  readonly from: number;
  readonly to: number;
}

/** Appends the runs of a block; a series may go on from the block before. */
function addRuns(block: Block, runs: Run[]): void {
  const ids = block.columns.get("series_id");
  const times = block.columns.get("time");
  const values = block.columns.get("value");
  const typed =
    ids instanceof BigUint64Array &&
    times instanceof BigInt64Array &&
    values instanceof Float64Array;
  if (!typed) throw new AcesoError("internal", { reason: "samples have other column types" });
  // Halves of the ids: comparing bigints would allocate one per row.
  const halves = new Uint32Array(ids.buffer);
  const parts = { times: new Uint32Array(times.buffer), values: new Uint32Array(values.buffer) };
  let found = runs.at(-1)?.found;
  for (let from = 0, to = 0; from < block.rows; from = to) {
    const low = halves[from * 2];
    const high = halves[from * 2 + 1];
    while (to < block.rows && halves[to * 2] === low && halves[to * 2 + 1] === high) to++;
    const seriesId = ids[from] ?? 0n;
    if (found?.seriesId !== seriesId) found = { seriesId, rows: 0 };
    found.rows += to - from;
    runs.push({ found, ...parts, from, to });
  }
}

/** Appends a run; of rows with the same time the one received last, which comes last, is kept. */
function copy(run: Run, target: Growing): void {
  const { times } = target;
  const values = new Uint32Array(target.values.buffer);
  let length = target.length;
  for (let row = run.from; row < run.to; row++) {
    // Times lie between 1970 and 10889, so the upper half is small and never negative.
    const time = (run.times[row * 2] ?? 0) + (run.times[row * 2 + 1] ?? 0) * 0x1_0000_0000;
    if (length > 0 && times[length - 1] === time) length--;
    times[length] = time;
    // Bits, not numbers: the payload of a NaN must survive.
    values[length * 2] = run.values[row * 2] ?? 0;
    values[length * 2 + 1] = run.values[row * 2 + 1] ?? 0;
    length++;
  }
  target.length = length;
}

function finish(growing: Growing | undefined, result: SeriesSamples[]): void {
  if (!growing?.series || growing.length === 0) return;
  const { length, series, times, values } = growing;
  const exact = length === times.length;
  result.push({
    labels: series.labels,
    times: exact ? times : times.slice(0, length),
    values: exact ? values : values.slice(0, length),
  });
}
