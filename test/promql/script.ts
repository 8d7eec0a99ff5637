import { parseDuration } from "../../src/promql/duration.ts";
import { tokenize } from "../../src/promql/lexer.ts";
import { readSelector } from "../../src/promql/parse-selector.ts";
import { TokenReader } from "../../src/promql/token-reader.ts";
import type { Labels } from "../../src/model/signals.ts";

/** A point of a script: a number, a gap, a stale marker, or a native histogram, which we do not have. */
export type ScriptPoint = number | "gap" | "stale" | "histogram";

export interface ScriptSeries {
  readonly labels: Labels;
  readonly points: readonly ScriptPoint[];
}

export interface Expectations {
  readonly series: readonly ScriptSeries[];
  readonly scalar: number | null;
  readonly text: string | null;
  readonly isOrdered: boolean;
  readonly rangeVector: {
    readonly start: number;
    readonly end: number;
    readonly step: number;
  } | null;
  readonly notes: readonly {
    readonly kind: "fail" | "warn" | "info" | "no_warn" | "no_info";
    readonly message: string | null;
    readonly pattern: string | null;
  }[];
}

export type Command =
  | { readonly kind: "clear" }
  | {
      readonly kind: "load";
      readonly stepMs: number;
      readonly withNative: boolean;
      readonly series: readonly ScriptSeries[];
    }
  | {
      readonly kind: "eval";
      readonly line: number;
      readonly expression: string;
      readonly instant: number | null;
      readonly range: {
        readonly start: number;
        readonly end: number;
        readonly step: number;
      } | null;
      readonly expected: Expectations;
      /** The text of the expectations, to see what they speak of. */
      readonly source: string;
    };

/** The commands of a Prometheus `.test` script. Times in milliseconds. */
export function parseScript(text: string): readonly Command[] {
  const lines = text.split("\n").map((line) => line.trim());
  const commands: Command[] = [];
  for (let index = 0; index < lines.length;) {
    const line = lines[index]!;
    const start = index++;
    if (line === "" || line.startsWith("#")) continue;
    const body: string[] = [];
    while (index < lines.length && lines[index] !== "" && !isCommand(lines[index]!)) {
      if (!lines[index]!.startsWith("#")) body.push(lines[index]!);
      index++;
    }
    commands.push(commandOf(line, body, start + 1));
  }
  return commands;
}

function isCommand(line: string): boolean {
  return /^(?:load|load_with_nhcb|clear|eval\w*)(?:\s|$)/.test(line) && !/^load\S*\{/.test(line);
}

function commandOf(line: string, body: readonly string[], number: number): Command {
  if (line === "clear") return { kind: "clear" };
  const load = /^(load|load_with_nhcb)\s+(\S+)$/.exec(line);
  if (load) {
    const series = body.filter((one) => !/@st(?:\{|\s)|@st$/.test(one)).map(parseSeries);
    return {
      kind: "load",
      stepMs: timeOf(load[2]!),
      withNative: load[1] !== "load",
      series,
    };
  }
  const instant = /^eval(_\w+)?\s+instant\s+(?:at\s+(\S+)\s+)?(.+)$/.exec(line);
  const source = body.join("\n");
  if (instant) {
    return {
      kind: "eval",
      line: number,
      expression: instant[3]!,
      instant: timeOf(instant[2] ?? "0"),
      range: null,
      expected: expectationsOf(body, instant[1]),
      source,
    };
  }
  const range = /^eval(_\w+)?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/.exec(
    line,
  );
  if (!range) throw new Error(`line ${number}: not understood: ${line}`);
  return {
    kind: "eval",
    line: number,
    expression: range[5]!,
    instant: null,
    range: { start: timeOf(range[2]!), end: timeOf(range[3]!), step: timeOf(range[4]!) },
    expected: expectationsOf(body, range[1]),
    source,
  };
}

function timeOf(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const plain = text.replace(/^-/, "");
  const ms = parseDuration(plain) ?? Number(plain) * 1000;
  return sign * ms;
}

function expectationsOf(body: readonly string[], suffix: string | undefined): Expectations {
  const series: ScriptSeries[] = [];
  const notes: Expectations["notes"][number][] = [];
  let scalar: number | null = null;
  let text: string | null = null;
  let rangeVector: Expectations["rangeVector"] = null;
  let isOrdered = suffix === "_ordered";
  if (suffix === "_fail" || suffix === "_warn" || suffix === "_info") {
    const kind = suffix.slice(1) as "fail" | "warn" | "info";
    notes.push({ kind, message: null, pattern: null });
  }
  for (const line of body) {
    const note = /^expect\s+(fail|warn|info|no_warn|no_info)(?:\s+(msg|regex)\s*:\s*(.*))?$/.exec(
      line,
    );
    const range = /^expect range vector from (\S+) to (\S+) step (\S+)$/.exec(line);
    const string = /^expect string (.+)$/.exec(line);
    if (note) {
      notes.push({
        kind: note[1] as "fail",
        message: note[2] === "msg" ? note[3]! : null,
        pattern: note[2] === "regex" ? note[3]! : null,
      });
    } else if (line === "expect ordered") isOrdered = true;
    else if (range) {
      const [start, end, step] = [timeOf(range[1]!), timeOf(range[2]!), timeOf(range[3]!)];
      rangeVector = { start, end, step };
    } else if (string) text = tokenize(string[1]!)[0]!.text;
    else if (line.startsWith("expected_fail")) continue;
    else if (/^[+-]?(?:[\d.]|inf|nan)\S*$/i.test(line)) scalar = numberOf(line);
    else series.push(parseSeries(line));
  }
  return { series, scalar, text, isOrdered, rangeVector, notes };
}

function parseSeries(line: string): ScriptSeries {
  const end = seriesEnd(line);
  const name = line.slice(0, end).trim();
  const labels: Record<string, string> = {};
  if (name !== "" && name !== "{}") {
    for (const { name: label, value } of matchersOf(name)) labels[label] = value;
  }
  return { labels, points: pointsOf(line.slice(end)) };
}

function matchersOf(name: string) {
  const reader = new TokenReader(name, tokenize(name));
  // Series with empty labels only are fine in scripts, and no selectors.
  return /^\{\s*\}$/.test(name) ? [] : readSelector(reader).matchers;
}

function seriesEnd(line: string): number {
  const open = line.indexOf("{");
  const space = line.search(/\s/);
  if (open < 0 || (space >= 0 && space < open)) {
    return space < 0 ? line.length : space;
  }
  if (line.startsWith("{{", open)) return open;
  let quote = "";
  for (let index = open; index < line.length; index++) {
    const char = line[index]!;
    if (quote !== "") {
      if (char === "\\") index++;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "'" || char === "`") quote = char;
    else if (char === "}") return index + 1;
  }
  return line.length;
}

const numberPattern = "[+-]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?|inf|nan)";
const pointPattern = new RegExp(
  `^(${numberPattern})(?:([+-](?:\\d|\\.|inf|nan)[^x]*))?(?:x(\\d+))?$`,
  "i",
);

function pointsOf(text: string): readonly ScriptPoint[] {
  const points: ScriptPoint[] = [];
  for (const token of text.match(/(?:\{\{.*?\}\}[^\s{]*)+|\S+/g) ?? []) {
    const gap = /^_(?:x(\d+))?$/.exec(token);
    if (gap) {
      points.push(...Array.from({ length: Number(gap[1] ?? 1) }, () => "gap" as const));
    } else if (token === "stale") points.push("stale");
    else if (token.startsWith("{{")) {
      const times = /x(\d+)$/.exec(token);
      const length = times ? Number(times[1]) + 1 : 1;
      points.push(...Array.from({ length }, () => "histogram" as const));
    } else points.push(...repeated(token));
  }
  return points;
}

function repeated(token: string): readonly number[] {
  const match = pointPattern.exec(token);
  if (!match) throw new Error(`not a point: ${token}`);
  const first = numberOf(match[1]!);
  if (match[3] === undefined) return [first];
  const step = match[2] === undefined ? 0 : numberOf(match[2]);
  const values: number[] = [];
  for (let value = first, count = 0; count <= Number(match[3]); count++) {
    values.push(value);
    value += step;
  }
  return values;
}

function numberOf(text: string): number {
  const special = /^([+-]?)(inf|nan)$/i.exec(text);
  if (!special) return Number(text);
  if (special[2]!.toLowerCase() === "nan") return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
