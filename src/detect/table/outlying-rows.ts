import { resolveSettings } from "../../model/settings.ts";
import type { Contribution, Table, TableModel } from "./detector.ts";
import { scoreLimit } from "./score-limit.ts";
import { tableDefault } from "./table-default.ts";

/** Share of the reference's rows that count as outlying. */
export const outlyingShare = 0.01;
/** Features that are told to make a row outlying. */
const contributionsMax = 5;
const seed = 1;

/** What is usual, as learned from a reference. */
export interface LearnedRows {
  readonly model: TableModel;
  /** Rows of a higher score are outlying. */
  readonly limit: number;
}

/** Outlying rows among those that were judged. */
export interface OutlyingFindings {
  readonly count: number;
  /** The most outlying first, at most as many as asked for. */
  readonly told: readonly {
    readonly row: number;
    readonly score: number;
    readonly contributions: readonly Contribution[];
  }[];
}

/** Learns what is usual from the rows of a reference, of which a few may be outlying. Cost: half a second for 500 rows. */
export function learnRows(reference: Table): LearnedRows {
  const { values } = resolveSettings(tableDefault.settings);
  const model = tableDefault.fit(reference, values, seed);
  return { model, limit: scoreLimit(model.fittedScores(), outlyingShare) };
}

/** Which rows are more unlike the reference than all but one in a hundred of its own, and what makes them so. */
export function findOutlying(
  { model, limit }: LearnedRows,
  rows: Table,
  toldMax: number,
): OutlyingFindings {
  const scores = model.score(rows);
  const above = [...scores.keys()].filter((row) => (scores[row] ?? 0) > limit);
  const told = above
    .toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, toldMax)
    .map((row) => ({
      row,
      score: scores[row] ?? 0,
      contributions: model
        .explain(rows.values.subarray(row * rows.columns, (row + 1) * rows.columns))
        .filter(({ contribution }) => contribution > 0)
        .slice(0, contributionsMax),
    }));
  return { count: above.length, told };
}
