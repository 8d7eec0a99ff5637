import type { SummaryKind, SummaryRequest, SummaryRows } from "../../src/model/summary.ts";
import { spanOf } from "../../src/model/time.ts";
import type { RawRow } from "../../src/store/native/reader.ts";
import { featureProfileOf } from "../../src/store/summaries/feature-profiles.ts";
import { featureSummaryOf } from "../../src/store/summaries/features.ts";
import { llmCallSummaryOf } from "../../src/store/summaries/llm-calls.ts";
import { outcomeSummaryOf } from "../../src/store/summaries/outcomes.ts";
import { predictionSummaryOf } from "../../src/store/summaries/predictions.ts";
import { spanSummaryOf } from "../../src/store/summaries/spans.ts";
import { featureRows, profileRows } from "./feature-rows.ts";
import { byWindowAnd, commonest, forWindows, groupIn, versionsOf } from "./grouping.ts";
import { forPredictions, type KeptPrediction, type KeptRows, type KeptSpan } from "./kept-rows.ts";
import { outcomeRows } from "./outcome-rows.ts";
import { momentFields, quantileFields, RunningMoments } from "./running-sums.ts";

type Request<Kind extends SummaryKind> = Extract<SummaryRequest, { readonly kind: Kind }>;

/**
 * The answers that the statements of `src/store/summaries` give, computed over rows in memory and read by the store's
 * own readers, in the same order. Differences: sums may differ in their last bits, nothing is sampled, and of output
 * formats only "json" is known.
 */
export function summariseRows(
  kept: KeptRows,
  request: SummaryRequest,
): readonly SummaryRows[SummaryKind][] {
  switch (request.kind) {
    case "spans":
      return spanRows(kept.spans, request).map(spanSummaryOf);
    case "llm-calls":
      return callRows(kept.spans, request).map(llmCallSummaryOf);
    case "predictions":
      return predictionRows(kept.predictions, request).map(predictionSummaryOf);
    case "features":
      return featureRows(kept.predictions, request).map((row) => featureSummaryOf(row, request));
    case "feature-profiles":
      return profileRows(kept.predictions, request).map(featureProfileOf);
    case "outcomes":
      return outcomeRows(kept, request).map(outcomeSummaryOf);
    case "slices":
    case "confidence":
      throw new Error(`no diagnosis asks for ${request.kind}`);
    default:
      return request satisfies never;
  }
}

interface SpanGroup {
  readonly window: number;
  readonly service: string;
  readonly peer: string;
  readonly version: string;
  errors: number;
  readonly durations: number[];
}

function spanRows(spans: readonly KeptSpan[], { grid, services }: Request<"spans">): RawRow[] {
  const { start, end } = spanOf(grid);
  const wanted = services && new Set(services);
  const groups = new Map<string, SpanGroup>();
  for (const span of spans) {
    const { service, peer, startMs } = span;
    if (!span.isCounted || startMs < start || startMs >= end) continue;
    if (wanted && !wanted.has(service)) continue;
    forWindows(grid, startMs, (window) => {
      for (const version of versionsOf(span.version)) {
        const group = groupIn(groups, `${window}\n${service}\n${peer}\n${version}`, () => ({
          window,
          service,
          peer,
          version,
          errors: 0,
          durations: [],
        }));
        group.durations.push(span.durationMs);
        if (span.isError) group.errors += 1;
      }
    });
  }
  return [...groups.values()]
    .toSorted(byWindowAnd("service", "peer", "version"))
    .map(({ durations, ...group }) => ({
      ...group,
      count: durations.length,
      ...quantileFields("duration", durations),
    }));
}

interface CallGroup {
  readonly window: number;
  readonly model: string;
  readonly version: string;
  readonly spans: KeptSpan[];
}

function callRows(spans: readonly KeptSpan[], { grid, models }: Request<"llm-calls">): RawRow[] {
  const { start, end } = spanOf(grid);
  const wanted = models && new Set(models);
  const groups = new Map<string, CallGroup>();
  for (const span of spans) {
    const { call, model, startMs } = span;
    if (!call || startMs < start || startMs >= end || (wanted && !wanted.has(model))) continue;
    forWindows(grid, startMs, (window) => {
      for (const version of versionsOf(span.promptVersion || span.version)) {
        const key = `${window}\n${model}\n${version}`;
        groupIn(groups, key, () => ({ window, model, version, spans: [] })).spans.push(span);
      }
    });
  }
  return [...groups.values()].toSorted(byWindowAnd("model", "version")).map(callRow);
}

function callRow({ spans, ...group }: CallGroup): RawRow {
  const present = (valueOf: (span: KeptSpan) => number | null | undefined) =>
    spans.map(valueOf).filter((value) => value !== null && value !== undefined);
  const told = (valueOf: (span: KeptSpan) => number | null | undefined) => {
    const values = present(valueOf);
    return [values.length, values.filter((value) => value === 1).length] as const;
  };
  const moments = (name: string, valueOf: (span: KeptSpan) => number | null | undefined) => {
    const sums = new RunningMoments();
    for (const value of present(valueOf)) sums.add(value);
    return momentFields(name, sums);
  };
  const [formatChecked, formatValid] = told(({ answerValid }) => answerValid);
  const [injectionChecked, injectionSuspected] = told(({ suspected }) => suspected);
  const firstTokens = present(({ call }) => call?.timeToFirstTokenMs);
  return {
    ...group,
    count: spans.length,
    errors: spans.filter(({ isError }) => isError).length,
    format_checked: formatChecked,
    format_valid: formatValid,
    injection_checked: injectionChecked,
    injection_suspected: injectionSuspected,
    ...quantileFields(
      "duration",
      spans.map(({ durationMs }) => durationMs),
    ),
    ...quantileFields("first_token", firstTokens),
    ...moments("input", ({ call }) => call?.inputTokens),
    ...moments("output", ({ call }) => call?.outputTokens),
    ...moments("cost", ({ call }) => call?.costUsd),
  };
}

/** A text longer than this is an answer, not a class; classes kept of one window. */
const classLengthMax = 200;
const classCountMax = 100;

function predictionRows(
  predictions: readonly KeptPrediction[],
  request: Request<"predictions">,
): RawRow[] {
  const { formats = {} } = request;
  const begin = (window: number, model: string, version: string) => ({
    window,
    model,
    version,
    count: 0,
    checked: 0,
    valid: 0,
    classRows: 0,
    numbers: new RunningMoments(),
    classes: new Map<string, number>(),
  });
  const groups = new Map<string, ReturnType<typeof begin>>();
  forPredictions(predictions, request, (prediction, window, version) => {
    const { model, outputText, outputNumber, tags } = prediction.row;
    const group = groupIn(groups, `${window}\n${model}\n${version}`, () =>
      begin(window, model, version),
    );
    group.count += 1;
    const format = formats[model] ?? (tags.get("output_format") === "json" ? "json" : undefined);
    if (format !== undefined) {
      if (format !== "json") throw new Error(`only the format json is known, not ${format}`);
      group.checked += 1;
      prediction.isJson ??= isJson(outputNumber === null ? outputText : String(outputNumber));
      if (prediction.isJson) group.valid += 1;
    }
    if (outputNumber !== null) group.numbers.add(outputNumber);
    if (outputText === "") return;
    group.classRows += 1;
    if (isLong(outputText)) return;
    group.classes.set(outputText, (group.classes.get(outputText) ?? 0) + 1);
  });
  return [...groups.values()].toSorted(byWindowAnd("model", "version")).map((group) => ({
    window: group.window,
    model: group.model,
    version: group.version,
    count: group.count,
    format_checked: group.checked,
    format_valid: group.valid,
    class_rows: group.classRows,
    classes: commonest(group.classes).slice(0, classCountMax),
    ...momentFields("number", group.numbers),
  }));
}

function isLong(text: string): boolean {
  return text.length > classLengthMax && [...text].length > classLengthMax;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
