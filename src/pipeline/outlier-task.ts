import {
  findOutlying,
  type LearnedRows,
  learnRows,
  type OutlyingFindings,
} from "../detect/table/outlying-rows.ts";
import type { Table } from "../detect/table/detector.ts";

/** Rows to be judged against a reference. */
export interface OutlierTask {
  /** Names the reference: what was learned from it is kept. */
  readonly key: string;
  readonly reference: Table;
  readonly rows: Table;
  readonly toldMax: number;
}

/** References whose models are kept; half a megabyte each. */
const learnedMax = 32;

/** Judges rows, learning from a reference the first time that it is seen. Remembers the last 32 references. */
export function outlierJudge(): (task: OutlierTask) => OutlyingFindings {
  const learned = new Map<string, LearnedRows>();
  return ({ key, reference, rows, toldMax }) => {
    const known = learned.get(key) ?? learnRows(reference);
    learned.delete(key);
    learned.set(key, known);
    const [oldest] = learned.keys();
    if (learned.size > learnedMax && oldest !== undefined) learned.delete(oldest);
    return findOutlying(known, rows, toldMax);
  };
}
