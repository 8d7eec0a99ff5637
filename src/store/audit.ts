import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { LongColumn, RepeatedTextColumn, TextColumn } from "./native/writer.ts";
import { choice, json, text, whole } from "./row-fields.ts";
import type { RowTable } from "./row-table.ts";
import type { AuditRow } from "./store.ts";

const results = ["ok", "refused", "failed"] as const;

export interface SequencedAuditRow {
  readonly row: AuditRow;
  readonly sequence: number;
}

export function auditTable(): RowTable<SequencedAuditRow> {
  const columns = {
    project: new RepeatedTextColumn(),
    time: new LongColumn("DateTime64(3, 'UTC')"),
    done_by: new RepeatedTextColumn(),
    action: new RepeatedTextColumn(),
    target: new TextColumn(),
    result: new RepeatedTextColumn(),
    before: new TextColumn(),
    after: new TextColumn(),
    sequence: new LongColumn("UInt64"),
    received_at: new LongColumn("DateTime64(3, 'UTC')"),
  };
  return {
    table: "audit",
    columns,
    push({ row, sequence }, origin) {
      columns.project.push(origin.project);
      columns.time.push(row.time);
      columns.done_by.push(row.by);
      columns.action.push(row.action);
      columns.target.push(row.target);
      columns.result.push(row.result);
      columns.before.push(JSON.stringify(row.before));
      columns.after.push(JSON.stringify(row.after));
      columns.sequence.push(sequence);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

/** Audit rows of the window, newest first. */
export async function readAudit(
  connection: Connection,
  project: string,
  request: { readonly window: Window; readonly limit: number },
): Promise<readonly AuditRow[]> {
  const rows = await connection.rows(
    `SELECT time, done_by, action, target, result, before, after
FROM audit
WHERE project = {project:String}
  AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
ORDER BY time DESC, sequence DESC
LIMIT {limit:UInt64}`,
    { project, start: request.window.start, end: request.window.end, limit: request.limit },
  );
  return rows.map((row) => ({
    time: whole(row, "time"),
    by: text(row, "done_by"),
    action: text(row, "action"),
    target: text(row, "target"),
    result: choice(row, "result", results),
    before: json(row, "before"),
    after: json(row, "after"),
  }));
}
