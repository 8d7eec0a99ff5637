import type { Labels } from "../model/signals.ts";

/** Labels of a series, sorted by name, with a text that is equal exactly for equal labels. */
export interface LabelSet {
  readonly pairs: readonly (readonly [name: string, value: string])[];
  readonly key: string;
}

/** No labels at all. */
export const noLabels: LabelSet = { pairs: [], key: "" };

/** The set of these labels; empty values count as absent. */
export function labelSetOf(labels: Labels): LabelSet {
  return fromPairs(Object.entries(labels).filter(([, value]) => value !== ""));
}

/** The value of a label, empty where absent. */
export function labelValue(set: LabelSet, name: string): string {
  for (const [own, value] of set.pairs) if (own === name) return value;
  return "";
}

/** The set with one label set, or taken away where the value is empty. */
export function withLabel(set: LabelSet, name: string, value: string): LabelSet {
  const others = set.pairs.filter(([own]) => own !== name);
  return fromPairs(value === "" ? others : [...others, [name, value]]);
}

/** The set without these labels. */
export function withoutLabels(set: LabelSet, names: ReadonlySet<string>): LabelSet {
  const kept = set.pairs.filter(([name]) => !names.has(name));
  return kept.length === set.pairs.length ? set : { pairs: kept, key: keyOf(kept) };
}

/** The set with only these labels. */
export function onlyLabels(set: LabelSet, names: ReadonlySet<string>): LabelSet {
  const kept = set.pairs.filter(([name]) => names.has(name));
  return kept.length === set.pairs.length ? set : { pairs: kept, key: keyOf(kept) };
}

const nameOnly: ReadonlySet<string> = new Set(["__name__"]);

/** The set without the metric name. */
export function withoutName(set: LabelSet): LabelSet {
  return withoutLabels(set, nameOnly);
}

/** As Prometheus prints it: `{a="1", b="2"}`, the metric name being the label __name__. */
export function showLabels(set: LabelSet): string {
  return `{${set.pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ")}}`;
}

function fromPairs(pairs: readonly (readonly [string, string])[]): LabelSet {
  const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { pairs: sorted, key: keyOf(sorted) };
}

// NUL and SOH divide names and values: both would have to stand in a label to make two sets alike.
function keyOf(pairs: readonly (readonly [string, string])[]): string {
  let key = "";
  for (const [name, value] of pairs) key += `${name}\u0000${value}\u0001`;
  return key;
}
