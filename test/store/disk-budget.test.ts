import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { daysToDrop, keepToBudget } from "../../src/store/disk-budget.ts";
import { openEmbedded } from "../../src/store/embedded.ts";
import { migrate } from "../../src/store/migrate.ts";
import type { StoreEvent } from "../../src/store/options.ts";
import { encodeRows } from "../../src/store/row-table.ts";
import { logTable, predictionTable } from "../../src/store/signal-tables.ts";
import { logRecord, prediction } from "./signals.ts";

const dataDir = mkdtempSync(join(tmpdir(), "aceso-budget-"));
const connection = await openEmbedded(dataDir);
await migrate(connection);
afterAll(async () => {
  await connection.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it("whole days go, oldest first, until all fits; the newest day stays", () => {
  const stored = [
    { table: "spans", day: "2026-01-02", bytes: 40 },
    { table: "logs", day: "2026-01-01", bytes: 10 },
    { table: "spans", day: "2026-01-01", bytes: 30 },
    { table: "spans", day: "2026-01-03", bytes: 50 },
  ];
  const first = { day: "2026-01-01", tables: ["logs", "spans"], bytes: 40 };
  const second = { day: "2026-01-02", tables: ["spans"], bytes: 40 };
  expect(daysToDrop(stored, 150, 150)).toEqual([]);
  expect(daysToDrop(stored, 150, 149)).toEqual([first]);
  expect(daysToDrop(stored, 150, 100)).toEqual([first, second]);
  expect(daysToDrop(stored, 150, 1)).toEqual([first, second]);
  expect(daysToDrop([], 150, 1)).toEqual([]);
});

it("the oldest day of every table is dropped and told, newer ones are kept", async () => {
  const day = 86_400_000;
  const today = Math.floor(Date.now() / day) * day;
  const origin = { project: "p", receivedAt: today };
  const times = [today - 2 * day, today - day, today];
  const logs = times.map((time) => logRecord({ time }));
  const predictions = times.map((time, index) => prediction({ time, id: String(index) }));
  await connection.insertNative({ ...encodeRows(logTable(), logs, origin)!, token: "l" });
  await connection.insertNative({
    ...encodeRows(predictionTable(), predictions, origin)!,
    token: "p",
  });
  const told: StoreEvent[] = [];
  const [row] = await connection.rows(
    "SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE database = 'aceso' AND active",
  );
  expect(await keepToBudget(connection, Number(row!["bytes"]), (event) => told.push(event))).toBe(
    0,
  );
  const budget = Number(row!["bytes"]) - 1;
  expect(await keepToBudget(connection, budget, (event) => told.push(event))).toBe(1);
  const date = new Date(today - 2 * day).toISOString().slice(0, 10);
  expect(told).toMatchObject([{ type: "day-dropped", day: date, budget }]);
  for (const table of ["logs", "predictions"]) {
    const left = await connection.rows(`SELECT toDate(time) AS day FROM ${table} ORDER BY day`);
    expect(left, table).toHaveLength(2);
  }
});
