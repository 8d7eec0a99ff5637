import type { Parameters } from "./parameters.ts";
import type { Block, RawRow } from "./native/reader.ts";

/** Settings of one statement; written as its SETTINGS clause, so that they never leak into the next. */
export type QuerySettings = { readonly [name: string]: string | number };

/**
 * The one thing the rest of the store speaks to. Embedded and remote differ only below this line.
 * Every method rejects with AcesoError: "store-unavailable" when ClickHouse cannot be reached or
 * failed, "query-too-large" when a limit of memory, rows or time was met, "bad-expression" for a
 * regular expression it cannot compile.
 */
export interface Connection {
  readonly backend: "embedded" | "remote";
  /** Columns of an answer, in blocks: 64-bit numbers and doubles keep every bit. */
  blocks(sql: string, parameters?: Parameters, settings?: QuerySettings): Promise<readonly Block[]>;
  /** The same as rows not yet believed; for small answers. */
  rows(sql: string, parameters?: Parameters, settings?: QuerySettings): Promise<readonly RawRow[]>;
  /** A statement without an answer: DDL, mutations, INSERT … SELECT. */
  command(sql: string, parameters?: Parameters, settings?: QuerySettings): Promise<void>;
  /**
   * Inserts Native blocks in one insert, durable when it resolves. The same token within the table's
   * deduplication window inserts nothing.
   */
  insertNative(insert: NativeInsert): Promise<void>;
  close(): Promise<void>;
}

export interface NativeInsert {
  readonly table: string;
  readonly columns: readonly string[];
  /** The structure of the blocks, as `structureOf` writes it. */
  readonly structure: string;
  readonly bytes: Buffer;
  readonly token: string;
}

/** A segment file inserted in place; the embedded connection's own door. */
export interface FileInsert {
  readonly table: string;
  readonly columns: readonly string[];
  readonly structure: string;
  readonly path: string;
  readonly token: string;
}

/**
 * Limits of every reading statement: 300 MB with spill to disk at half of it, 60 s. One thread: the
 * questions of a tick are small, and a second thread made them cost half as much CPU again (97 against
 * 65 ms for outcomes) and no sooner answered; the pool asks several at a time. See `manyRows`.
 */
export const readSettings: QuerySettings = {
  max_memory_usage: 300_000_000,
  max_bytes_before_external_group_by: 150_000_000,
  max_bytes_before_external_sort: 150_000_000,
  max_execution_time: 60,
  max_threads: 1,
  do_not_merge_across_partitions_select_final: 1,
  low_cardinality_allow_in_native_format: 1,
  output_format_native_encode_types_in_binary_format: 0,
};

/** For statements over long stretches of time, where a second thread pays. */
export const manyRows: QuerySettings = { max_threads: 2 };

/** One segment must arrive as one block, cut the same way each time: deduplication counts blocks. */
export const insertSettings: QuerySettings = {
  max_insert_threads: 1,
  max_threads: 1,
  max_block_size: 10_000_000,
  min_insert_block_size_rows: 10_000_000,
  min_insert_block_size_bytes: 1_000_000_000,
  max_insert_block_size: 10_000_000,
  max_partitions_per_insert_block: 2_000,
  async_insert: 0,
  // Collapsing equal keys within one insert costs three times the insert (4.4 against 1.2 us a span);
  // merges and FINAL do it anyway.
  optimize_on_insert: 0,
  insert_deduplicate: 1,
};

/** A statement with its SETTINGS clause. */
export function withSettings(sql: string, settings: QuerySettings): string {
  const clause = Object.entries(settings).map(([name, value]) =>
    typeof value === "number" ? `${name}=${value}` : `${name}='${value}'`,
  );
  return clause.length === 0 ? sql : `${sql}\nSETTINGS ${clause.join(", ")}`;
}
