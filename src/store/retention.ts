import { AcesoError } from "../model/errors.ts";
import type { Connection } from "./connection.ts";
import type { StoreEvent } from "./options.ts";
import { retentionMsMin } from "./options.ts";
import { flag, text } from "./row-fields.ts";
import type { RetentionSignal } from "./store.ts";
import { retentionSignals } from "./store.ts";

/** Table, the column its age is counted from, and seconds it lives longer than its signal. */
interface AgingTable {
  readonly table: string;
  readonly column: string;
  readonly graceSeconds: number;
}

const twoDays = 172_800;

// signal → the tables that live as long; a series outlives its samples, as it is written again daily.
const agingTables: Readonly<Record<RetentionSignal, readonly AgingTable[]>> = {
  samples: [
    { table: "samples", column: "time", graceSeconds: 0 },
    { table: "series", column: "received_at", graceSeconds: twoDays },
    { table: "training_scalars", column: "time", graceSeconds: 0 },
  ],
  spans: [{ table: "spans", column: "start", graceSeconds: 0 }],
  bodies: [{ table: "span_bodies", column: "start", graceSeconds: 0 }],
  logs: [{ table: "logs", column: "time", graceSeconds: 0 }],
  predictions: [
    { table: "predictions", column: "time", graceSeconds: 0 },
    { table: "labels", column: "time", graceSeconds: 0 },
  ],
  outcomes: [{ table: "outcomes", column: "prediction_time", graceSeconds: 0 }],
  distributions: [{ table: "distributions", column: "window_start", graceSeconds: 0 }],
  changes: [{ table: "changes", column: "time", graceSeconds: 0 }],
  evaluations: [{ table: "evaluations", column: "window_end", graceSeconds: 0 }],
  incidents: [{ table: "incident_events", column: "at", graceSeconds: 0 }],
  audit: [{ table: "audit", column: "time", graceSeconds: 0 }],
};

/**
 * Sets how long tables keep their rows, where it differs from now. ClickHouse removes what is too old
 * from existing parts in the background. Ages count from ClickHouse's own clock, to the second.
 *
 * @throws AcesoError "bad-config" for less than an hour
 */
export async function applyRetention(
  parts: { readonly connection: Connection; readonly log: (event: StoreEvent) => void },
  retention: Readonly<Partial<Record<RetentionSignal, number>>>,
): Promise<void> {
  const { connection, log } = parts;
  const rows = await connection.rows(
    "SELECT name, create_table_query AS ddl, ifNull(total_rows, 0) > 0 AS has_rows FROM system.tables WHERE database = currentDatabase()",
  );
  const definitions = new Map(rows.map((row) => [text(row, "name"), text(row, "ddl")]));
  const filled = new Set(
    rows.filter((row) => flag(row, "has_rows")).map((row) => text(row, "name")),
  );
  for (const signal of retentionSignals) {
    const milliseconds = retention[signal];
    if (milliseconds === undefined) continue;
    if (!(milliseconds >= retentionMsMin)) {
      const reason = `${milliseconds} ms is less than an hour`;
      throw new AcesoError("bad-config", {
        where: `retention.${signal}`,
        reason,
        fix: "keep it 1h or longer",
      });
    }
    for (const { table, column, graceSeconds } of agingTables[signal]) {
      const seconds = Math.round(milliseconds / 1000) + graceSeconds;
      if (ttlSeconds(definitions.get(table) ?? "") === seconds) continue;
      await connection.command(
        `ALTER TABLE ${table} MODIFY TTL toDateTime(${column}) + INTERVAL ${seconds} SECOND`,
        {},
        { materialize_ttl_after_modify: 1 },
      );
      // Of an empty table nothing was removed: a first start would tell of every table.
      if (filled.has(table)) log({ type: "retention-applied", table, seconds });
    }
  }
}

/** The seconds of a definition's TTL; NaN where it has none. */
export function ttlSeconds(definition: string): number {
  const found = /TTL \w+\(\w+\) \+ toInterval(Second|Day)\((\d+)\)/.exec(definition);
  return found ? Number(found[2]) * (found[1] === "Day" ? 86_400 : 1) : NaN;
}
