import type { Json } from "../../model/json.ts";
import {
  cleaned,
  featureSpreadMin,
  leastSpread,
  newBanks,
  type GroupPlan,
} from "./group-members.ts";
import {
  bankSnapshot,
  fitBank,
  novelty,
  noveltyParts,
  offerWindow,
  restoreBank,
  type BankSnapshot,
  type NeighbourBank,
} from "./neighbour-bank.ts";
import { packFloats, unpackFloats } from "./packed-floats.ts";
import {
  fitRowModel,
  learnRow,
  newRowMoments,
  rowNovelty,
  rowParts,
  type RowModel,
  type RowMoments,
} from "./row-residual.ts";
import { featureCount, windowFeatures } from "./window-features.ts";

/** Rows kept for the usual size of residuals, evenly thinned. */
const sampleRowsMax = 128;
/** Scale and components are learned anew when the past has grown by a quarter, at least by so many rows. */
const refitRowsMin = 128;

/** What a group's members know, and the newest rows. Written by its owner. */
export interface GroupMemory {
  readonly plan: GroupPlan;
  readonly channels: number;
  readonly banks: readonly NeighbourBank[];
  /** Bank → the novelty of its newest window, which holds until the next one. */
  readonly held: Float64Array;
  readonly moments: RowMoments;
  model: RowModel | null;
  /** Shape: row of the sample → values; evenly thinned. */
  sample: Float32Array[];
  sampleStride: number;
  sampleSkipped: number;
  /** Shape: channel → twice the newest rows, one behind the other, so that every window lies in one piece. */
  readonly recent: Float32Array;
  readonly recentRows: number;
  seen: number;
  /** At how many rows the members learn anew what is usual. */
  fitAt: number;
}

/** Knows nothing. */
export function newGroupMemory(plan: GroupPlan, channels: number): GroupMemory {
  const banks = newBanks(plan, channels);
  const recentRows = Math.max(2, ...banks.map(({ size }) => size));
  return {
    plan,
    channels,
    banks,
    held: new Float64Array(banks.length),
    moments: newRowMoments(channels),
    model: null,
    sample: [],
    sampleStride: 1,
    sampleSkipped: 0,
    recent: new Float32Array(channels * 2 * recentRows),
    recentRows,
    seen: 0,
    fitAt: plan.warmupRows,
  };
}

/**
 * Judges a row by what is known, then learns it. NaN takes the channel's last value.
 *
 * @returns mean novelty over the members, ≥ 0; null while learning
 */
export function stepGroup(memory: GroupMemory, values: ArrayLike<number>): number | null {
  const { plan, channels, banks, held, moments, model } = memory;
  const row = takeRow(memory, values);
  const end = memory.seen - 1;
  let sum = 0;
  for (let index = 0; index < banks.length; index++) {
    const bank = banks[index]!;
    if (memory.seen >= bank.size && memory.seen % bank.every === 0) {
      const features = newestWindow(memory, bank);
      if (model !== null) held[index] = novelty(bank, features, end);
      offerWindow(bank, features, end);
    }
    sum += held[index]!;
  }
  if (plan.usesRows && model !== null) sum += rowNovelty(model, row);
  learnRow(moments, row);
  sampleRow(memory, row);
  if (memory.seen >= memory.fitAt && channels > 0) fitMembers(memory);
  return model === null ? null : sum / Math.max(1, memberCount(plan));
}

/** Channel → its part in the newest row's novelty, all together 1; zeros where nothing is unusual. */
export function groupParts(memory: GroupMemory): Float64Array {
  const { banks, held, model, plan } = memory;
  const parts = new Float64Array(memory.channels);
  if (model === null) return parts;
  const add = (weight: number, own: Float64Array): void =>
    own.forEach((part, channel) => (parts[channel]! += weight * part));
  banks.forEach((bank, index) => {
    if (memory.seen < bank.size || held[index] === 0) return;
    add(held[index]!, noveltyParts(bank, newestWindow(memory, bank), memory.seen - 1));
  });
  if (plan.usesRows) {
    const row = newestRow(memory);
    add(rowNovelty(model, row), rowParts(model, row));
  }
  const total = parts.reduce((sum, part) => sum + part, 0);
  return total > 0 ? parts.map((part) => part / total) : parts;
}

/** The newest values, one a channel; zeros before the first. */
export function newestRow({ recent, recentRows, channels, seen }: GroupMemory): Float64Array {
  const place = (seen + recentRows - 1) % recentRows;
  return Float64Array.from(
    { length: channels },
    (_, channel) => recent[channel * 2 * recentRows + place]!,
  );
}

function memberCount(plan: GroupPlan): number {
  return plan.windowRows.length + (plan.usesRows ? 1 : 0);
}

function takeRow(memory: GroupMemory, values: ArrayLike<number>): Float64Array {
  const { channels, recent, recentRows } = memory;
  const row = newestRow(memory);
  const place = memory.seen % recentRows;
  for (let channel = 0; channel < channels; channel++) {
    const value = Math.fround(cleaned(values[channel] ?? Number.NaN, row[channel]!));
    row[channel] = value;
    const from = channel * 2 * recentRows + place;
    recent[from] = value;
    recent[from + recentRows] = value;
  }
  memory.seen += 1;
  return row;
}

function newestWindow(
  { recent, recentRows, channels, seen }: GroupMemory,
  { size, width }: NeighbourBank,
): Float32Array {
  const features = new Float32Array(width);
  const last = ((seen - 1) % recentRows) + recentRows;
  for (let channel = 0; channel < channels; channel++) {
    const from = channel * 2 * recentRows + last - size + 1;
    windowFeatures(recent, from, size, features, channel * featureCount);
  }
  return features;
}

function sampleRow(memory: GroupMemory, row: Float64Array): void {
  if (!memory.plan.usesRows) return;
  memory.sampleSkipped += 1;
  if (memory.sampleSkipped < memory.sampleStride) return;
  memory.sampleSkipped = 0;
  memory.sample.push(Float32Array.from(row));
  if (memory.sample.length <= sampleRowsMax) return;
  memory.sample = memory.sample.filter((_, index) => index % 2 === 0);
  memory.sampleStride *= 2;
}

function fitMembers(memory: GroupMemory): void {
  const { moments, banks, seen, model } = memory;
  const least = moments.mean.map(leastSpread);
  const rows = memory.sample.map((row) => Float64Array.from(row));
  memory.model = fitRowModel({ moments, rows, spreadMin: least, before: model });
  const spreadMin = featureSpreadMin(least, memory.model.spread);
  for (const bank of banks) fitBank(bank, spreadMin);
  memory.fitAt = seen + Math.max(refitRowsMin, seen >> 2);
}

/** The memory as JSON. */
export function groupSnapshot(memory: GroupMemory): Json {
  const { moments, model, banks, sample } = memory;
  return {
    banks: banks.map((bank) => ({ ...bankSnapshot(bank) })),
    held: [...memory.held],
    moments: {
      count: moments.count,
      mean: [...moments.mean],
      products: [...moments.products],
    },
    model:
      model === null
        ? null
        : {
            mean: [...model.mean],
            spread: [...model.spread],
            components: model.components.map((component) => [...component]),
            rest: [...model.rest],
            middle: model.middle,
            tail: model.tail,
          },
    sample: sample.map(packFloats),
    sampleStride: memory.sampleStride,
    sampleSkipped: memory.sampleSkipped,
    recent: packFloats(firstHalves(memory)),
    seen: memory.seen,
    fitAt: memory.fitAt,
  };
}

/** As `groupSnapshot` writes it. */
interface GroupSnapshot {
  readonly banks: readonly BankSnapshot[];
  readonly held: readonly number[];
  readonly moments: {
    readonly count: number;
    readonly mean: readonly number[];
    readonly products: readonly number[];
  };
  readonly model: {
    readonly mean: readonly number[];
    readonly spread: readonly number[];
    readonly components: readonly (readonly number[])[];
    readonly rest: readonly number[];
    readonly middle: number;
    readonly tail: number;
  } | null;
  readonly sample: readonly string[];
  readonly sampleStride: number;
  readonly sampleSkipped: number;
  readonly recent: string;
  readonly seen: number;
  readonly fitAt: number;
}

/** The memory a snapshot of the same plan and channels was taken from. */
export function restoredGroupMemory(
  snapshot: Json,
  plan: GroupPlan,
  channels: number,
): GroupMemory {
  // The snapshot was made by `groupSnapshot`, so it has this shape.
  const saved = snapshot as unknown as GroupSnapshot;
  const memory = newGroupMemory(plan, channels);
  memory.banks.forEach((bank, index) => restoreBank(bank, saved.banks[index]!));
  memory.held.set(saved.held);
  memory.moments.count = saved.moments.count;
  memory.moments.mean.set(saved.moments.mean);
  memory.moments.products.set(saved.moments.products);
  memory.model =
    saved.model === null
      ? null
      : {
          ...saved.model,
          mean: Float64Array.from(saved.model.mean),
          spread: Float64Array.from(saved.model.spread),
          components: saved.model.components.map((component) => Float64Array.from(component)),
          rest: Float64Array.from(saved.model.rest),
        };
  memory.sample = saved.sample.map(unpackFloats);
  memory.sampleStride = saved.sampleStride;
  memory.sampleSkipped = saved.sampleSkipped;
  const { recentRows, recent } = memory;
  const halves = unpackFloats(saved.recent);
  for (let channel = 0; channel < channels; channel++) {
    const half = halves.subarray(channel * recentRows, (channel + 1) * recentRows);
    recent.set(half, channel * 2 * recentRows);
    recent.set(half, (channel * 2 + 1) * recentRows);
  }
  memory.seen = saved.seen;
  memory.fitAt = saved.fitAt;
  return memory;
}

/** The newest rows once, channel by channel. */
function firstHalves({ recent, recentRows, channels }: GroupMemory): Float32Array {
  const halves = new Float32Array(channels * recentRows);
  for (let channel = 0; channel < channels; channel++) {
    const from = channel * 2 * recentRows;
    halves.set(recent.subarray(from, from + recentRows), channel * recentRows);
  }
  return halves;
}
