import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Limits of the embedded server, which defaults to 0.9 of the machine's memory and three 5 GiB caches:
 * 1 GB in all and 64 MB a cache keep the whole process under 2 GB. System logs are off: they are the
 * commonest way for ClickHouse to fill a disk.
 */
export const serverLimits = {
  max_server_memory_usage: 1_000_000_000,
  mark_cache_size: 67_108_864,
  uncompressed_cache_size: 67_108_864,
  index_mark_cache_size: 67_108_864,
  index_uncompressed_cache_size: 16_777_216,
  primary_index_cache_size: 67_108_864,
  mmap_cache_size: 100,
  query_condition_cache_size: 16_777_216,
  compiled_expression_cache_size: 16_777_216,
  background_pool_size: 2,
  background_merges_mutations_concurrency_ratio: 1,
  background_schedule_pool_size: 4,
  background_fetches_pool_size: 1,
  background_move_pool_size: 1,
  background_common_pool_size: 1,
  background_buffer_flush_schedule_pool_size: 1,
  background_message_broker_schedule_pool_size: 1,
  background_distributed_schedule_pool_size: 1,
  asynchronous_metrics_update_period_s: 600,
} as const;

const systemLogs = [
  "query_log",
  "query_thread_log",
  "query_views_log",
  "part_log",
  "metric_log",
  "asynchronous_metric_log",
  "trace_log",
  "text_log",
  "processors_profile_log",
  "asynchronous_insert_log",
  "session_log",
  "error_log",
  "latency_log",
  "query_metric_log",
  "opentelemetry_span_log",
  "crash_log",
  "blob_storage_log",
  "backup_log",
] as const;

/** The configuration as XML; also used by the tests' server process. */
export function serverConfig(dataDir: string, extra = ""): string {
  const limits = Object.entries(serverLimits).map(
    ([name, value]) => `  <${name}>${value}</${name}>`,
  );
  const logs = systemLogs.map((name) => `  <${name} remove="1"/>`);
  // Merges must fit beside queries; 100 parts of one partition are merged before inserts slow down.
  const merges = [
    "  <merge_tree>",
    "    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>",
    "    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>",
    "    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>",
    "    <merge_max_block_size_bytes>4194304</merge_max_block_size_bytes>",
    "  </merge_tree>",
    "  <logger><level>none</level></logger>",
    `  <backups><allowed_path>${xml(join(dataDir, "backups"))}</allowed_path></backups>`,
  ];
  return ["<clickhouse>", ...limits, ...logs, ...merges, extra, "</clickhouse>", ""].join("\n");
}

/** Writes the configuration into the data directory and returns its path. */
export async function writeServerConfig(dataDir: string): Promise<string> {
  const path = join(dataDir, "clickhouse.xml");
  await writeFile(path, serverConfig(dataDir));
  return path;
}

function xml(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
