import { AcesoError } from "../model/errors.ts";
import type { LabelMatcher, SeriesSamples } from "../model/series.ts";
import type { Labels } from "../model/signals.ts";
import { minute, type TimeMs } from "../model/time.ts";
import { giveTurn } from "./give-turn.ts";
import { readSamples, type SampleParts } from "./samples.ts";
import type { IndexedSeries, SeriesIndex } from "./series-index.ts";

/** Ranges up to this long are read together: reading a little too much is nothing beside a statement. */
const shortRangeMs = 15 * minute;
/** Series read together, so that one statement names them all. */
const seriesTogetherMax = 2_000;

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

/** One request that waits to be read together with others. */
interface Waiting {
  readonly project: string;
  readonly found: readonly IndexedSeries[];
  readonly start: TimeMs;
  readonly end: TimeMs;
  resolve(samples: readonly SeriesSamples[]): void;
  reject(error: unknown): void;
}

/**
 * Reads samples by label matchers. A tick asks for dozens of short ranges at once, and planning a statement
 * costs ClickHouse more than answering it: what is asked in the same turn of the event loop for the same end
 * is read by one statement.
 */
export class SampleReader {
  private readonly parts: SampleParts;
  private readonly index: SeriesIndex;
  private waiting: Waiting[] = [];

  constructor(parts: SampleParts & { readonly index: SeriesIndex }) {
    this.parts = parts;
    this.index = parts.index;
  }

  /**
   * Samples of all series that meet the matchers and have any in the range, in no order of series.
   *
   * @throws AcesoError "query-too-large" beyond `limit` series or `samplesMax` samples
   */
  async select(project: string, request: SampleRequest): Promise<readonly SeriesSamples[]> {
    const { start, end } = request;
    const found = preferred(await this.index.find(project, request.matchers), request);
    if (found.length === 0) return [];
    if (end - start > shortRangeMs || found.length > seriesTogetherMax) {
      return [...(await readSamples(this.parts, project, { found, start, end })).values()];
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ project, found, start, end, resolve, reject });
      if (this.waiting.length === 1) void this.answerWaiting();
    });
  }

  private async answerWaiting(): Promise<void> {
    await giveTurn();
    const waiting = this.waiting;
    this.waiting = [];
    await Promise.all(together(waiting).map((group) => this.answer(group)));
  }

  private async answer(group: readonly Waiting[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    const found = new Map(
      group.flatMap((each) => each.found.map((series) => [series.seriesId, series])),
    );
    const start = Math.min(...group.map((each) => each.start));
    try {
      const samples = await readSamples(this.parts, first.project, {
        found: [...found.values()],
        start,
        end: first.end,
      });
      for (const each of group) each.resolve(partOf(samples, each));
    } catch (error) {
      if (group.length === 1) first.reject(error);
      // Together they may have been too much, or one of them broken.
      else for (const each of group) await this.answer([each]);
    }
  }
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

/** Requests of one project and end, at most `seriesTogetherMax` series a group. */
function together(waiting: readonly Waiting[]): readonly (readonly Waiting[])[] {
  // project and end → the group being filled
  const open = new Map<string, { readonly requests: Waiting[]; series: number }>();
  const groups: Waiting[][] = [];
  for (const each of waiting) {
    const key = `${each.end} ${each.project}`;
    let group = open.get(key);
    if (!group || group.series + each.found.length > seriesTogetherMax) {
      group = { requests: [], series: 0 };
      open.set(key, group);
      groups.push(group.requests);
    }
    group.requests.push(each);
    group.series += each.found.length;
  }
  return groups;
}

/** What one request asked for of what was read for all. */
function partOf(
  samples: ReadonlyMap<bigint, SeriesSamples>,
  { found, start }: Waiting,
): readonly SeriesSamples[] {
  return found.flatMap(({ seriesId }) => {
    const series = samples.get(seriesId);
    if (!series) return [];
    const first = series.times.findIndex((time) => time > start);
    if (first < 0) return [];
    // Copies: whoever asked owns the arrays.
    return [{ ...series, times: series.times.slice(first), values: series.values.slice(first) }];
  });
}
