import type { Json } from "../model/json.ts";
import type { SettingTable, ValuesOf } from "../model/settings.ts";
import type { BadDirection } from "../model/monitor.ts";
import type { Point, Verdict } from "../model/verdict.ts";

/**
 * What every detector of the catalogue says about itself, of whichever kind: `stream` judges points of one series as
 * they arrive, `group` judges the rows of several series together, `table` judges rows without an order.
 */
export interface DescribedDetector<Table extends SettingTable = SettingTable> {
  /** Unique over all kinds. */
  readonly name: string;
  /** One sentence: what it finds. */
  readonly summary: string;
  /** Paper or handbook the formula comes from. */
  readonly source: string;
  /** When to take it rather than another, in a sentence or two. */
  readonly when: string;
  /** The formula in a line. */
  readonly formula: string;
  /** Time of a point or a row. */
  readonly cost: string;
  /** Name → unit, default, range, meaning: also the reference page and the form. */
  readonly settings: Table;
}

/**
 * A detector of points that arrive one by one. The laws, run over the catalogue by
 * test/conformance: the same points give the same verdicts; a point is never written to; a state
 * restored from its JSON goes on exactly as before; state is bounded; NaN, infinite, equal or missing
 * values never throw; every setting is documented.
 */
export interface StreamDetector<
  Table extends SettingTable = SettingTable,
> extends DescribedDetector<Table> {
  /** Largest state with default settings, in bytes of JSON; 5,000 where absent. */
  readonly stateBytesMax?: number;
  /** Windows between two alarms on quiet real series with default settings; absent where not measured. */
  readonly runLengthWindows?: number;
  start(settings: ValuesOf<Table>, direction: BadDirection): StreamState;
  restore(snapshot: Json, settings: ValuesOf<Table>, direction: BadDirection): StreamState;
}

export interface StreamState {
  /** Judges a point, then learns from it; writes its own state. Points come in order of time. */
  step(point: Point): Verdict;
  /** `restore(snapshot())` goes on exactly as before. */
  snapshot(): Json;
}
