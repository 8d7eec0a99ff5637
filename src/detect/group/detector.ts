import type { Json } from "../../model/json.ts";
import type { SettingTable, ValuesOf } from "../../model/settings.ts";
import type { TimeMs } from "../../model/time.ts";
import type { Verdict } from "../../model/verdict.ts";
import type { DescribedDetector } from "../detector.ts";

/** The values of all series of a group at one time. NaN where a series has none. */
export interface GroupRow {
  readonly time: TimeMs;
  /** In the order of the group, each in its own unit. */
  readonly values: ArrayLike<number>;
}

/** The part one series has in a verdict. */
export interface ChannelPart {
  /** Its place in the group. */
  readonly channel: number;
  /** 0 to 1; all channels together make 1. */
  readonly share: number;
  /** Value and usual level, in the channel's unit. */
  readonly value: number;
  readonly usual: number;
  /** Distance of the value from the usual level in standard deviations of its past, with its sign. */
  readonly deviations: number;
}

export interface GroupVerdict extends Verdict {
  /** The channels that made an anomalous row so, largest share first, at most eight; empty otherwise. */
  readonly channels: readonly ChannelPart[];
}

/**
 * A detector of several series that belong together, judged row by row. The laws, run over the catalogue by
 * test/conformance: the same rows give the same verdicts; a row is never written to; a state restored from its JSON
 * goes on exactly as before; state is bounded; NaN, infinite, equal or missing values, one series or none never throw.
 */
export interface GroupDetector<
  Table extends SettingTable = SettingTable,
> extends DescribedDetector<Table> {
  readonly when: string;
  /** Largest state with default settings, in bytes of JSON: a part for each group and one for each of its series. */
  readonly stateBytesMax: { readonly group: number; readonly channel: number };
  /** @param channels series in the group, 0 to 64 */
  start(settings: ValuesOf<Table>, channels: number): GroupState;
  restore(snapshot: Json, settings: ValuesOf<Table>, channels: number): GroupState;
  /**
   * Scores of a table of rows: learns from the first `trainRows`, which get 0, may go on learning, and may look at rows
   * behind the one it judges. Rows are not labelled, so nothing but them is used.
   *
   * @param channels one a series, all of one length
   * @returns a score a row, ≥ 0, in the unit of the streaming score's evidence
   */
  scoreTable(
    channels: readonly Float64Array[],
    trainRows: number,
    settings: ValuesOf<Table>,
  ): Float64Array;
}

export interface GroupState {
  /** Judges a row, then learns from it; writes its own state. Rows come in order of time, at even steps. */
  step(row: GroupRow): GroupVerdict;
  /** `restore(snapshot())` goes on exactly as before. */
  snapshot(): Json;
}
