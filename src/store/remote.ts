import { Readable } from "node:stream";
import type { ClickHouseClient, ClickHouseClientConfigOptions } from "@clickhouse/client";
import { createClient } from "@clickhouse/client";
import type { Connection, NativeInsert, QuerySettings } from "./connection.ts";
import { insertSettings, readSettings, withSettings } from "./connection.ts";
import { readBlocksInTurns, readRows } from "./native/reader.ts";
import type { Parameters } from "./parameters.ts";
import { asStoreError } from "./store-errors.ts";

/** How long one request may take before it counts as failed, in ms. Longer than any query may run. */
const requestTimeoutMs = 90_000;
/** How long one insert may take, in ms: senders give up after 30 to 60 s, and must hear before that. */
const insertTimeoutMs = 20_000;
const connectionCountMax = 10;

/**
 * A ClickHouse server over HTTP. The database is the path of the URL, `aceso` where it has none.
 *
 * @throws AcesoError "store-unavailable" when the server does not answer
 */
export async function openRemote(url: string): Promise<Connection> {
  const database = new URL(url).pathname.replace(/^\/+|\/+$/g, "") || "aceso";
  const base = new URL(url);
  base.pathname = "/";
  const options = {
    url: base,
    application: "aceso",
    request_timeout: requestTimeoutMs,
    max_open_connections: connectionCountMax,
    keep_alive: { enabled: true, idle_socket_ttl: 2_000 },
    log: { level: 127 },
  } as const;
  await createDatabase(options, database);
  const client = createClient({ ...options, database });

  const read = async (sql: string, parameters: Parameters, settings: QuerySettings) =>
    readAll(client, withSettings(sql, { ...readSettings, ...settings }), parameters);

  return {
    backend: "remote",
    async blocks(sql, parameters = {}, settings = {}) {
      return readBlocksInTurns(await read(sql, parameters, settings));
    },
    async rows(sql, parameters = {}, settings = {}) {
      return readRows(await read(sql, parameters, settings));
    },
    async command(sql, parameters = {}, settings = {}) {
      try {
        await client.command({
          query: withSettings(sql, settings),
          query_params: { ...parameters },
          clickhouse_settings: { wait_end_of_query: 1 },
        });
      } catch (error) {
        throw asStoreError(error);
      }
    },
    async insertNative(insert: NativeInsert) {
      const settings = { ...insertSettings, insert_deduplication_token: insert.token };
      const head = `INSERT INTO ${insert.table} (${insert.columns.join(", ")})`;
      try {
        const answer = await client.exec({
          query: `${withSettings(head, settings)}\nFORMAT Native`,
          values: Readable.from([insert.bytes], { objectMode: false }),
          abort_signal: AbortSignal.timeout(insertTimeoutMs),
          clickhouse_settings: { wait_end_of_query: 1 },
        });
        for await (const _ of answer.stream);
      } catch (error) {
        throw asStoreError(error);
      }
    },
    async close() {
      await client.close();
    },
  };
}

async function createDatabase(
  options: ClickHouseClientConfigOptions,
  database: string,
): Promise<void> {
  const client = createClient(options);
  try {
    const name = database.replace(/`/g, "");
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS \`${name}\`` });
  } catch (error) {
    throw asStoreError(error);
  } finally {
    await client.close();
  }
}

async function readAll(
  client: ClickHouseClient,
  sql: string,
  parameters: Parameters,
): Promise<Buffer> {
  try {
    const answer = await client.exec({
      query: `${sql}\nFORMAT Native`,
      query_params: { ...parameters },
      // Errors that come after the first bytes would otherwise be spliced into the answer.
      clickhouse_settings: { wait_end_of_query: 1 },
    });
    const parts: Buffer[] = [];
    for await (const part of answer.stream) parts.push(part);
    return Buffer.concat(parts);
  } catch (error) {
    throw asStoreError(error);
  }
}
