import { AcesoError } from "../model/errors.ts";
import type { Labels, MetricKind } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import type { MetricFacts } from "./series-registry.ts";

/** One sample line of an exposition. */
export interface ExposedSample {
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number;
  /** UTC ms; undefined where the line has none. */
  readonly time: TimeMs | undefined;
}

/** A parsed exposition. */
export interface Exposition {
  readonly samples: readonly ExposedSample[];
  /** Metric family → what TYPE, HELP and UNIT say. */
  readonly families: ReadonlyMap<string, MetricFacts>;
}

/**
 * Parses the Prometheus text format 0.0.4 or, with `isOpenMetrics`, OpenMetrics 1.0 (times in seconds,
 * exemplars passed over, `# EOF` demanded). One bad line fails the whole, as in Prometheus: half a
 * scrape would look like vanished series.
 *
 * @throws AcesoError "bad-field" naming the line
 * Sources: Prometheus "Exposition formats"; OpenMetrics 1.0.
 */
export function parseExposition(text: string, isOpenMetrics: boolean): Exposition {
  const samples: ExposedSample[] = [];
  const families = new Map<string, { kind: MetricKind; unit: string; help: string }>();
  const lines = text.split("\n");
  let isEnded = false;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line.trim() === "") continue;
    if (isEnded) throw badLine(index, "nothing after # EOF");
    if (line.startsWith("#")) {
      isEnded = isOpenMetrics && line === "# EOF";
      readComment(line, families, isOpenMetrics, index);
    } else {
      samples.push(new LineReader(line.replace(/\r$/, ""), index, isOpenMetrics).sample());
    }
  }
  if (isOpenMetrics && !isEnded) throw badLine(lines.length - 1, "# EOF at the end");
  return { samples, families };
}

const kinds: { readonly [type: string]: MetricKind } = {
  counter: "counter",
  gauge: "gauge",
  histogram: "histogram",
  gaugehistogram: "histogram",
  summary: "summary",
  untyped: "unknown",
  unknown: "unknown",
  info: "gauge",
  stateset: "gauge",
};

function readComment(
  line: string,
  families: Map<string, { kind: MetricKind; unit: string; help: string }>,
  isOpenMetrics: boolean,
  index: number,
): void {
  const found = /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+("(?:[^"\\]|\\.)*"|[^ \t]+)(?:[ \t](.*))?$/.exec(
    line,
  );
  if (!found) return;
  const [, keyword, quotedName = "", rest = ""] = found;
  const name = quotedName.startsWith('"') ? unescape(quotedName.slice(1, -1)) : quotedName;
  const family = families.get(name) ?? { kind: "unknown" as const, unit: "", help: "" };
  if (keyword === "HELP") family.help = unescape(rest).slice(0, 1_024);
  else if (keyword === "UNIT") family.unit = rest.trim();
  else {
    const type = rest.trim().toLowerCase();
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (!kind) throw badLine(index, "a known metric type");
    family.kind = kind;
  }
  families.set(name, family);
  // In the text format a counter's family is named as its samples are; OpenMetrics leaves _total out.
  if (isOpenMetrics && family.kind === "counter") families.set(`${name}_total`, family);
}

/** Reads one sample line from left to right. */
class LineReader {
  readonly #line: string;
  readonly #index: number;
  readonly #isOpenMetrics: boolean;
  #at = 0;

  constructor(line: string, index: number, isOpenMetrics: boolean) {
    this.#line = line;
    this.#index = index;
    this.#isOpenMetrics = isOpenMetrics;
  }

  sample(): ExposedSample {
    this.#blanks();
    let metric = this.#word(/[a-zA-Z_:][a-zA-Z0-9_:]*/y);
    this.#blanks();
    const pairs: [string, string][] = [];
    if (this.#line[this.#at] === "{") {
      const inner = this.#labels(pairs);
      metric = metric === "" ? inner : metric;
    }
    if (metric === "") throw badLine(this.#index, "a metric name");
    this.#blanks();
    const value = parseValue(this.#word(/[^ \t]+/y));
    if (value === undefined) throw badLine(this.#index, "a number");
    this.#blanks();
    const time = this.#time();
    this.#end();
    return { metric, labels: Object.fromEntries(pairs), value, time };
  }

  /** Reads {…} into pairs; returns the quoted metric name that may stand inside, or empty. */
  #labels(pairs: [string, string][]): string {
    let metric = "";
    this.#at += 1;
    for (;;) {
      this.#blanks();
      if (this.#line[this.#at] === "}") break;
      const isQuoted = this.#line[this.#at] === '"';
      const name = isQuoted ? this.#quoted() : this.#word(/[a-zA-Z_][a-zA-Z0-9_]*/y);
      this.#blanks();
      if (this.#line[this.#at] === "=") {
        this.#at += 1;
        this.#blanks();
        if (name === "") throw badLine(this.#index, "a label name");
        if (pairs.some(([known]) => known === name)) throw badLine(this.#index, "each label once");
        pairs.push([name, this.#quoted()]);
      } else if (isQuoted && metric === "") {
        metric = name;
      } else {
        throw badLine(this.#index, "= after the label name");
      }
      this.#blanks();
      if (this.#line[this.#at] === ",") this.#at += 1;
      else if (this.#line[this.#at] !== "}") throw badLine(this.#index, "a comma or }");
    }
    this.#at += 1;
    return metric;
  }

  #quoted(): string {
    const inner = this.#word(/"(?:[^"\\]|\\.)*"/y);
    if (inner === "") throw badLine(this.#index, "a text in double quotes");
    return unescape(inner.slice(1, -1));
  }

  #time(): TimeMs | undefined {
    const word = this.#word(/-?[0-9][^ \t]*/y);
    if (word === "") return undefined;
    const time = Number(word);
    if (!Number.isFinite(time)) throw badLine(this.#index, "a time");
    return Math.round(this.#isOpenMetrics ? time * 1_000 : time);
  }

  #end(): void {
    this.#blanks();
    const isExemplar = this.#isOpenMetrics && this.#line[this.#at] === "#";
    if (this.#at < this.#line.length && !isExemplar) throw badLine(this.#index, "its end");
  }

  #blanks(): void {
    while (this.#line[this.#at] === " " || this.#line[this.#at] === "\t") this.#at += 1;
  }

  #word(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#line)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }
}

const valuePattern =
  /^[+-]?(?:(?:\d[\d_]*)?\.?\d*(?:[eE][+-]?\d+)?|0[xX][\da-fA-F_]+(?:\.[\da-fA-F]*)?(?:[pP][+-]?\d+)?)$/;

/** A number in the syntax of Go's ParseFloat; undefined when it is none. */
export function parseValue(text: string): number | undefined {
  const special = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (special) {
    if (special[2]?.toLowerCase() === "nan") return Number.NaN;
    return special[1] === "-" ? -Infinity : Infinity;
  }
  if (!valuePattern.test(text) || !/\d/.test(text)) return undefined;
  const plain = text.replaceAll("_", "");
  if (!/0x/i.test(plain)) return Number(plain);
  const found = /^([+-]?)0x([\da-f]+)(?:\.([\da-f]*))?(?:p([+-]?\d+))?$/i.exec(plain);
  if (!found) return undefined;
  const [, sign, whole = "0", fraction = "", exponent = "0"] = found;
  const mantissa = Number.parseInt(whole + fraction, 16) * 16 ** -fraction.length;
  return (sign === "-" ? -1 : 1) * mantissa * 2 ** Number(exponent);
}

function unescape(text: string): string {
  return text.includes("\\")
    ? text.replace(/\\(.)/g, (whole, letter: string) => escapes[letter] ?? whole)
    : text;
}

const escapes: { readonly [letter: string]: string } = { n: "\n", '"': '"', "\\": "\\" };

function badLine(index: number, expected: string): AcesoError {
  return new AcesoError("bad-field", { field: `line ${index + 1}`, expected, got: "another text" });
}
