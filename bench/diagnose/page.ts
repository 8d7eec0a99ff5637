import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { freePort } from "../free-port.ts";
import { startWatched } from "../watched-process.ts";
import type { DiagnoseSet } from "./set.ts";

/** Spans, and log lines, in the quarter of an hour before an onset and the half minute after it. */
const rowsOfWindow = 10_000_000;
/** Before the onset the product starts and learns from what is there. */
const leadMs = 40_000;
/** Data end this long after the onset: an incident has to open until then. */
const patienceMs = 240_000;
/** How `aceso start` limits its own heap. */
const heapFlags = ["--max-old-space-size=512", "--heap-growing-percent=300"];

const headSchema = z.object({ incidents: z.array(z.object({ id: z.string() })) });
const incidentSchema = z.object({
  diagnosis: z
    .object({
      causes: z.array(
        z.object({
          kind: z.string(),
          component: z.object({ name: z.string() }),
          confidence: z.number(),
        }),
      ),
    })
    .nullable(),
});

/**
 * From incident to diagnosis as the page gets it: the whole product on 5,000 series, 10^7 spans and 10^7 log lines in
 * the window, in a process of its own. One of 20 services begins to fail for one region; the time runs from the moment
 * the list of incidents shows the incident until its page has a first cause.
 */
export const page: DiagnoseSet = {
  name: "page",
  folder: null,
  async run({ count = rowsOfWindow }) {
    const folder = mkdtempSync(join(tmpdir(), "aceso-page-"));
    // On the grid of ticks, and so late that the filling has ended before.
    const onset = Math.floor(Date.now() / 10_000) * 10_000;
    try {
      const fill = fileURLToPath(new URL("./page-fill.ts", import.meta.url));
      const env = { ...process.env, UV_THREADPOOL_SIZE: "16" };
      execFileSync(process.execPath, [fill, folder, String(onset), String(count)], { env });
      const { openedMs, diagnosedMs, bytes, cause, behindMs } = await watch(folder, onset);
      const shared = { bench: "diagnose", set: "page", better: "lower" } as const;
      return {
        figures: [
          {
            ...shared,
            measure: "seconds",
            value: (diagnosedMs - openedMs) / 1_000,
            unit: "s",
            target: 10,
          },
          { ...shared, measure: "memory-mb", value: bytes / 1e6, unit: "MB", target: 1_000 },
        ],
        notes: [
          `page: ${count.toLocaleString("en")} spans and as many log lines in the window; shown ${(behindMs / 1_000).toFixed(0)} s after the onset; first cause ${cause}`,
        ],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function watch(
  folder: string,
  onset: number,
): Promise<{
  readonly openedMs: number;
  readonly diagnosedMs: number;
  readonly behindMs: number;
  readonly bytes: number;
  readonly cause: string;
}> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const lagMs = Date.now() - (onset - leadMs);
  const script = fileURLToPath(new URL("./page-run.ts", import.meta.url));
  const aceso = await startWatched(process.execPath, [...heapFlags, script, String(lagMs)], {
    env: {
      ACESO_DATA_DIR: folder,
      ACESO_PORT: String(port),
      ACESO_OTLP_PORT: "0",
      ACESO_WATCH_HOST: "false",
      UV_THREADPOOL_SIZE: "16",
    },
    url: `${url}/readyz`,
  });
  try {
    await sendLogLine(url, onset + patienceMs);
    await declareObjective(url);
    let openedMs = Number.NaN;
    let id: string | undefined;
    while (Date.now() - lagMs < onset + patienceMs) {
      if (id === undefined) {
        id = headSchema.parse(await get(`${url}/api/v1/incidents`)).incidents[0]?.id;
        if (id !== undefined) openedMs = Date.now();
      } else {
        const { diagnosis } = incidentSchema.parse(await get(`${url}/api/v1/incidents/${id}`));
        const first = diagnosis?.causes[0];
        if (first) {
          const diagnosedMs = Date.now();
          const cause = `${first.kind} of ${first.component.name} (${first.confidence.toFixed(2)})`;
          const behindMs = diagnosedMs - lagMs - onset;
          return { openedMs, diagnosedMs, bytes: aceso.residentBytesMax(), cause, behindMs };
        }
      }
      await wait(id === undefined ? 250 : 50);
    }
    throw new Error(`no diagnosed incident within ${patienceMs} ms: ${aceso.lastWords()}`);
  } finally {
    await aceso.stop();
  }
}

/** A person's objective for the service that is asked first: no more than one request in twenty fails. */
async function declareObjective(url: string): Promise<void> {
  const id = "errors-of-the-shop";
  const response = await fetch(`${url}/api/v1/monitors/${id}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      id,
      watch: {
        kind: "measure",
        measure: "error-rate",
        subject: { kind: "service", service: "service-5" },
        slice: {},
      },
      detector: "static-threshold",
      settings: { high: 0.05 },
      direction: "up",
    }),
  });
  if (!response.ok) throw new Error(`the monitor was refused: ${await response.text()}`);
}

/** Lines are mined from when the first comes over the wire on; the others lie in the store already. */
async function sendLogLine(url: string, time: number): Promise<void> {
  const attributes = [{ key: "service.name", value: { stringValue: "service-0" } }];
  const logRecords = [{ timeUnixNano: `${time}000000`, body: { stringValue: "the last line" } }];
  const body = { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords }] }] };
  const response = await fetch(`${url}/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the log line was refused: ${await response.text()}`);
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
