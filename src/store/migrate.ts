import { createHash } from "node:crypto";
import { AcesoError } from "../model/errors.ts";
import type { Connection } from "./connection.ts";
import { migrations } from "./migrations/catalog.ts";
import type { Engines, Migration } from "./migrations/engine.ts";
import { singleServer } from "./migrations/engine.ts";
import { text, whole } from "./row-fields.ts";

/**
 * Brings the schema to the newest step, forward only. Steps are written so that the release before
 * keeps running on them; running one twice is harmless, as a crash can come between a step and its record.
 *
 * @throws AcesoError "schema-too-new" when the database knows steps that this program does not, and
 * "store-unavailable" when a recorded step differs from ours
 */
export async function migrate(
  connection: Connection,
  engines: Engines = singleServer,
): Promise<void> {
  await connection.command(`CREATE TABLE IF NOT EXISTS schema_migrations (
  number UInt64,
  name String,
  checksum String,
  applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = ${engines.engine("replacing", "applied_at")} ORDER BY number`);
  const done = new Map<number, string>();
  const recorded = await connection.rows("SELECT number, checksum FROM schema_migrations FINAL");
  for (const row of recorded) done.set(whole(row, "number"), text(row, "checksum"));
  const known = migrations.length;
  const found = Math.max(0, ...done.keys());
  if (found > known) {
    throw new AcesoError("schema-too-new", { path: connection.backend, found, known });
  }
  for (const migration of migrations) await apply(connection, migration, engines, done);
}

/** Hash of a step's statements as they run on a single server. */
export function checksumOf(migration: Migration): string {
  const statements = migration.statements(singleServer).join(";\n");
  return createHash("sha256").update(statements).digest("hex").slice(0, 16);
}

async function apply(
  connection: Connection,
  migration: Migration,
  engines: Engines,
  done: ReadonlyMap<number, string>,
): Promise<void> {
  const checksum = checksumOf(migration);
  const before = done.get(migration.number);
  if (before === checksum) return;
  if (before !== undefined) {
    const reason = `schema step ${migration.number} is ${before} in the database and ${checksum} here`;
    throw new AcesoError("store-unavailable", { reason });
  }
  for (const statement of migration.statements(engines)) await connection.command(statement);
  await connection.command(
    "INSERT INTO schema_migrations (number, name, checksum) SELECT {number:UInt64}, {name:String}, {checksum:String}",
    { number: migration.number, name: migration.name, checksum },
  );
}
