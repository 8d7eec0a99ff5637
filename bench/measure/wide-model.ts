import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIntake } from "../../src/ingest/intake.ts";
import { predictions } from "../../src/ingest/predictions.ts";
import { receive } from "../../src/ingest/receive.ts";
import { minute, second } from "../../src/model/time.ts";
import { watchArrivals } from "../../src/pipeline/arrivals.ts";
import type { Loop } from "../../src/pipeline/loop.ts";
import { createSchedule } from "../../src/pipeline/schedule.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { openEmbedded } from "../../src/store/embedded.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import type { Figure } from "../report.ts";

const features = 200;
const versions = 50;
const rowsPerMinute = 1_000;
const warmMinutes = 3;
const measuredMinutes = 5;
const figure = { bench: "measure", set: "speed", better: "lower" } as const;

/**
 * A model of 200 features in 50 versions, 1,000 predictions a minute, by the real loop in the embedded store
 * on a clock of its own with one tick a minute: CPU of the whole process, and rows that queries read.
 */
export async function wideModelFigures(): Promise<{
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}> {
  const dataDir = mkdtempSync(join(tmpdir(), "aceso-wide-model-"));
  const clock = { now: Math.floor(Date.now() / minute) * minute - 30 * minute };
  try {
    const store = await openStore({ dataDir, now: () => clock.now, log: () => undefined });
    const counter = await openEmbedded(dataDir);
    try {
      const loop = loopOf(store, clock);
      const schedule = createSchedule(loop);
      const intake = createIntake({ sink: loop.arrivals.sink, now: () => clock.now });
      const send = async (index: number): Promise<void> => {
        const request = {
          path: "/api/v1/predictions",
          headers: { "content-type": "application/json" },
          body: Buffer.from(bodyOf(index, clock.now)),
          project: "default",
          now: clock.now,
        };
        const { status } = await receive(predictions, request, intake);
        if (status !== 200) throw new Error(`predictions: ${status}`);
      };
      let [cpu, wall, rows] = [0, 0, 0];
      for (let index = 0; index < warmMinutes + measuredMinutes; index++) {
        await send(index);
        clock.now += minute;
        await store.flush();
        const before = {
          cpu: process.cpuUsage(),
          at: performance.now(),
          rows: await rowsRead(counter),
        };
        clock.now += 6 * second;
        await schedule.tickAll();
        clock.now -= 6 * second;
        if (index < warmMinutes) continue;
        const { user, system } = process.cpuUsage(before.cpu);
        cpu += (user + system) / 1e6;
        wall += (performance.now() - before.at) / 1_000;
        rows += (await rowsRead(counter)) - before.rows;
      }
      const per = (sum: number): number => sum / measuredMinutes;
      const project = await schedule.project("default");
      const watched = project.monitors.size;
      return {
        figures: [
          { ...figure, measure: "wide-model-cpu-share", value: per(cpu) / 60, unit: "of a core" },
          { ...figure, measure: "wide-model-tick-seconds", value: per(wall), unit: "s" },
          { ...figure, measure: "wide-model-rows-read", value: per(rows), unit: "rows a tick" },
        ],
        notes: [
          `wide model: ${features} features, ${versions} versions, ${rowsPerMinute} predictions a minute, ${watched} monitors; a tick a minute, mean of ${measuredMinutes} after ${warmMinutes}`,
        ],
      };
    } finally {
      await counter.close();
      await store.close();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Rows that all queries of this process have read since its start. */
async function rowsRead(connection: Awaited<ReturnType<typeof openEmbedded>>): Promise<number> {
  const sql = "SELECT toFloat64(value) AS value FROM system.events WHERE event = 'SelectedRows'";
  const [row] = await connection.rows(sql, {});
  return Number(row?.["value"] ?? 0);
}

function bodyOf(index: number, now: number): string {
  const random = seededRandom(`wide-${index}`);
  const rows = Array.from({ length: rowsPerMinute }, (_, row) => ({
    id: `${index}-${row}`,
    model: "wide",
    version: `v${row % versions}`,
    time: now + Math.floor((row * minute) / rowsPerMinute),
    features: Object.fromEntries(
      Array.from({ length: features }, (__, place) => [`feature_${place}`, random.uniform()]),
    ),
    output: random.uniform() < 0.3 ? "yes" : "no",
  }));
  return JSON.stringify(rows);
}

function loopOf(store: Store, clock: { readonly now: number }): Loop {
  return {
    store,
    arrivals: watchArrivals(store),
    world: {
      call: () => Promise.reject(new Error("nothing is repaired here")),
      secret: () => undefined,
      now: () => clock.now,
    },
    settings: {
      tickMs: minute,
      windowMs: minute,
      delayMs: 5 * second,
      labelCoverageMin: 0.8,
      labelHorizonMs: 10 * minute,
      replayMs: 60 * minute,
      outputFormats: {},
      policy: {
        mode: "propose",
        allowedActions: [],
        runsPerHourMax: 1,
        runsPerDayMax: 1,
        coolDownMs: minute,
        confidenceMin: 0.5,
        stopAll: true,
      },
      targets: [],
      monitors: [],
    },
    now: () => clock.now,
    wait: () => Promise.resolve(),
    host: null,
    announce: () => undefined,
    failed: (what, error) => {
      throw new Error(what, { cause: error });
    },
  };
}
