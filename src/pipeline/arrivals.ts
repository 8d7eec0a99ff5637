import type { SignalBatch, SignalSink } from "../model/signals.ts";
import type { SpanColumns } from "../model/span-columns.ts";
import { minute, type TimeMs } from "../model/time.ts";

/** Older than this on arrival, a row is history being loaded, not news. */
const historyAgeMs = 15 * minute;
/** Senders' clocks may be this far ahead. */
const aheadMs = minute;

/** What has come for one project since the last look. */
export interface Arrivals {
  /** A model, service or metric was seen that was not known before. */
  readonly newSubjects: boolean;
  /** When the newest history row arrived; null when none has since detectors were last rebuilt. */
  readonly historyAt: TimeMs | null;
  /** Time of the newest log record that came since the start; null before the first. */
  readonly newestLogAt: TimeMs | null;
  /** No prediction or span is later than this; null where that is not known. */
  readonly newestPredictionAt: TimeMs | null;
  readonly newestSpanAt: TimeMs | null;
  /** When a prediction or label arrived last; null where that is not known. */
  readonly matchableAt: TimeMs | null;
}

export interface ArrivalOptions {
  /** Names kept, to tell new ones. */
  readonly subjectsMax?: number;
  /** Whether all signals come through here; not so where several processes share a store. */
  readonly hearsAll?: boolean;
}

/** Notices new subjects and loaded history on the way to the store, so that ticks need not search for them. */
export interface ArrivalWatch {
  readonly sink: SignalSink;
  look(project: string): Arrivals;
  /** The subjects have been refreshed. */
  subjectsSeen(project: string): void;
  /** Detectors have been rebuilt over history that came before `until`. */
  historySeen(project: string, until: TimeMs): void;
}

interface ProjectArrivals {
  readonly subjects: Set<string>;
  newSubjects: boolean;
  historyAt: TimeMs | null;
  newestLogAt: TimeMs | null;
  newestPredictionAt: TimeMs | null;
  newestSpanAt: TimeMs | null;
  matchableAt: TimeMs | null;
}

function nothingYet(): ProjectArrivals {
  return {
    subjects: new Set(),
    newSubjects: true,
    historyAt: null,
    newestLogAt: null,
    newestPredictionAt: null,
    newestSpanAt: null,
    matchableAt: null,
  };
}

/** Stands in front of the store's sink; adds one set look-up per row and keeps at most `subjectsMax` names. */
export function watchArrivals(
  inner: SignalSink,
  { subjectsMax = 100_000, hearsAll = true }: ArrivalOptions = {},
): ArrivalWatch {
  // project → what came
  const projects = new Map<string, ProjectArrivals>();

  const of = (project: string): ProjectArrivals => {
    let arrivals = projects.get(project);
    if (!arrivals) {
      arrivals = nothingYet();
      projects.set(project, arrivals);
    }
    return arrivals;
  };

  return {
    sink: {
      async append(batch) {
        await inner.append(batch);
        const arrivals = of(batch.project);
        note(arrivals, batch, subjectsMax);
        if (hearsAll) noteTimes(arrivals, batch);
      },
    },
    look(project) {
      const { subjects: _, ...arrivals } = of(project);
      return { ...arrivals };
    },
    subjectsSeen(project) {
      of(project).newSubjects = false;
    },
    historySeen(project, until) {
      const arrivals = of(project);
      if (arrivals.historyAt !== null && arrivals.historyAt <= until) arrivals.historyAt = null;
    },
  };
}

function note(arrivals: ProjectArrivals, batch: SignalBatch, subjectsMax: number): void {
  const see = (subject: string): void => {
    if (arrivals.subjects.has(subject) || arrivals.subjects.size >= subjectsMax) return;
    arrivals.subjects.add(subject);
    arrivals.newSubjects = true;
  };
  let oldest = Infinity;
  for (const row of batch.predictions ?? []) {
    see(`model ${row.model} ${row.version}`);
    if (row.time < oldest) oldest = row.time;
  }
  if (batch.spans) oldest = Math.min(oldest, noteSpans(batch.spans, see));
  for (const row of batch.labels ?? []) see(`labels ${row.model}`);
  for (const row of batch.series ?? []) see(`metric ${row.metric}`);
  for (const { time } of batch.logs ?? []) {
    if (time > (arrivals.newestLogAt ?? -Infinity)) arrivals.newestLogAt = time;
  }
  if (oldest < batch.receivedAt - historyAgeMs) arrivals.historyAt = batch.receivedAt;
}

/** Sees services, models and versions of spans; when the oldest starts, in UTC ms. */
function noteSpans(spans: SpanColumns, see: (subject: string) => void): number {
  let oldest = Infinity;
  let before: string | undefined;
  for (let index = 0; index < spans.length; index += 1) {
    const service = spans.services[index];
    const model = spans.models[index];
    // Neighbours are mostly of one service: the name is built, and looked up, only where it changes.
    if (service !== before) see(`service ${service}`);
    if (model !== "") see(`model ${model} ${spans.versions[index]}`);
    oldest = Math.min(oldest, spans.startMs(index));
    before = service;
  }
  return oldest;
}

/** What came before the start of this process is no later than its first arrival, but for clocks that run ahead. */
function noteTimes(arrivals: ProjectArrivals, batch: SignalBatch): void {
  const { receivedAt, predictions = [], labels = [], spans } = batch;
  arrivals.newestPredictionAt ??= receivedAt + aheadMs;
  arrivals.newestSpanAt ??= receivedAt + aheadMs;
  arrivals.matchableAt ??= receivedAt;
  let newest = arrivals.newestPredictionAt;
  for (const { time } of predictions) if (time > newest) newest = time;
  arrivals.newestPredictionAt = newest;
  let newestSpan = arrivals.newestSpanAt;
  for (let index = 0; index < (spans?.length ?? 0); index += 1) {
    newestSpan = Math.max(newestSpan, spans?.startMs(index) ?? newestSpan);
  }
  arrivals.newestSpanAt = newestSpan;
  if (predictions.length + labels.length > 0) arrivals.matchableAt = receivedAt;
}
