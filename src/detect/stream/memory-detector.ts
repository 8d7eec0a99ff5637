import type { Json } from "../../model/json.ts";
import type { BadDirection } from "../../model/monitor.ts";
import type { Setting, SettingTable, ValuesOf } from "../../model/settings.ts";
import type { Point, Verdict } from "../../model/verdict.ts";
import type { StreamDetector, StreamState } from "../detector.ts";
import { rounded } from "./season-profile.ts";
import { noData, tooFew } from "./verdicts.ts";

/** A value to be judged, with all that a judgement may rest on. */
export interface Judged<Table extends SettingTable, Memory> {
  /** Finite, within ±1e75: fourth powers of larger values overflow, and no real measure comes near. */
  readonly value: number;
  readonly point: Point;
  readonly settings: ValuesOf<Table>;
  readonly direction: BadDirection;
  /** Belongs to the detector, which writes it. */
  readonly memory: Memory;
}

/**
 * Makes a detector of a plain memory and one function that judges a value and learns from it. What is
 * equal for all stands here once: NaN and infinite values are no data, windows of too few rows (where
 * the detector has a setting `countMin`) are not judged, the memory goes out and comes back as JSON.
 *
 * `begin` returns what JSON can say: finite numbers, texts, flags, arrays, plain objects.
 */
export function memoryDetector<Table extends SettingTable, Memory>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly formula: string;
  readonly cost: string;
  readonly when: string;
  readonly settings: Table;
  readonly stateBytesMax?: number;
  begin(settings: ValuesOf<Table>): Memory;
  judge(judged: Judged<Table, Memory>): Verdict;
}): StreamDetector<Table> {
  const { begin, judge, ...described } = definition;
  const run = (
    memory: Memory,
    settings: ValuesOf<Table>,
    direction: BadDirection,
  ): StreamState => ({
    step(point) {
      if (!Number.isFinite(point.value) || !Number.isFinite(point.time)) return noData();
      const countMin = settings["countMin"];
      if (typeof countMin === "number" && point.count !== undefined && point.count < countMin) {
        return tooFew(point.count, countMin);
      }
      const value = Math.max(-1e75, Math.min(1e75, point.value)) + 0;
      return judge({ value, point, settings, direction, memory });
    },
    snapshot: () => asJson(memory),
  });
  return {
    ...described,
    start: (settings, direction) => run(begin(settings), settings, direction),
    // The snapshot was made by this detector's `snapshot`, so it has the shape of its memory.
    restore: (snapshot, settings, direction) =>
      run(asJson(snapshot) as unknown as Memory, settings, direction),
  };
}

function asJson(value: unknown): Json {
  // A memory is what JSON can say, so the copy is of its type.
  return JSON.parse(JSON.stringify(value)) as Json;
}

type NumberSetting = Extract<Setting, { readonly type: "number" }>;

/** The setting that many detectors share: how many windows are remembered. */
export function memoryWindows(byDefault: number, max = 100_000): NumberSetting {
  const meaning = "how many windows are remembered: more is steadier, fewer follows changes sooner";
  return { type: "number", unit: "windows", default: byDefault, min: 10, max, meaning };
}

/** The setting that many detectors share: how many windows are learned before the first verdict. */
export function warmupWindows(byDefault: number): NumberSetting {
  const meaning = "how many windows are learned before the first verdict";
  return { type: "number", unit: "windows", default: byDefault, min: 5, max: 5_000, meaning };
}

/** The setting that many detectors share: an anomaly of so many windows is the new normal. */
export function relearnWindows(byDefault: number): NumberSetting {
  const meaning = "an anomaly that lasts this many windows in a row is the new normal";
  return { type: "number", unit: "windows", default: byDefault, min: 5, max: 100_000, meaning };
}

/** The setting that all detectors share: windows of fewer rows are not judged. */
export const countMin: NumberSetting = {
  type: "number",
  unit: "rows",
  default: 0,
  min: 0,
  max: 1e9,
  meaning: "windows that rest on fewer rows are not judged",
};

/** Appends to a bounded list, the oldest leaves; nine significant digits keep the state small. */
export function remember(list: number[], value: number, sizeMax: number): void {
  list.push(rounded(value, 9) + 0);
  while (list.length > sizeMax) list.shift();
}

/**
 * Stands in for the spread where a series has none or hardly any: a thousandth of the level, so that
 * the first flicker of a constant series is not a thousand deviations.
 */
export function spreadFloor(level: number): number {
  return 1e-3 * Math.abs(level) + 1e-12;
}
