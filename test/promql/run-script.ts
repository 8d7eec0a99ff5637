import { evaluateInstant, evaluateRange, type QueryResult } from "../../src/promql/engine.ts";
import type { Labels } from "../../src/model/signals.ts";
import { MemorySource } from "./memory-source.ts";
import { type Command, type Expectations, parseScript, type ScriptPoint } from "./script.ts";

/** Which part of PromQL a case belongs to. */
export type CaseGroup = "core" | "histogram" | "experimental";

export interface CaseResult {
  readonly line: number;
  readonly expression: string;
  readonly group: CaseGroup;
  /** null where it passed. */
  readonly failure: string | null;
}

type Eval = Extract<Command, { kind: "eval" }>;

// Files of the conformance scripts that need a feature flag throughout.
const experimentalFile = /duration_expression|extended_vectors|fill-modifier|info|start_timestamps/;
const experimentalSyntax =
  /\b(?:mad_over_time|ts_of_\w+|first_over_time|sort_by_label\w*|double_exponential_smoothing|info|histogram_quantiles|limitk|limit_ratio|min_of|max_of|range\(\)|step\(\)|anchored|smoothed|fill\w*)\b|\[[^\]]*[*/+^%(][^\]]*\]/i;
const histogramFunction =
  /\bhistogram_(?:avg|count|sum|stddev|stdvar|quantiles)\b|this native histogram|native histogram|mix of histograms/;

/**
 * Runs a Prometheus `.test` script against the engine with the options of the reference runner: names are
 * dropped late, subqueries step by one minute. Each instant query is also run as a range query.
 */
export async function runScript(text: string, file: string): Promise<readonly CaseResult[]> {
  const source = new MemorySource();
  let native: Labels[] = [];
  const results: CaseResult[] = [];
  for (const command of parseScript(text)) {
    switch (command.kind) {
      case "clear":
        source.clear();
        native = [];
        break;
      case "load":
        native.push(...load(source, command));
        break;
      case "eval": {
        const group = groupOf(command, file, native);
        const failure = await failureOf(command, source);
        results.push({ line: command.line, expression: command.expression, group, failure });
        break;
      }
      default:
        command satisfies never;
    }
  }
  return results;
}

// Returns the labels of the series that hold native histograms, whose samples are left out.
function load(
  source: MemorySource,
  command: Extract<Command, { kind: "load" }>,
): readonly Labels[] {
  const native: Labels[] = [];
  for (const { labels, points } of command.series) {
    const name = labels["__name__"] ?? "";
    if (points.includes("histogram")) native.push(labels);
    if (command.withNative && /_(?:bucket|count|sum)$/.test(name)) {
      native.push({ ...labels, __name__: name.replace(/_(?:bucket|count|sum)$/, "") });
    }
    const samples = points.flatMap((value, index) =>
      typeof value === "number" || value === "stale"
        ? [{ time: index * command.stepMs, value }]
        : [],
    );
    if (samples.length > 0) source.add(labels, samples);
  }
  return native;
}

function groupOf(command: Eval, file: string, native: readonly Labels[]): CaseGroup {
  const { expression, source } = command;
  if (/native_histograms/.test(file)) return "histogram";
  if (experimentalFile.test(file) || experimentalSyntax.test(expression)) return "experimental";
  if (source.includes("{{") || histogramFunction.test(expression + source)) return "histogram";
  const names = new Set(native.map((labels) => labels["__name__"] ?? ""));
  const touches = [...names].some((name) =>
    new RegExp(`(?:^|[^\\w:])${name}(?![\\w:])`).test(expression),
  );
  // A selector without a name may select anything, a native histogram too.
  const isNameless = /(?:^|[^\w"}])\{/.test(expression) && names.size > 0;
  return touches || isNameless ? "histogram" : "core";
}

async function failureOf(command: Eval, source: MemorySource): Promise<string | null> {
  const options = { dropsNamesLate: true, subqueryStepMs: 60_000 };
  const { expected, expression } = command;
  const fails = expected.notes.find(({ kind }) => kind === "fail");
  let result: QueryResult;
  try {
    result =
      command.range !== null
        ? await evaluateRange(expression, command.range, source, options)
        : await evaluateInstant(expression, command.instant ?? 0, source, options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!fails) return `failed: ${message}`;
    return noteFailure(fails, [message], true);
  }
  if (fails) return "should have failed";
  const difference =
    command.range === null
      ? instantDifference(result, expected)
      : rangeDifference(result, expected, command.range);
  if (difference !== null) return difference;
  const noted = notesDifference(result, expected);
  if (noted !== null || command.instant === null || expected.isOrdered) return noted;
  return alsoAsRange(command, source, options, result);
}

// The same expression as a range query around the moment must give the same there.
async function alsoAsRange(
  command: Eval,
  source: MemorySource,
  options: { readonly dropsNamesLate: boolean },
  instant: QueryResult,
): Promise<string | null> {
  const time = command.instant ?? 0;
  if (instant.data.type !== "vector" && instant.data.type !== "scalar") return null;
  // In a range query these speak of the range.
  if (/\b(?:start|end|step|range)\(\)/.test(command.expression)) return null;
  const range = { start: time - 60_000, end: time + 60_000, step: 60_000 };
  let result: QueryResult;
  try {
    result = await evaluateRange(command.expression, range, source, options);
  } catch (error) {
    // The neighbouring minutes may be at fault where the moment itself is not.
    return error instanceof Error && /labelset|matching|matches/.test(error.message)
      ? null
      : String(error);
  }
  if (result.data.type !== "matrix") return "a range query gave no matrix";
  const there = new Map<string, number>();
  for (const { labels, times, values } of result.data.series) {
    const index = times.indexOf(time);
    if (index >= 0) there.set(keyOf(labels), values[index]!);
  }
  const here =
    instant.data.type === "scalar"
      ? [{ labels: {}, value: instant.data.value }]
      : instant.data.samples;
  if (here.length !== there.size) return `as a range: ${there.size} series, not ${here.length}`;
  for (const { labels, value } of here) {
    const other = there.get(keyOf(labels));
    if (other === undefined || !isClose(other, value))
      return `as a range: ${keyOf(labels)} ${other}`;
  }
  return null;
}

function instantDifference(result: QueryResult, expected: Expectations): string | null {
  const { data } = result;
  switch (data.type) {
    case "string":
      return data.value === expected.text ? null : `got string ${JSON.stringify(data.value)}`;
    case "scalar":
      if (expected.scalar === null) return `got scalar ${data.value}`;
      return isClose(data.value, expected.scalar)
        ? null
        : `got ${data.value}, not ${expected.scalar}`;
    case "matrix": {
      const range = expected.rangeVector;
      return range ? rangeDifference(result, expected, range) : "got a range vector";
    }
    case "vector":
      break;
    default:
      return data satisfies never;
  }
  if (expected.scalar !== null || expected.text !== null) return "got a vector";
  const wanted = expected.series.map(({ labels, points }) => ({
    key: keyOf(labels),
    point: points[0],
  }));
  const got = data.samples.map(({ labels, value }) => ({ key: keyOf(labels), value }));
  if (wanted.length !== got.length) {
    return `got ${got.length} elements, not ${wanted.length}: ${JSON.stringify(got).slice(0, 300)}`;
  }
  for (const [index, { key, point }] of wanted.entries()) {
    const found = expected.isOrdered ? got[index]! : got.find((one) => one.key === key);
    if (!found || found.key !== key)
      return `missing ${key}, got ${JSON.stringify(got).slice(0, 300)}`;
    if (!fits(found.value, point)) return `${key}: got ${found.value}, not ${point}`;
  }
  return null;
}

function rangeDifference(
  result: QueryResult,
  expected: Expectations,
  range: { readonly start: number; readonly end: number; readonly step: number },
): string | null {
  if (result.data.type !== "matrix") return `got ${result.data.type}`;
  const { series } = result.data;
  const wanted = expected.series.filter(({ points }) => points.some((point) => point !== "gap"));
  if (series.length !== wanted.length) return `got ${series.length} series, not ${wanted.length}`;
  for (const { labels, points } of wanted) {
    const own = series.find((one) => keyOf(one.labels) === keyOf(labels));
    if (!own)
      return `missing ${keyOf(labels)}, got ${series.map((one) => keyOf(one.labels)).join(" ")}`;
    const there = new Map(Array.from(own.times, (time, index) => [time, own.values[index]!]));
    for (const [index, point] of points.entries()) {
      const time = range.start + index * range.step;
      const value = there.get(time);
      there.delete(time);
      const isMissing = point === "gap" && value === undefined;
      if (!isMissing && (value === undefined || !fits(value, point))) {
        return `${keyOf(labels)} at ${time}: got ${value}, not ${point}`;
      }
    }
    if (there.size > 0) return `${keyOf(labels)}: ${there.size} points too many`;
  }
  return null;
}

function notesDifference(result: QueryResult, expected: Expectations): string | null {
  for (const note of expected.notes) {
    const own = note.kind.endsWith("warn") ? result.warnings : result.infos;
    if (note.kind.startsWith("no_")) {
      if (own.length > 0) return `unexpected ${own.join("; ")}`;
      continue;
    }
    const failure = noteFailure(note, own, false);
    if (failure !== null) return failure;
  }
  return null;
}

function noteFailure(
  note: Expectations["notes"][number],
  messages: readonly string[],
  isPart: boolean,
): string | null {
  const fits = messages.some((message) => {
    if (note.pattern !== null) return new RegExp(note.pattern).test(message);
    if (note.message === null) return true;
    return isPart ? message.includes(note.message) : message === note.message;
  });
  if (fits) return null;
  return `${note.kind} expected ${note.message ?? note.pattern ?? ""}, got ${messages.join("; ")}`;
}

function fits(value: number, point: ScriptPoint | undefined): boolean {
  return typeof point === "number" && isClose(value, point);
}

function isClose(a: number, b: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  if (a === b) return true;
  return Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));
}

function keyOf(labels: Labels): string {
  const entries = Object.entries(labels).filter(([, value]) => value !== "");
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
