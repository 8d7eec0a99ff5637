import type { Json } from "../../model/json.ts";
import type { SettingTable, ValuesOf } from "../../model/settings.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { DescribedDetector } from "../detector.ts";

/** Rows of numeric features. NaN is a missing value. */
export interface Table extends Matrix {
  /** A name for each column; `column 1`, `column 2`, … where absent. */
  readonly names?: readonly string[];
}

/**
 * A detector of unusual rows. It learns from a table, the reference, and scores any rows, those of the
 * reference included. The laws, run over the catalogue by test/conformance: equal table, settings and seed
 * give equal scores; a row's score does not depend on the rows judged with it; higher is more unusual; no
 * table is written to; NaN, infinite, constant columns, one row or none never throw and never give a
 * score that is not finite; a restored model scores as the one it was taken from.
 */
export interface TableDetector<
  Settings extends SettingTable = SettingTable,
> extends DescribedDetector<Settings> {
  readonly when: string;
  /** Learns what is usual. Features are standardised inside, with the reference's mean and deviation. */
  fit(table: Table, settings: ValuesOf<Settings>, seed: number): TableModel;
  /** A model from its `snapshot`; null where this detector has none (it keeps the reference itself). */
  restore(snapshot: Json): TableModel | null;
}

/** What a detector learned from its reference. */
export interface TableModel {
  /** A score for each row, >= 0 or any real number by detector; comparable within one model only. */
  score(rows: Matrix): Float64Array;
  /**
   * Scores of the reference's own rows as though each were new: neighbours leave the row itself out.
   * Empty on a restored model, which has no reference any more.
   */
  fittedScores(): Float64Array;
  /** What made a row unusual, the largest contribution first; one entry a feature. */
  explain(row: ArrayLike<number>): readonly Contribution[];
  /** The model as JSON; null where it is the reference itself, whose size is the caller's. */
  snapshot(): Json | null;
}

/** The part one feature has in a row's score. */
export interface Contribution {
  readonly feature: string;
  /** The row's value, in the feature's unit; NaN where missing. */
  readonly value: number;
  /** Median of the reference, in the feature's unit. */
  readonly usual: number;
  /** Distance from the reference's mean in its standard deviations; 0 where missing. */
  readonly deviations: number;
  /** By how much the score would fall if this feature alone were usual; in units of the score. */
  readonly contribution: number;
}
