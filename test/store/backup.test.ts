import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { restore } from "../../src/store/backup.ts";
import { openStore } from "../../src/store/open.ts";
import { prediction } from "./signals.ts";

const folder = mkdtempSync(join(tmpdir(), "aceso-backup-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const open = (name: string) =>
  openStore({ dataDir: join(folder, name), now: Date.now, log: () => {} });

it("a backup taken at work fills another directory with all that was acknowledged", async () => {
  const now = Date.now();
  const window = { start: now - 1, end: now + 1_000 };
  const rows = Array.from({ length: 500 }, (_, index) =>
    prediction({ id: `p-${index}`, model: "digits", time: now + index }),
  );
  const store = await open("first");
  await store.append({ project: "p", receivedAt: now, predictions: rows });
  await store.putSetting("p", "key", { a: 1 });
  const { path, bytes } = await store.backUp();
  expect(bytes).toBeGreaterThan(1_000);
  await store.append({
    project: "p",
    receivedAt: now,
    predictions: [prediction({ id: "later", model: "digits", time: now })],
  });
  await store.close();

  await restore(join(folder, "second"), path);
  const other = await open("second");
  const found = await other.predictions("p", { window, model: "digits", limit: 1_000 });
  expect(found.map(({ id }) => id).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
  expect(await other.setting("p", "key")).toEqual({ a: 1 });
  // The restored store takes data as any other, and deduplicates by id.
  await other.append({ project: "p", receivedAt: now + 1, predictions: rows.slice(0, 10) });
  await other.flush();
  expect(await other.predictions("p", { window, model: "digits", limit: 1_000 })).toHaveLength(500);
  await other.close();

  await expect(restore(join(folder, "second"), path)).rejects.toMatchObject({
    code: "not-allowed-now",
  });
  await expect(restore(join(folder, "third"), folder)).rejects.toMatchObject({
    code: "file-unreadable",
  });
});
