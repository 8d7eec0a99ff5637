import type { Json } from "../model/json.ts";
import type { Connection } from "./connection.ts";
import { LongColumn, RepeatedTextColumn, TextColumn } from "./native/writer.ts";
import { json, text } from "./row-fields.ts";
import type { RowTable } from "./row-table.ts";

export interface SettingRow {
  readonly key: string;
  readonly value: Json;
  /** Higher wins. */
  readonly revision: number;
}

export function settingTable(): RowTable<SettingRow> {
  const columns = {
    project: new RepeatedTextColumn(),
    key: new TextColumn(),
    value: new TextColumn(),
    revision: new LongColumn("UInt64"),
  };
  return {
    table: "settings",
    columns,
    push(row, origin) {
      columns.project.push(origin.project);
      columns.key.push(row.key);
      columns.value.push(JSON.stringify(row.value));
      columns.revision.push(row.revision);
    },
  };
}

/** The value of one key, undefined when it was never put. */
export async function readSetting(
  connection: Connection,
  project: string,
  key: string,
): Promise<Json | undefined> {
  const rows = await connection.rows(
    "SELECT value FROM settings FINAL WHERE project = {project:String} AND key = {key:String}",
    { project, key },
  );
  const row = rows[0];
  return row ? json(row, "value") : undefined;
}

/** All keys with the prefix, ordered. */
export async function readSettings(
  connection: Connection,
  project: string,
  prefix: string,
): Promise<readonly { readonly key: string; readonly value: Json }[]> {
  const rows = await connection.rows(
    `SELECT key, value
FROM settings FINAL
WHERE project = {project:String} AND startsWith(key, {prefix:String})
ORDER BY key
LIMIT 100000`,
    { project, prefix },
  );
  return rows.map((row) => ({ key: text(row, "key"), value: json(row, "value") }));
}
