import { addValues } from "../measure/drift/add-values.ts";
import type { BinnedValues } from "../model/distribution.ts";
import type { FeatureReference, FeatureSummary } from "../model/summary.ts";
import { hour, windowAt, type TimeMs, type WindowGrid } from "../model/time.ts";

/** Stretches of features are kept this long. */
const keptMs = hour;
/** Windows that are added up in one slot: an hour of windows one by one would take five times the memory. */
const slotWindows = 5;

/** A few windows of features in a row, added up, all versions together. */
interface Slot {
  /** End of the newest window in it. */
  end: TimeMs;
  /** Numbers of the windows in it. */
  readonly windows: Set<number>;
  // model → its features, and the bins that they were counted over, as one text
  readonly models: Map<string, { readonly bins: string; readonly features: FeatureValues }>;
}

// feature → what it looked like
type FeatureValues = Map<string, BinnedValues>;

/**
 * What features looked like over the last hour, made of what every tick asks anyway: windows that do not overlap,
 * by their number on the clock's grid, five to a slot.
 */
export type RecentFeatures = Map<number, Slot>;

/** Keeps those windows of an answer that begin a new stretch of the clock's grid, and forgets old ones. */
export function keepRecent(
  recent: RecentFeatures,
  answer: {
    readonly grid: WindowGrid;
    readonly rows: readonly FeatureSummary[];
    readonly references: ReadonlyMap<string, ReadonlyMap<string, FeatureReference>>;
  },
): void {
  const { grid, rows, references } = answer;
  let bins: ReadonlyMap<string, string> | undefined;
  for (let index = 0; index < grid.count; index++) {
    const { end } = windowAt(grid, index);
    const number = Math.floor(end / grid.sizeMs);
    const place = Math.floor(number / slotWindows);
    const slot: Slot = recent.get(place) ?? { end, windows: new Set(), models: new Map() };
    if (slot.windows.has(number) || end <= newestEnd(recent) - keptMs) continue;
    recent.set(place, slot);
    slot.windows.add(number);
    slot.end = Math.max(slot.end, end);
    bins ??= binsOf(references, recent);
    for (const row of rows) {
      if (row.window === index && row.version === "") addRow(slot, row, bins.get(row.model));
    }
  }
  const newest = newestEnd(recent);
  for (const [place, { end }] of recent) {
    if (end <= newest - keptMs) recent.delete(place);
  }
}

/** feature → what it looked like over the slots that end in (end - 1 h, end], over the bins of now. */
export function recentValues(
  recent: RecentFeatures,
  of: {
    readonly model: string;
    readonly end: TimeMs;
    readonly references: ReadonlyMap<string, FeatureReference>;
  },
): ReadonlyMap<string, BinnedValues> {
  const bins = textOf(of.references);
  const values: FeatureValues = new Map();
  for (const slot of recent.values()) {
    if (slot.end > of.end || slot.end <= of.end - keptMs) continue;
    const own = slot.models.get(of.model);
    if (own === undefined || own.bins !== bins) continue;
    for (const [feature, more] of own.features) addTo(values, feature, more);
  }
  return values;
}

/** Adds what was counted over the bins of the references; what has none is left out. */
function addRow(slot: Slot, row: FeatureSummary, bins: string | undefined): void {
  const { model, feature, histogram, count, nulls, moments } = row;
  if (bins === undefined || histogram.length === 0) return;
  const before = slot.models.get(model);
  // Over other bins a new count begins.
  const own = before?.bins === bins ? before : { bins, features: new Map<string, BinnedValues>() };
  slot.models.set(model, own);
  addTo(own.features, feature, { histogram, count, nulls, moments });
}

function addTo(values: FeatureValues, feature: string, more: BinnedValues): void {
  const before = values.get(feature);
  const sum = before === undefined ? more : addValues(before, more);
  if (sum !== null) values.set(feature, sum);
}

function newestEnd(recent: RecentFeatures): TimeMs {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { end } of recent.values()) newest = Math.max(newest, end);
  return newest;
}

/** The same text as before is the same object: an hour of equal bins takes the room of one. */
function binsOf(
  references: ReadonlyMap<string, ReadonlyMap<string, FeatureReference>>,
  recent: RecentFeatures,
): ReadonlyMap<string, string> {
  const slots = [...recent.values()].toReversed();
  return new Map(
    [...references].map(([model, features]) => {
      const text = textOf(features);
      const known = slots.find(({ models }) => models.has(model))?.models.get(model)?.bins;
      return [model, known === text ? known : text] as const;
    }),
  );
}

function textOf(features: ReadonlyMap<string, FeatureReference>): string {
  return JSON.stringify([...features].map(([name, { bins }]) => [name, bins]));
}
