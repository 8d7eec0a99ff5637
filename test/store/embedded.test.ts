import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { auditTable } from "../../src/store/audit.ts";
import type { EmbeddedConnection } from "../../src/store/embedded.ts";
import { hasEnoughThreads, openEmbedded } from "../../src/store/embedded.ts";
import { evaluationTable } from "../../src/store/evaluations.ts";
import { incidentEventTable } from "../../src/store/incident-events.ts";
import { checksumOf, migrate } from "../../src/store/migrate.ts";
import { migrations } from "../../src/store/migrations/catalog.ts";
import { quote } from "../../src/store/parameters.ts";
import { applyRetention } from "../../src/store/retention.ts";
import { encodeRows } from "../../src/store/row-table.ts";
import { settingTable } from "../../src/store/settings-rows.ts";
import {
  changeTable,
  labelTable,
  logTable,
  predictionTable,
  sampleTable,
  seriesTable,
  trainingScalarTable,
} from "../../src/store/signal-tables.ts";
import { spanBodyTable, spanTable } from "../../src/store/span-tables.ts";
import { logRecord } from "./signals.ts";

let dataDir: string;
let connection: EmbeddedConnection;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "aceso-embedded-"));
  connection = await openEmbedded(dataDir);
  await migrate(connection);
});
afterAll(async () => {
  await connection.close();
  await rm(dataDir, { recursive: true, force: true });
});

it("any text and any list of texts is bound as it is, and as a literal", async () => {
  const anyText = fc.string({ unit: "binary" }).map((text) => text.toWellFormed());
  const anyTexts = fc.array(anyText, { minLength: 15, maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(anyText, anyTexts, async (text, list) => {
      const [row] = await connection.rows(
        `SELECT {text:String} AS text, {list:Array(String)} AS list, [${list.map(quote).join(", ")}] AS literals`,
        { text, list },
      );
      expect(row).toEqual({ text, list, literals: list });
    }),
    { numRuns: 20 },
  );
});

it("numbers, 64-bit ids and nested lists are bound exactly", async () => {
  const parameters = { big: 2n ** 64n - 1n, small: -5, edges: [[0.1, 1e-300], [], [Infinity]] };
  const [row] = await connection.rows(
    "SELECT {big:UInt64} AS big, {small:Int64} AS small, {edges:Array(Array(Float64))} AS edges",
    parameters,
  );
  expect(row).toEqual({ ...parameters, small: -5n });
});

it("queries of one second do not hold up another", async () => {
  const ended: string[] = [];
  const run = async (name: string, sql: string) => {
    await connection.rows(sql);
    ended.push(name);
  };
  const long = [run("long", "SELECT sleep(1)"), run("long", "SELECT sleep(1)")];
  await run("short", "SELECT 1");
  await Promise.all(long);
  expect(ended).toEqual(["short", "long", "long"]);
});

it("a second process on the directory is told so", () => {
  const source = join(import.meta.dirname, "../../src/store/embedded.ts");
  const script = `import { openEmbedded } from ${JSON.stringify(source)};
    await openEmbedded(${JSON.stringify(dataDir)}).then(() => console.log("opened"), (error) => console.log(error.code));
    process.exit(0);`;
  const child = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", script], {
    encoding: "utf8",
  });
  expect(child.stdout.trim()).toBe("store-in-use");
});

it("the columns that are written are columns of the tables, with the same types", async () => {
  const tables = [
    sampleTable(),
    seriesTable(),
    trainingScalarTable(),
    spanTable(),
    spanBodyTable(),
    logTable(),
    predictionTable(),
    labelTable(),
    changeTable(),
    evaluationTable(),
    incidentEventTable(),
    auditTable(),
    settingTable(),
  ];
  for (const table of tables) {
    const rows = await connection.rows(
      "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}",
      { table: table.table },
    );
    const types = new Map(rows.map((row) => [String(row["name"]), String(row["type"])]));
    expect(types.size).toBe(Object.keys(table.columns).length);
    for (const [name, column] of Object.entries(table.columns)) {
      expect(`${table.table}.${name} ${column.type}`).toBe(
        `${table.table}.${name} ${types.get(name)}`,
      );
    }
  }
});

it("every table but settings and the schema's own has a TTL, and the project leads its key", async () => {
  const rows = await connection.rows(
    "SELECT name, sorting_key, create_table_query AS ddl FROM system.tables WHERE database = currentDatabase()",
  );
  const without = rows
    .filter((row) => !String(row["ddl"]).includes(" TTL "))
    .map((row) => row["name"]);
  expect(without.toSorted()).toEqual(["schema_migrations", "settings"]);
  for (const row of rows) {
    if (row["name"] !== "schema_migrations") expect(row["sorting_key"]).toMatch(/^project, /);
  }
});

it("retention removes what is too old from existing data", async () => {
  const origin = { project: "aged", receivedAt: Date.now() };
  const now = Date.now();
  const rows = [
    logRecord({ time: now - 13 * 3_600_000, body: "old" }),
    logRecord({ time: now, body: "new" }),
  ];
  await connection.insertNative({ ...encodeRows(logTable(), rows, origin)!, token: "aged" });
  await applyRetention({ connection, log: () => {} }, { logs: 12 * 3_600_000 });
  await connection.command("OPTIMIZE TABLE logs FINAL");
  const left = await connection.rows("SELECT body FROM logs WHERE project = 'aged'");
  expect(left).toEqual([{ body: "new" }]);
});

it("an equal token inserts nothing, also across partitions", async () => {
  const days = [0, 1, 2].map((day) => logRecord({ time: Date.now() - day * 86_400_000 + 1 }));
  const block = encodeRows(logTable(), days, { project: "once", receivedAt: 0 })!;
  await applyRetention({ connection, log: () => {} }, { logs: 30 * 86_400_000 });
  for (let turn = 0; turn < 3; turn++) await connection.insertNative({ ...block, token: "twice" });
  const [row] = await connection.rows("SELECT count() AS rows FROM logs WHERE project = 'once'");
  expect(row).toEqual({ rows: 3n });
});

it("a newer schema is refused, a changed step too, and migrating twice is harmless", async () => {
  await migrate(connection);
  await connection.command(
    "INSERT INTO schema_migrations (number, name, checksum) VALUES (99, 'later', 'x')",
  );
  await expect(migrate(connection)).rejects.toMatchObject({ code: "schema-too-new" });
  await connection.command("TRUNCATE TABLE schema_migrations");
  await connection.command(
    "INSERT INTO schema_migrations (number, name, checksum) VALUES (1, 'tables', 'x')",
  );
  await expect(migrate(connection)).rejects.toMatchObject({ code: "store-unavailable" });
  await connection.command("TRUNCATE TABLE schema_migrations");
  await migrate(connection);
  // The checksum of a released step never changes: a new step is written instead.
  expect(migrations.map((each) => `${each.number} ${checksumOf(each)}`)).toMatchInlineSnapshot(`
    [
      "1 0512aa80477ab2a2",
      "2 281d8a87e163bdd9",
    ]
  `);
});

it("16 threads are enough, 4 are not", () => {
  expect(hasEnoughThreads({ UV_THREADPOOL_SIZE: "16" })).toBe(true);
  expect(hasEnoughThreads({})).toBe(false);
});
