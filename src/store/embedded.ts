import { mkdirSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Chdb from "chdb";
import { AcesoError } from "../model/errors.ts";
import { writeServerConfig } from "./chdb-config.ts";
import type { Connection, FileInsert, NativeInsert, QuerySettings } from "./connection.ts";
import { insertSettings, readSettings, withSettings } from "./connection.ts";
import type { Block, RawRow } from "./native/reader.ts";
import { readBlocksInTurns, readRows } from "./native/reader.ts";
import type { Parameters } from "./parameters.ts";
import { bindings, quote } from "./parameters.ts";
import { asStoreError } from "./store-errors.ts";

/** What the embedded connection can do besides: insert a file where it lies. */
export interface EmbeddedConnection extends Connection {
  insertFile(insert: FileInsert): Promise<void>;
}

/**
 * Opens ClickHouse in this process. A session runs one query at a time, so there are five on one
 * path: one writes segments, one does DDL and small synchronous inserts, three read.
 * Only on the main thread: the library crashes when a worker that used it ends.
 *
 * @throws AcesoError "store-in-use" when another process holds the directory, "store-unavailable" when
 * the library is not installed or cannot open it
 */
export async function openEmbedded(dataDir: string): Promise<EmbeddedConnection> {
  const path = join(dataDir, "clickhouse");
  const staging = join(dataDir, "staging");
  mkdirSync(path, { recursive: true });
  const configPath = await writeServerConfig(dataDir);
  const open = sessionOpener(path, configPath);
  const writer = new Lane(open());
  // Only the holder of the directory may clear what an earlier run left.
  await rm(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  const control = new Lane(open());
  const readers = [new Lane(open()), new Lane(open()), new Lane(open())];
  const lanes = [writer, control, ...readers];
  for (const lane of lanes) await lane.run("CREATE DATABASE IF NOT EXISTS aceso; USE aceso", "TSV");
  let staged = 0;

  const read = async (sql: string, parameters: Parameters, settings: QuerySettings) => {
    const statement = withSettings(sql, { ...readSettings, ...settings });
    return leastBusy(readers).run(`${bindings(parameters)}${statement}`, "Native");
  };
  const insertFrom = (lane: Lane, insert: FileInsert) => {
    const columns = insert.columns.join(", ");
    const file = `file(${quote(insert.path)}, 'Native', ${quote(insert.structure)})`;
    const settings = { ...insertSettings, insert_deduplication_token: insert.token };
    const sql = `INSERT INTO ${insert.table} (${columns})\nSETTINGS ${clauseOf(settings)}\nSELECT ${columns} FROM ${file}`;
    return lane.run(sql, "TSV");
  };

  return {
    backend: "embedded",
    async blocks(sql, parameters = {}, settings = {}): Promise<readonly Block[]> {
      return readBlocksInTurns(await read(sql, parameters, settings));
    },
    async rows(sql, parameters = {}, settings = {}): Promise<readonly RawRow[]> {
      return readRows(await read(sql, parameters, settings));
    },
    async command(sql, parameters = {}, settings = {}) {
      await control.run(`${bindings(parameters)}${withSettings(sql, settings)}`, "TSV");
    },
    async insertNative(insert: NativeInsert) {
      const file = join(staging, `${++staged}.native`);
      try {
        await writeFile(file, insert.bytes);
        await insertFrom(control, { ...insert, path: file });
      } catch (error) {
        throw asStoreError(error);
      } finally {
        await rm(file, { force: true });
      }
    },
    async insertFile(insert: FileInsert) {
      await insertFrom(writer, insert);
    },
    async close() {
      for (const lane of lanes) await lane.close();
    },
  };
}

/**
 * libuv's four threads are not enough: three long queries starve the segment log's fdatasync (1,920 ms
 * against 19 ms with 16 threads). The variable is read at the first asynchronous call, so the program
 * must be started with it; this only tells whether it was.
 */
export function hasEnoughThreads(environment: {
  readonly [name: string]: string | undefined;
}): boolean {
  return Number(environment["UV_THREADPOOL_SIZE"] ?? 4) >= 16;
}

/** One session and the queue before it. */
class Lane {
  waiting = 0;
  private tail: Promise<unknown> = Promise.resolve();
  private readonly session: Chdb.Session;

  constructor(session: Chdb.Session) {
    this.session = session;
  }

  async run(sql: string, format: string): Promise<Uint8Array> {
    this.waiting++;
    const answer = this.tail.then(() => this.session.queryAsync(sql, { format }));
    this.tail = answer.catch(() => undefined);
    try {
      return (await answer).bytes();
    } catch (error) {
      throw asStoreError(error);
    } finally {
      this.waiting--;
    }
  }

  async close(): Promise<void> {
    await this.tail;
    this.session.close();
  }
}

function leastBusy(lanes: readonly Lane[]): Lane {
  return lanes.reduce((best, lane) => (lane.waiting < best.waiting ? lane : best));
}

function clauseOf(settings: QuerySettings): string {
  return withSettings("", settings).replace("\nSETTINGS ", "");
}

function sessionOpener(path: string, configPath: string): () => Chdb.Session {
  const load = createRequire(import.meta.url);
  let chdb: typeof Chdb;
  try {
    // The package's own declarations describe what its main file exports.
    chdb = load("chdb") as typeof Chdb;
  } catch (error) {
    const reason =
      "the optional dependency chdb is not installed; set ACESO_CLICKHOUSE_URL instead";
    throw new AcesoError("store-unavailable", { reason }, { cause: error });
  }
  return () => {
    try {
      return new chdb.Session(path, { connectionArgs: [`--config-file=${configPath}`] });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (heldByOther(path)) throw new AcesoError("store-in-use", { path }, { cause: error });
      throw new AcesoError(
        "store-unavailable",
        { reason: message.slice(0, 300) },
        { cause: error },
      );
    }
  };
}

/** Whether a living process other than this one holds the directory, as ClickHouse's own file says. */
function heldByOther(path: string): boolean {
  try {
    const holder = Number(/^PID: (\d+)/m.exec(readFileSync(join(path, "status"), "utf8"))?.[1]);
    if (!(holder > 0) || holder === process.pid) return false;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to someone else. Anything else: no file, or no such process.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
