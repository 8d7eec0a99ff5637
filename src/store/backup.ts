import { cp, mkdir, readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { AcesoError } from "../model/errors.ts";
import type { TimeMs } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { quote } from "./parameters.ts";
import type { StoredBackup } from "./store.ts";

/** A copy of everything stored takes minutes where it is large; nobody waits longer than this, in s. */
const patienceSeconds = 3_600;

/**
 * Copies the whole database into a folder of its own beneath `backups/` of the data directory, while it
 * is in use: the copy holds every table as it was when its turn came.
 *
 * @throws AcesoError "not-allowed-now" with a server of its own, which has its own BACKUP
 */
export async function backUp(
  connection: Connection,
  place: { readonly dataDir: string; readonly now: TimeMs },
): Promise<StoredBackup> {
  if (connection.backend === "remote") {
    throw new AcesoError("not-allowed-now", {
      what: "a backup by Aceso",
      reason: "the data lie in a ClickHouse server of its own",
      fix: "run BACKUP DATABASE there",
    });
  }
  const folder = folderOf(place.dataDir);
  await mkdir(folder, { recursive: true });
  const name = new Date(place.now)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
  const path = join(folder, name);
  await connection.command(
    `BACKUP DATABASE aceso TO File(${quote(`${path}/`)})`,
    {},
    { max_execution_time: patienceSeconds },
  );
  return { path, bytes: await sizeOf(path) };
}

/**
 * Fills an empty data directory from a backup; the next start reads it.
 *
 * @throws AcesoError "file-unreadable" when there is no backup at `from`, "not-allowed-now" when the
 *   directory holds a store already, "store-in-use", "store-unavailable"
 */
export async function restore(dataDir: string, from: string): Promise<void> {
  const source = resolve(from);
  await stat(join(source, "metadata")).catch((cause: unknown) => {
    const reason = "it holds no backup";
    throw new AcesoError("file-unreadable", { path: from, reason }, { cause });
  });
  const found = await readdir(join(dataDir, "clickhouse")).catch(() => []);
  if (found.length > 0) {
    throw new AcesoError("not-allowed-now", {
      what: "restoring",
      reason: `${dataDir} holds a store already`,
      fix: "name an empty folder with --data-dir",
    });
  }
  // ClickHouse reads backups from one folder only.
  const folder = resolve(folderOf(dataDir));
  const path = join(folder, basename(source));
  await mkdir(folder, { recursive: true });
  if (dirname(source) !== folder) await cp(source, path, { recursive: true });
  const { openEmbedded } = await import("./embedded.ts");
  const connection = await openEmbedded(dataDir);
  try {
    await connection.command(
      `RESTORE DATABASE aceso FROM File(${quote(`${path}/`)})`,
      {},
      { max_execution_time: patienceSeconds },
    );
  } finally {
    await connection.close();
  }
}

function folderOf(dataDir: string): string {
  return join(resolve(dataDir), "backups");
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
