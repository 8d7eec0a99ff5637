/** Table engines by what they do; the only place that knows their names. */
export type EngineKind = "append" | "replacing";

/**
 * How a deployment spells engines. A cluster will put Replicated* and Distributed here; statements are
 * plain, so that they can be sent to each node in turn (ON CLUSTER is not used).
 */
export interface Engines {
  engine(kind: EngineKind, versionColumn?: string): string;
}

export const singleServer: Engines = {
  engine(kind, versionColumn) {
    return kind === "append" ? "MergeTree" : `ReplacingMergeTree(${versionColumn ?? ""})`;
  },
};

/**
 * Settings of every table: parts survive a power cut before a segment is deleted, and an insert with a
 * token seen among the last 1,000 of the table does nothing.
 */
export const tableSettings =
  "non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, merge_with_ttl_timeout = 3600";

/** One step of the schema. Statements are never edited once released: their checksum is stored. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  statements(engines: Engines): readonly string[];
}
