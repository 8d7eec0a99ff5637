import type { Evaluation } from "../model/monitor.ts";
import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { NullableDoubleColumn } from "./native/nested-columns.ts";
import {
  ByteColumn,
  DoubleColumn,
  LongColumn,
  RepeatedTextColumn,
  TextColumn,
} from "./native/writer.ts";
import { message } from "./message-field.ts";
import type { RawRow } from "./native/reader.ts";
import { choice, flag, number, numberOrNull, text, whole } from "./row-fields.ts";
import type { RowTable } from "./row-table.ts";

export const evaluationStates = ["normal", "anomalous", "learning", "no-data"] as const;

export function evaluationTable(): RowTable<Evaluation> {
  const columns = {
    project: new RepeatedTextColumn(),
    monitor: new RepeatedTextColumn(),
    window_end: new LongColumn("DateTime64(3, 'UTC')"),
    revision: new DoubleColumn(),
    window_start: new LongColumn("DateTime64(3, 'UTC')"),
    value: new NullableDoubleColumn(),
    count: new DoubleColumn(),
    standard_error: new NullableDoubleColumn(),
    state: new RepeatedTextColumn(),
    score: new DoubleColumn(),
    expected: new NullableDoubleColumn(),
    low: new NullableDoubleColumn(),
    high: new NullableDoubleColumn(),
    progress: new NullableDoubleColumn(),
    reason: new TextColumn(),
    firing: new ByteColumn(),
    received_at: new LongColumn("DateTime64(3, 'UTC')"),
  };
  return {
    table: "evaluations",
    columns,
    push(row, origin) {
      columns.project.push(origin.project);
      columns.monitor.push(row.monitor);
      columns.window_end.push(row.windowEnd);
      columns.revision.push(row.revision);
      columns.window_start.push(row.windowStart);
      columns.value.push(row.value);
      columns.count.push(row.count);
      columns.standard_error.push(row.standardError);
      columns.state.push(row.state);
      columns.score.push(row.score);
      columns.expected.push(row.expected);
      columns.low.push(row.low);
      columns.high.push(row.high);
      columns.progress.push(row.progress);
      columns.reason.push(JSON.stringify(row.reason));
      columns.firing.push(row.firing ? 1 : 0);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

/**
 * Evaluations whose window ends in [start, end): the newest revision of each monitor and window,
 * oldest window first. Of more than `limit` the newest are kept.
 */
export async function readEvaluations(
  connection: Connection,
  project: string,
  request: {
    readonly monitors?: readonly string[];
    readonly window: Window;
    readonly limit: number;
  },
): Promise<readonly Evaluation[]> {
  const { monitors, window, limit } = request;
  if (monitors?.length === 0) return [];
  const rows = await connection.rows(
    `SELECT monitor, window_end, revision, window_start, value, count, standard_error, state, score, expected, low, high, progress, reason, firing
FROM (
  SELECT *
  FROM evaluations FINAL
  WHERE project = {project:String}${monitors ? " AND monitor IN {monitors:Array(String)}" : ""}
    AND window_end >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND window_end < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  ORDER BY window_end DESC, monitor, revision DESC
  LIMIT 1 BY window_end, monitor
  LIMIT {limit:UInt64}
)
ORDER BY window_end, monitor`,
    { project, start: window.start, end: window.end, limit, ...(monitors ? { monitors } : {}) },
  );
  return rows.map(evaluationOf);
}

function evaluationOf(row: RawRow): Evaluation {
  return {
    monitor: text(row, "monitor"),
    windowStart: whole(row, "window_start"),
    windowEnd: whole(row, "window_end"),
    revision: number(row, "revision"),
    value: numberOrNull(row, "value"),
    count: number(row, "count"),
    standardError: numberOrNull(row, "standard_error"),
    state: choice(row, "state", evaluationStates),
    score: number(row, "score"),
    expected: numberOrNull(row, "expected"),
    low: numberOrNull(row, "low"),
    high: numberOrNull(row, "high"),
    progress: numberOrNull(row, "progress"),
    reason: message(row, "reason"),
    firing: flag(row, "firing"),
  };
}
