import { distinct, type Evaluation, failAt } from "./evaluation.ts";
import { type LabelSet, labelSetOf, labelValue, withLabel } from "./label-set.ts";
import { compileRegex, expandTemplate } from "./regex.ts";
import { type Call, type Expression, unwrap } from "./syntax.ts";
import type { VectorSeries } from "./value.ts";

/** label_replace(v, destination, template, source, regex). */
export function replaceLabels(
  evaluation: Evaluation,
  call: Call,
  series: readonly VectorSeries[],
): readonly VectorSeries[] {
  const [destination = "", template = "", source = "", pattern = ""] = texts(evaluation, call);
  const match = compile(evaluation, call, pattern);
  if (destination === "") {
    throw failAt(evaluation, call, 'invalid destination label name in label_replace(): ""');
  }
  const results = series.map((one) => {
    const captures = match(labelValue(one.labels, source));
    if (captures === null) return one;
    return relabel(one, destination, expandTemplate(template, captures));
  });
  return distinct(evaluation, call, results);
}

/** label_join(v, destination, separator, source…). */
export function joinLabels(
  evaluation: Evaluation,
  call: Call,
  series: readonly VectorSeries[],
): readonly VectorSeries[] {
  const [destination = "", separator = "", ...sources] = texts(evaluation, call);
  if (destination === "") {
    throw failAt(evaluation, call, 'invalid destination label name in label_join(): ""');
  }
  const results = series.map((one) => {
    const joined = sources.map((source) => labelValue(one.labels, source)).join(separator);
    return relabel(one, destination, joined);
  });
  return distinct(evaluation, call, results);
}

/** sort_by_label(v, label…): natural order, so that "10" comes after "9"; ties by all labels. */
export function sortByLabels(
  evaluation: Evaluation,
  call: Call,
  series: readonly VectorSeries[],
): readonly VectorSeries[] {
  const names = texts(evaluation, call);
  const sign = call.name === "sort_by_label" ? 1 : -1;
  return [...series].sort((a, b) => {
    for (const name of names) {
      const order = compareNaturally(labelValue(a.labels, name), labelValue(b.labels, name));
      if (order !== 0) return sign * order;
    }
    return sign * (a.labels.key < b.labels.key ? -1 : a.labels.key > b.labels.key ? 1 : 0);
  });
}

/**
 * The labels of what is absent: those that the selector asks for by equality, once each. Anything but a
 * selector has none.
 */
export function absentLabels(node: Expression): LabelSet {
  const inner = unwrap(node);
  if (inner.kind !== "selector") return labelSetOf({});
  const labels = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, operator, value } of inner.matchers) {
    if (name === "__name__") continue;
    if (operator === "=" && !seen.has(name)) labels.set(name, value);
    else labels.delete(name);
    seen.add(name);
  }
  return labelSetOf(Object.fromEntries(labels));
}

function texts(evaluation: Evaluation, call: Call): readonly string[] {
  return call.arguments.slice(1).map((node) => {
    const inner = unwrap(node);
    if (inner.kind === "string") return inner.value;
    throw failAt(evaluation, node, "expected a string");
  });
}

function compile(
  evaluation: Evaluation,
  call: Call,
  pattern: string,
): ReturnType<typeof compileRegex> {
  try {
    return compileRegex(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failAt(evaluation, call, `invalid regular expression in label_replace(): ${reason}`);
  }
}

// A name given on purpose is not dropped at the end.
function relabel(series: VectorSeries, name: string, value: string): VectorSeries {
  const dropsName = name === "__name__" ? false : series.dropsName;
  return { ...series, labels: withLabel(series.labels, name, value), dropsName };
}

function compareNaturally(a: string, b: string): number {
  const [first, second] = [a, b].map((text) => text.match(/\d+|\D+/g) ?? []);
  for (let index = 0; ; index++) {
    const [x, y] = [first![index], second![index]];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? -1 : 1;
    if (x === y) continue;
    const areNumbers = /^\d/.test(x) && /^\d/.test(y);
    if (areNumbers && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
}
