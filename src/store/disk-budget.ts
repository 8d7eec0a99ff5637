import { statfs } from "node:fs/promises";
import type { Connection } from "./connection.ts";
import type { StoreEvent } from "./options.ts";
import { text, whole } from "./row-fields.ts";

/** Share of the volume that is used where nobody set a budget. */
const volumeShare = 0.8;
/** The tables with a partition a day, which can be given up a day at a time. */
const daily = ["samples", "spans", "span_bodies", "logs", "predictions", "outcomes"] as const;
const checkEveryMs = 60_000;

/** One partition of one table. */
export interface StoredDay {
  readonly table: string;
  /** "2026-03-01". */
  readonly day: string;
  readonly bytes: number;
}

/**
 * The days to give up so that everything fits the budget: whole days, oldest first. The newest day is
 * kept whatever its size: it is what people look at, and its retention or sender must be mended.
 *
 * @param total bytes of all tables
 */
export function daysToDrop(
  stored: readonly StoredDay[],
  total: number,
  budget: number,
): readonly { readonly day: string; readonly tables: readonly string[]; readonly bytes: number }[] {
  const days = [...Map.groupBy(stored, ({ day }) => day)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const dropped = [];
  let left = total;
  for (const [day, parts] of days.slice(0, -1)) {
    if (left <= budget) break;
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    left -= bytes;
    dropped.push({ day, tables: parts.map(({ table }) => table), bytes });
  }
  return dropped;
}

/** Looks at the disk now; resolves with the number of days given up. */
export async function keepToBudget(
  connection: Connection,
  budget: number,
  log: (event: StoreEvent) => void,
): Promise<number> {
  const rows = await connection.rows(
    `SELECT table, partition, sum(bytes_on_disk) AS bytes
FROM system.parts
WHERE database = currentDatabase() AND active
GROUP BY table, partition`,
  );
  const parts = rows.map((row) => ({
    table: text(row, "table"),
    day: text(row, "partition"),
    bytes: whole(row, "bytes"),
  }));
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const names: ReadonlySet<string> = new Set(daily);
  const drops = daysToDrop(
    parts.filter(({ table, day }) => names.has(table) && /^\d{4}-\d\d-\d\d$/.test(day)),
    total,
    budget,
  );
  for (const { day, tables, bytes } of drops) {
    for (const table of tables) {
      // Names of our own tables and a date that was just checked.
      await connection.command(`ALTER TABLE ${table} DROP PARTITION '${day}'`);
    }
    log({ type: "day-dropped", day, bytes, budget });
  }
  return drops.length;
}

/** Keeps the embedded store within its budget, looking once a minute. */
export async function watchDiskBudget(parts: {
  readonly connection: Connection;
  readonly dataDir: string;
  /** Bytes; undefined for 80 % of the volume that holds `dataDir`. */
  readonly budget: number | undefined;
  readonly log: (event: StoreEvent) => void;
}): Promise<{ stop(): Promise<void> }> {
  const { connection, dataDir, log } = parts;
  const volume = await statfs(dataDir);
  const budget = parts.budget ?? Math.floor(volume.blocks * volume.bsize * volumeShare);
  let looking: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    // What could not be dropped now is dropped by the next look.
    looking = keepToBudget(connection, budget, log).catch(() => undefined);
  }, checkEveryMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
