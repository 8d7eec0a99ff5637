/** Column equals value. */
export interface Predicate {
  readonly column: string;
  readonly value: string;
}

/** Rows for which all predicates hold, and how often they were marked there against what was expected. */
export interface Slice {
  /** In the order of the table's columns; none stands for all rows. */
  readonly predicates: readonly Predicate[];
  readonly rowsBefore: number;
  readonly rowsDuring: number;
  /** Share of marked rows before, in [0, 1]; NaN without rows. */
  readonly rateBefore: number;
  /** Share of marked rows during, in [0, 1]. */
  readonly rateDuring: number;
  /** Share expected during from the rows before, in (0, 1). */
  readonly rateExpected: number;
  /** Signed root of the deviance, about standard normal where nothing changed. */
  readonly z: number;
}
