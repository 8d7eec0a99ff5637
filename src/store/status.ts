import type { Connection } from "./connection.ts";
import { text, whole } from "./row-fields.ts";
import type { SignalWriter } from "./signal-writer.ts";
import type { StoreStatus } from "./store.ts";

/** What the tables and the writer say; a store that does not answer has no tables and is unavailable. */
export async function readStatus(
  connection: Connection,
  writer: SignalWriter,
): Promise<StoreStatus> {
  const { pendingBytes, pendingSegments, deadSegments, acceptedRows, available } = writer.status();
  const common = {
    backend: connection.backend,
    pendingBytes,
    pendingSegments,
    deadSegments,
    acceptedRows,
  };
  try {
    const [version] = await connection.rows("SELECT version() AS version");
    const rows = await connection.rows(
      `SELECT table, sum(rows) AS stored, sum(bytes_on_disk) AS bytes
FROM system.parts
WHERE database = currentDatabase() AND active
GROUP BY table
ORDER BY table`,
    );
    const tables = rows.map(
      (row) =>
        [text(row, "table"), { rows: whole(row, "stored"), bytes: whole(row, "bytes") }] as const,
    );
    return {
      ...common,
      version: version ? text(version, "version") : "",
      tables: Object.fromEntries(tables),
      available,
    };
  } catch {
    // Asked precisely to learn whether the store answers: it does not.
    return { ...common, version: "", tables: {}, available: false };
  }
}

/** Projects that have any signal, decision or setting. */
export async function readProjects(connection: Connection): Promise<readonly string[]> {
  const tables = ["series", "spans", "logs", "predictions", "changes", "evaluations", "settings"];
  const each = tables.map((table) => `SELECT DISTINCT toString(project) AS name FROM ${table}`);
  const rows = await connection.rows(
    `SELECT DISTINCT name FROM (${each.join(" UNION ALL ")}) ORDER BY name LIMIT 10000`,
  );
  return rows.map((row) => text(row, "name"));
}
