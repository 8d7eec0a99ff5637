import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binsFrom, profileRequest } from "../../src/measure/reference.ts";
import type { FeatureBins, SummaryRequest } from "../../src/model/summary.ts";
import { day, gridOf, hour, minute } from "../../src/model/time.ts";
import { openEmbedded } from "../../src/store/embedded.ts";
import { migrate } from "../../src/store/migrate.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import type { Figure } from "../report.ts";

/** Rows made in SQL: evenly over whole days, each with this many features, a score and an output. */
interface Stored {
  readonly rows: number;
  readonly days: number;
  readonly features: number;
}

const project = "default";
const model = "m";
const firstDay = Math.floor(Date.now() / day) * day - 12 * day;
const figure = { bench: "measure", set: "speed", better: "lower" } as const;

interface Found {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

/**
 * A live monitor over 10^8 stored predictions of 4 features (labels for the newest day): what a tick asks for one window of
 * a minute, each question alone and all together, in the embedded store. Then labelled quality where no label of the last
 * ten minutes had come in time: the tick asks for all 61 windows that wait.
 */
export async function liveWindowFigures(scale: number): Promise<Found> {
  const stored = { rows: 1e8 * scale, days: 10, features: 4 };
  return withStore(stored, async (store, filled) => {
    const end = firstDay + stored.days * day - 5 * minute;
    const bins = await binsOf(store, { start: end - hour, end });
    const seconds = (requests: readonly Asked[]) =>
      medianSeconds(() =>
        Promise.all(requests.map((request) => store.summarise(project, request))),
      );
    const requests = windowRequests(bins, windowsUntil(end, 1));
    const each = new Map<string, number>();
    for (const request of requests) each.set(request.kind, await seconds([request]));
    const together = await seconds(requests);
    const pending = await seconds(
      windowRequests(bins, windowsUntil(end, 61)).filter(({ kind }) => kind === "outcomes"),
    );
    const rows = stored.rows.toLocaleString("en");
    return {
      figures: [
        { ...figure, measure: "live-window-seconds", value: together, unit: "s", target: 1 },
        ...[...each, ["61-of-outcomes", pending] as const].map(([kind, value]) => ({
          ...figure,
          measure: `live-window-seconds-${kind}`,
          value,
          unit: "s",
        })),
      ],
      notes: [
        `live window: ${rows} predictions, made in ${filled.toFixed(0)} s; one minute holds ${(stored.rows / (stored.days * 1_440)).toFixed(0)} of them; median of five, after one to warm up`,
      ],
    };
  });
}

/** The newest windows of a minute, one every ten seconds. */
function windowsUntil(end: number, count: number): SummaryRequest["grid"] {
  const stepMs = 10_000;
  return { firstStart: end - minute - (count - 1) * stepMs, sizeMs: minute, stepMs, count };
}

/**
 * 2 x 10^7 rows of 20 features through the store, hour by hour as the product keeps them: a quarter, half
 * and all of them. Summaries of hours add up to those of any longer stretch.
 */
export async function storeRowsFigures(scale: number): Promise<Found> {
  const stored = { rows: 2e7 * scale, days: 4, features: 20 };
  return withStore(stored, async (store, filled) => {
    const bins = await binsOf(store, { start: firstDay, end: firstDay + hour });
    const seconds: number[] = [];
    for (const days of [1, 2, 4]) {
      const started = performance.now();
      for (let at = firstDay; at < firstDay + days * day; at += hour) {
        const grid = gridOf({ start: at, end: at + hour });
        for (const request of windowRequests(bins, grid)) {
          await store.summarise(project, request);
        }
      }
      seconds.push((performance.now() - started) / 1_000);
    }
    const [quarter = NaN, half = NaN, whole = NaN] = seconds;
    const bytes = process.resourceUsage().maxRSS * 1_024;
    return {
      figures: [
        { ...figure, measure: "store-rows-seconds", value: whole, unit: "s" },
        { ...figure, measure: "store-rows-memory", value: bytes, unit: "bytes", target: 2e9 },
        {
          ...figure,
          measure: "store-rows-growth",
          value: whole / quarter / 4,
          unit: "of linear",
          target: 1.2,
        },
      ],
      notes: [
        `store rows: ${(stored.rows / 4).toLocaleString("en")} rows ${quarter.toFixed(1)} s, twice as many ${half.toFixed(1)} s, four times ${whole.toFixed(1)} s; made in ${filled.toFixed(0)} s`,
      ],
    };
  });
}

async function withStore(
  stored: Stored,
  measure: (store: Store, filledSeconds: number) => Promise<Found>,
): Promise<Found> {
  const dataDir = mkdtempSync(join(tmpdir(), "aceso-store-speed-"));
  try {
    const started = performance.now();
    await fill(dataDir, stored);
    const filled = (performance.now() - started) / 1_000;
    const store = await openStore({ dataDir, now: Date.now, log: () => undefined });
    try {
      return await measure(store, filled);
    } finally {
      await store.close();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Day by day, a million rows at a time, in the order of the table's key. */
async function fill(dataDir: string, { rows, days, features }: Stored): Promise<void> {
  const connection = await openEmbedded(dataDir);
  try {
    await migrate(connection);
    const perDay = Math.floor(rows / days);
    const piece = Math.min(1_000_000, perDay);
    for (let index = 0; index < days; index++) {
      for (let from = 0; from < perDay; from += piece) {
        const parameters = { from, piece, perDay, start: firstDay + index * day };
        await connection.command(predictionsSql(features), parameters, { max_threads: 2 });
      }
    }
    const start = firstDay + (days - 1) * day;
    await connection.command(outcomesSql, { start }, { max_threads: 2 });
  } finally {
    await connection.close();
  }
}

// Features are written out one by one: half the time of arrays made by functions.
const predictionsSql = (features: number): string => {
  const places = Array.from({ length: features }, (_, index) => index);
  const names = places.map((index) => `'feature_${index}'`).join(", ");
  const values = places.map((index) => `toNullable((chance * ${index + 3}.37) % 1)`).join(", ");
  return `INSERT INTO predictions (project, model, time, id, version, features_number, output_text, scores, received_at)
WITH {from:UInt64} + number AS row, {start:Int64} + intDiv(row * ${day}, {perDay:UInt64}) AS ms, (cityHash64(ms, row) % 10000) / 10000 AS chance
SELECT 'default', 'm', fromUnixTimestamp64Milli(toInt64(ms), 'UTC') AS made, concat(toString({start:Int64}), '-', leftPad(toString(row), 10, '0')), if(row % 2 = 0, '7', '8'),
  CAST(([${names}], [${values}]), 'Map(LowCardinality(String), Nullable(Float64))'),
  if(chance > 0.5, '1', '0'), map('1', chance, '0', 1 - chance), made
FROM numbers({piece:UInt64})`;
};

const outcomesSql = `INSERT INTO outcomes (project, model, prediction_time, id, version, output_text, scores, label_text, label_time, label_received_at, received_at)
SELECT project, model, time, id, version, output_text, scores, if((cityHash64(id) % 10000) / 10000 < scores['1'], '1', '0'), time, time, time
FROM predictions
WHERE project = 'default' AND model = 'm' AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC')`;

type Bins = { readonly [model: string]: { readonly [feature: string]: FeatureBins } };
type Asked = Extract<SummaryRequest, { readonly kind: "predictions" | "features" | "outcomes" }>;

async function binsOf(
  store: Store,
  window: { readonly start: number; readonly end: number },
): Promise<Bins> {
  const rows = await store.summarise<"feature-profiles">(project, profileRequest(window, [model]));
  return binsFrom(rows);
}

function windowRequests(bins: Bins, grid: SummaryRequest["grid"]): readonly Asked[] {
  return [
    { kind: "predictions", grid },
    { kind: "features", grid, bins },
    { kind: "outcomes", grid, positiveClasses: { [model]: "1" } },
  ];
}

async function medianSeconds(run: () => Promise<unknown>): Promise<number> {
  await run();
  const seconds: number[] = [];
  for (let round = 0; round < 5; round++) {
    const started = performance.now();
    await run();
    seconds.push((performance.now() - started) / 1_000);
  }
  return seconds.toSorted((a, b) => a - b)[2]!;
}
