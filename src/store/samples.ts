import { AcesoError } from "../model/errors.ts";
import type { SeriesSamples } from "../model/series.ts";
import type { TimeMs } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { giveTurn } from "./give-turn.ts";
import type { Block } from "./native/reader.ts";
import type { Parameters } from "./parameters.ts";
import type { IndexedSeries } from "./series-index.ts";

/** Ids are named in the statement up to this many; beyond, all of the metric is read and sifted here. */
const idsPerQueryMax = 2_000;
/** Rows that are put into place before others have the event loop: about 2 ms. */
const rowsPerTurn = 50_000;

/** What reading samples needs. */
export interface SampleParts {
  readonly connection: Connection;
  /** Samples one statement may bring over all series. */
  readonly samplesMax: number;
}

/**
 * Samples of these series that lie in the range; series without any are left out.
 *
 * @throws AcesoError "query-too-large" beyond `samplesMax` samples
 */
export async function readSamples(
  parts: SampleParts,
  project: string,
  request: {
    readonly found: readonly IndexedSeries[];
    readonly start: TimeMs;
    readonly end: TimeMs;
  },
): Promise<ReadonlyMap<bigint, SeriesSamples>> {
  const { found, start, end } = request;
  const wanted = new Map(found.map((series) => [series.seriesId, series]));
  const metrics = [...new Set(found.map((series) => series.metricId))];
  const some = found.length <= idsPerQueryMax;
  const parameters: Parameters = {
    project,
    start,
    end,
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
): Promise<ReadonlyMap<bigint, SeriesSamples>> {
  const result = new Map<bigint, SeriesSamples>();
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

function finish(growing: Growing | undefined, result: Map<bigint, SeriesSamples>): void {
  if (!growing?.series || growing.length === 0) return;
  const { length, series, times, values } = growing;
  const exact = length === times.length;
  result.set(series.seriesId, {
    labels: series.labels,
    times: exact ? times : times.slice(0, length),
    values: exact ? values : values.slice(0, length),
  });
}
