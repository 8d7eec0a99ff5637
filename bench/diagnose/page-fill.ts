import { loadConfig } from "../../src/config/config.ts";
import { openStore } from "../../src/store/open.ts";
import { openEmbedded } from "../../src/store/embedded.ts";
import type { Connection } from "../../src/store/connection.ts";

// Fills a data directory with what 20 services send in 19.5 minutes, made by the database itself through the tables of
// the store: 10^7 spans, 10^7 log lines and 5,000 series in the 16 minutes around an onset. Arguments: folder, onset in ms.
// From the onset on, requests of one region fail in one service, and it writes a line about each.
const [, , folder = "", onsetText = ""] = process.argv;
const onset = Number(onsetText);
const minute = 60_000;
const start = onset - 15.5 * minute;
const end = onset + 4 * minute;
/** Spans, and log lines, of 16 minutes. */
const rowsOfWindow = Number(process.argv[4] ?? 10_000_000);
const perMs = rowsOfWindow / (16 * minute);
const rows = Math.floor((end - start) * perMs);
const rowsPerInsert = 1_000_000;
const spansPerTrace = 10;

const trace = `intDiv(number, ${spansPerTrace})`;
const hop = `intDiv(number % ${spansPerTrace}, 2)`;
// Four chains of five services; each service is asked once a trace and asks the next.
const service = `concat('service-', toString(${trace} % 4 * 5 + ${hop}))`;
const callee = `if(${hop} = 4, concat('database-', toString(${trace} % 4)), concat('service-', toString(${trace} % 4 * 5 + ${hop} + 1)))`;
const timeMs = `(${start} + number / ${perMs})`;
const region = `if(cityHash64(${trace}) % 4 = 0, 'eu', 'us')`;
const isFailing = `${timeMs} >= ${onset} AND ${trace} % 4 = 1 AND ${region} = 'eu' AND cityHash64(${trace}, 1) % 10 < 6`;
const traceId = `leftPad(lower(hex(${trace})), 32, 'a')`;

const spanColumns: readonly (readonly [string, string])[] = [
  ["project", "'default'"],
  ["service", service],
  ["start", `fromUnixTimestamp64Nano(toInt64(${timeMs} * 1e6), 'UTC')`],
  ["trace_id", traceId],
  ["span_id", "leftPad(lower(hex(number)), 16, 'b')"],
  [
    "parent_span_id",
    `if(number % ${spansPerTrace} = 0, '', leftPad(lower(hex(number - 1)), 16, 'b'))`,
  ],
  ["name", `concat('GET /route/', toString(${trace} % 20))`],
  ["kind", "if(number % 2 = 0, 'server', 'client')"],
  [
    "duration_ns",
    `toInt64((${spansPerTrace} - number % ${spansPerTrace}) * 2000000 + cityHash64(number) % 1000000)`,
  ],
  ["status", `if(number % ${spansPerTrace} <= 4 AND ${isFailing}, 'error', 'unset')`],
  ["environment", "'production'"],
  ["peer", `if(number % 2 = 0, '', ${callee})`],
  ["version", "'1.4.2'"],
  [
    "attributes_text",
    `map('http.route', concat('/route/', toString(${trace} % 20)), 'region', ${region}, 'tenant', concat('tenant-', toString(cityHash64(${trace}, 2) % 50)))`,
  ],
  ["attributes_number", "map('server.port', 8080.)"],
  ["received_at", `fromUnixTimestamp64Milli(toInt64(${timeMs}), 'UTC')`],
];

const logService = "concat('service-', toString(number % 20))";
const isLogOfFailing = `${timeMs} >= ${onset} AND number % 20 = 7 AND intDiv(number, 20) % 4 = 0`;
const logColumns: readonly (readonly [string, string])[] = [
  ["project", "'default'"],
  ["service", logService],
  ["time", `fromUnixTimestamp64Milli(toInt64(${timeMs}), 'UTC')`],
  ["severity", `if(${isLogOfFailing}, 'error', 'info')`],
  ["environment", "'production'"],
  [
    "body",
    `if(${isLogOfFailing}, concat('payment provider refused order ', toString(number), ': quota of region exceeded'), concat(['request', 'job', 'lookup', 'refresh', 'delivery'][number % 5 + 1], ' ', toString(number), [' finished in ', ' answered after ', ' took '][number % 3 + 1], toString(number % 97), ' ms'))`,
  ],
  ["trace_id", traceId],
  ["received_at", `fromUnixTimestamp64Milli(toInt64(${timeMs}), 'UTC')`],
];

// 100 instances with 50 series each: 16 of a processor's modes, 7 other resources, 27 of the application.
const instance = "intDiv(number, 50)";
const kinds = [
  "process_cpu_seconds_total",
  "process_resident_memory_bytes",
  "nodejs_eventloop_lag_p99_seconds",
  "container_cpu_usage_seconds_total",
  "container_memory_working_set_bytes",
  "node_load1",
  "node_memory_MemAvailable_bytes",
];
const metric = `multiIf(number % 50 < 16, 'node_cpu_seconds_total', number % 50 < 23, [${kinds.map((kind) => `'${kind}'`).join(", ")}][toUInt8(number % 50 - 15)], concat('app_metric_', toString(number % 50)))`;
const seriesId = "cityHash64('series', number)";
const seriesColumns: readonly (readonly [string, string])[] = [
  ["project", "'default'"],
  ["metric_id", `cityHash64(${metric})`],
  ["series_id", seriesId],
  ["metric", metric],
  [
    "labels",
    `mapFilter((name, value) -> value != '', map('service', concat('service-', toString(${instance} % 20)), 'instance', concat('10.0.0.', toString(${instance}), ':9100'), 'cpu', if(number % 50 < 16, toString(intDiv(number % 50, 8)), ''), 'mode', if(number % 50 < 16, toString(number % 8), '')))`,
  ],
  ["kind", `if(endsWith(${metric}, '_total'), 'counter', 'gauge')`],
  ["received_at", `fromUnixTimestamp64Milli(toInt64(${start}), 'UTC')`],
];
const seriesCount = 5_000;
const scrapeMs = 15_000;

// With the retention of the product, which would rewrite what is there otherwise.
const { retention } = loadConfig({ environment: {}, readFile: () => undefined }).config;
const store = await openStore({
  dataDir: folder,
  retention,
  now: () => onset,
  log: () => undefined,
});
await store.close();
const connection = await openEmbedded(folder);
await insert(connection, { table: "series", columns: seriesColumns, count: seriesCount });
await connection.command(`INSERT INTO samples (project, metric_id, series_id, time, value, received_at)
SELECT 'default', ids.1, ids.2, fromUnixTimestamp64Milli(toInt64(${start} + point * ${scrapeMs}), 'UTC'), if(ids.3, point * ${scrapeMs / 1_000} * 0.3, 50 + cityHash64(ids.2, point) % 10), fromUnixTimestamp64Milli(toInt64(${start} + point * ${scrapeMs}), 'UTC')
FROM (SELECT (cityHash64(${metric}), ${seriesId}, endsWith(${metric}, '_total')) AS ids FROM numbers(${seriesCount}))
ARRAY JOIN range(${Math.floor((end - start) / scrapeMs)}) AS point`);
await insert(connection, { table: "spans", columns: spanColumns, count: rows });
await insert(connection, { table: "logs", columns: logColumns, count: rows });
await connection.close();

async function insert(
  { command }: Connection,
  what: {
    readonly table: string;
    readonly columns: readonly (readonly [string, string])[];
    readonly count: number;
  },
): Promise<void> {
  const { table, columns, count } = what;
  const names = columns.map(([name]) => name).join(", ");
  const values = columns.map(([, value]) => value).join(",\n  ");
  for (let from = 0; from < count; from += rowsPerInsert) {
    const size = Math.min(rowsPerInsert, count - from);
    await command(
      `INSERT INTO ${table} (${names})\nSELECT ${values}\nFROM numbers(${from}, ${size})`,
      {},
      {
        max_insert_threads: 1,
        max_threads: 2,
        optimize_on_insert: 0,
      },
    );
  }
}
