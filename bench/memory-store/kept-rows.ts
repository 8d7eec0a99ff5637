import {
  answerValidAttribute,
  suspectedInjectionAttribute,
  type ChangeRow,
  type LabelRow,
  type LlmCall,
  type LogRow,
  type PredictionRow,
  type SeriesRow,
  type SignalBatch,
} from "../../src/model/signals.ts";
import {
  spanKinds,
  spanStatuses,
  wordsToNumber,
  type SpanColumns,
} from "../../src/model/span-columns.ts";
import { spanOf, type WindowGrid } from "../../src/model/time.ts";
import { byText, forWindows, versionsOf } from "./grouping.ts";

/** A span as far as summaries look at it; `columns.at(index)` is all of it. */
export interface KeptSpan {
  readonly service: string;
  /** Whom a client span called; empty for all other kinds. */
  readonly peer: string;
  /** Whether it counts for rates: what a service was asked, and its calls to named peers. */
  readonly isCounted: boolean;
  readonly version: string;
  readonly isError: boolean;
  readonly durationMs: number;
  readonly startMs: number;
  /** The model it names, asked for or its own; empty for none. */
  readonly model: string;
  readonly promptVersion: string;
  readonly call: LlmCall | null;
  /** Numbers told by the edge; undefined where absent. */
  readonly answerValid: number | undefined;
  readonly suspected: number | undefined;
  readonly columns: SpanColumns;
  readonly index: number;
}

/** A prediction with what is looked up of it more than once. */
export interface KeptPrediction {
  readonly row: PredictionRow;
  /** Whether its output is JSON; undefined until somebody asks. */
  isJson: boolean | undefined;
}

/** A prediction that met its label. */
export interface KeptOutcome {
  readonly row: PredictionRow;
  readonly label: LabelRow;
}

/** All signals of one project, in memory. Rows are taken to be distinct: nobody sends twice here. */
export class KeptRows {
  readonly spans: KeptSpan[] = [];
  readonly predictions: KeptPrediction[] = [];
  readonly labels: LabelRow[] = [];
  readonly changes: ChangeRow[] = [];
  readonly logs: LogRow[] = [];
  /** Predictions with their labels; filled by `matchLabels`. */
  outcomes: readonly KeptOutcome[] = [];
  // series id → its row, and its samples in the order they came
  readonly series = new Map<bigint, SeriesRow>();
  readonly samples = new Map<bigint, { readonly times: number[]; readonly values: number[] }>();

  add(batch: SignalBatch) {
    const { spans, predictions = [], labels = [], changes = [], logs = [] } = batch;
    const { series = [], samples } = batch;
    if (spans) for (let at = 0; at < spans.length; at += 1) this.spans.push(keptSpan(spans, at));
    for (const row of predictions) this.predictions.push({ row, isJson: undefined });
    this.labels.push(...labels);
    this.changes.push(...changes);
    this.logs.push(...logs);
    for (const row of series) this.series.set(row.seriesId, row);
    for (let at = 0; at < (samples?.length ?? 0); at += 1) {
      const id = samples!.seriesIds[at]!;
      const known = this.samples.get(id) ?? { times: [], values: [] };
      this.samples.set(id, known);
      known.times.push(Number(samples!.times[at]!));
      known.values.push(samples!.values[at]!);
    }
  }

  /** Puts rows into the order of the tables' keys, which sums of doubles depend on. */
  sort(): void {
    this.predictions.sort(
      ({ row: a }, { row: b }) => byText(a.model, b.model) || a.time - b.time || byText(a.id, b.id),
    );
  }

  /** Meets every label with its prediction; of several labels the last counts. Returns how many met. */
  matchLabels(): number {
    const labels = new Map(this.labels.map((label) => [`${label.model}\u0000${label.id}`, label]));
    this.sort();
    this.outcomes = this.predictions.flatMap(({ row }) => {
      const label = labels.get(`${row.model}\u0000${row.id}`);
      return label ? [{ row, label }] : [];
    });
    return this.outcomes.length;
  }
}

/** Calls `each` for every window and version of the predictions that are asked for, in the order of the table. */
export function forPredictions(
  predictions: readonly KeptPrediction[],
  { grid, models }: { readonly grid: WindowGrid; readonly models?: readonly string[] },
  each: (prediction: KeptPrediction, window: number, version: string) => void,
): void {
  const { start, end } = spanOf(grid);
  const wanted = models && new Set(models);
  for (const prediction of predictions) {
    const { model, version, time } = prediction.row;
    if (time < start || time >= end || (wanted && !wanted.has(model))) continue;
    forWindows(grid, time, (window) => {
      for (const slice of versionsOf(version)) each(prediction, window, slice);
    });
  }
}

function keptSpan(columns: SpanColumns, index: number): KeptSpan {
  const kind = spanKinds[columns.kinds[index]!];
  const peer = kind === "client" ? columns.peers[index]! : "";
  const isRoot = isZero(columns.ids, index);
  const call = columns.calls.get(index) ?? null;
  const numbers = numbersOf(columns, index);
  return {
    service: columns.services[index]!,
    peer,
    isCounted:
      kind === "server" ||
      ((kind === "internal" || kind === "unspecified") && isRoot) ||
      peer !== "",
    version: columns.versions[index]!,
    isError: spanStatuses[columns.statuses[index]!] === "error",
    durationMs: wordsToNumber(columns.durations, index) / 1e6,
    startMs: wholeMs(columns.starts[index * 2 + 1]!, columns.starts[index * 2]!),
    model: call?.requestModel || columns.models[index]!,
    promptVersion: call?.promptVersion ?? "",
    call,
    answerValid: numbers?.get(answerValidAttribute),
    suspected: numbers?.get(suspectedInjectionAttribute),
    columns,
    index,
  };
}

/** Whether a span has no parent: the last eight bytes of its ids are zero. */
function isZero(ids: Uint8Array, index: number): boolean {
  for (let at = index * 32 + 24; at < index * 32 + 32; at += 1) if (ids[at] !== 0) return false;
  return true;
}

function numbersOf(columns: SpanColumns, index: number): ReadonlyMap<string, number> | undefined {
  const { names, values, ends } = columns.numbers;
  const from = index === 0 ? 0 : ends[index - 1]!;
  const end = ends[index]!;
  if (from === end) return undefined;
  return new Map(names.slice(from, end).map((name, at) => [name, values[from + at]!]));
}

/** Nanoseconds in two words of 32 bits as whole milliseconds, exactly: doubles round such numbers to 256. */
function wholeMs(high: number, low: number): number {
  // 2^32 = 4,294 · 10^6 + 967,296.
  return high * 4_294 + Math.floor((high * 967_296 + low) / 1_000_000);
}
