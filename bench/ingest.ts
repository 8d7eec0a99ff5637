import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { freePort } from "./free-port.ts";
import {
  predictionBodies,
  sampleLanes,
  seriesCount,
  seriesPerBody,
  spanBodies,
} from "./ingest-bodies.ts";
import { type Figure, printReport } from "./report.ts";
import { startWatched, type WatchedProcess } from "./watched-process.ts";

const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

/** What one kind of load cost a receiver. */
interface Cost {
  readonly rows: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Milliseconds from request to acknowledgement. */
  readonly acknowledgeMsP99: number;
}

/** A receiver under test. `settle` resolves when everything acknowledged has been worked in. */
interface Receiver {
  readonly process: WatchedProcess;
  readonly url: string;
  settle(): Promise<void>;
}

/**
 * Ingestion, durable and end to end: the started program on an empty directory, over HTTP on loopback,
 * from the first byte until every row is in the store; CPU of the whole process, its loop included.
 * Debian's prometheus (apt-get install prometheus) takes the same remote-write bodies in the same run.
 *
 * Options: --scale N multiplies the rows (1 = 1,000,000 samples, 300,000 spans, 150,000 predictions);
 * --idle SECONDS of the idle measurement (30).
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scale: { type: "string", default: "1" },
      idle: { type: "string", default: "30" },
      data: { type: "string" },
      only: { type: "string" },
      seed: { type: "string" },
    },
  });
  const scale = Number(values.scale);
  const folder = mkdtempSync(join(tmpdir(), "aceso-bench-"));
  const notes: string[] = [];
  try {
    const figures = await measure({ folder, scale, idleSeconds: Number(values.idle), notes });
    printReport(figures, notes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(options: {
  readonly folder: string;
  readonly scale: number;
  readonly idleSeconds: number;
  readonly notes: string[];
}): Promise<readonly Figure[]> {
  const { folder, scale, idleSeconds, notes } = options;
  const start = Date.now() - 3_000_000;
  const lanes = sampleLanes({ start, rounds: 10 + Math.ceil(100 * scale) });
  const spans = spanBodies({ start: Date.now() - 300_000, count: Math.ceil(300 * scale) });
  const predictions = predictionBodies({
    start: Date.now() - 300_000,
    count: Math.ceil(300 * scale),
  });
  const figures: Figure[] = [];
  const add = (set: string, figure: Omit<Figure, "bench" | "set">) =>
    figures.push({ bench: "ingest", set, ...figure });

  const aceso = await startAceso(folder);
  const [firstSight, samples] = await sendSamples(aceso, "/api/v1/write", lanes);
  const spanCost = await sendWarm(aceso, "/v1/traces", spans, {
    rowsPerBody: 1_000,
    headers: { "content-type": "application/x-protobuf" },
  });
  const predictionCost = await sendWarm(aceso, "/api/v1/predictions", predictions, {
    rowsPerBody: 500,
    headers: { "content-type": "application/json" },
  });
  await pause(15_000);
  const idle = await idleRatio(aceso.process, idleSeconds);
  const memory = aceso.process.residentBytesMax();
  await aceso.process.stop();

  const peer = await startPrometheus(folder);
  if (peer) {
    const [peerFirst, peerSamples] = await sendSamples(peer, "/api/v1/write", lanes);
    await peer.process.stop();
    const name = "prometheus";
    const ratio = (own: Cost, other: Cost) =>
      own.cpuSeconds / own.rows / (other.cpuSeconds / other.rows);
    const target = { target: 0.4, better: "lower" } as const;
    const unit = "ratio";
    add("samples", { measure: "cpu-ratio", value: ratio(samples, peerSamples), unit, ...target });
    add("samples", { measure: "first-sight-cpu-ratio", value: ratio(firstSight, peerFirst), unit });
    add("samples", {
      ...perMillion(samples),
      reference: perMillion(peerSamples).value,
      referenceName: name,
    });
  } else {
    notes.push(
      "prometheus is not installed (apt-get install prometheus): its comparison is skipped",
    );
    add("samples", perMillion(samples));
  }
  const higher = { better: "higher" } as const;
  add("samples", { ...acknowledge(samples), target: 200, better: "lower" });
  add("spans", { ...perCpuSecond(spanCost), target: 100_000, ...higher });
  add("spans", { ...acknowledge(spanCost), target: 200, better: "lower" });
  add("predictions", { ...perCpuSecond(predictionCost), target: 30_000, ...higher });
  add("predictions", { ...acknowledge(predictionCost), target: 200, better: "lower" });
  const limit = { target: 2_000, better: "lower" } as const;
  add("process", { measure: "resident-max", value: memory / 1e6, unit: "MB", ...limit });
  const idleLimit = { target: 5, better: "lower" } as const;
  add("process", { measure: "idle-cpu", value: idle * 100, unit: "% of a core", ...idleLimit });
  return figures;
}

async function startAceso(folder: string): Promise<Receiver> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const watched = await startWatched(process.execPath, [main, "start"], {
    env: {
      ACESO_DATA_DIR: join(folder, "aceso"),
      ACESO_PORT: String(port),
      UV_THREADPOOL_SIZE: "16",
    },
    url: `${url}/readyz`,
  });
  const settle = async () => {
    for (;;) {
      const response = await fetch(`${url}/api/v1/status`);
      // Our own contract: the status page's shape.
      const status = (await response.json()) as { store: { pendingBytes: number } };
      if (status.store.pendingBytes === 0) return;
      await pause(200);
    }
  };
  return { process: watched, url, settle };
}

async function startPrometheus(folder: string): Promise<Receiver | undefined> {
  if (spawnSync("prometheus", ["--version"]).error) return undefined;
  const port = await freePort();
  const config = join(folder, "prometheus.yml");
  writeFileSync(config, "global: {}\n");
  const url = `http://127.0.0.1:${port}`;
  const watched = await startWatched(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "prometheus")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--web.enable-remote-write-receiver",
    ],
    { url: `${url}/-/ready` },
  );
  // Its write-ahead log is written before it answers; blocks are cut hours later.
  return { process: watched, url, settle: async () => undefined };
}

/** The first ten rounds make the series known and the code hot; the others are the figure. */
async function sendSamples(
  receiver: Receiver,
  path: string,
  lanes: readonly (readonly Uint8Array[])[],
): Promise<readonly [Cost, Cost]> {
  const how = {
    rowsPerBody: seriesPerBody,
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
    },
  };
  const first = await sendBodies(
    receiver,
    path,
    lanes.map((lane) => lane.slice(0, 1)),
    how,
  );
  await sendBodies(
    receiver,
    path,
    lanes.map((lane) => lane.slice(1, 10)),
    how,
  );
  const steady = await sendBodies(
    receiver,
    path,
    lanes.map((lane) => lane.slice(10)),
    how,
  );
  if (first.rows !== seriesCount) throw new Error(`first sight sent ${first.rows} rows`);
  return [first, steady];
}

/** The first tenth of the bodies makes the code hot; the others are the figure. */
async function sendWarm(
  receiver: Receiver,
  path: string,
  bodies: readonly Uint8Array[],
  how: Sending,
): Promise<Cost> {
  const warm = Math.ceil(bodies.length / 10);
  await sendBodies(receiver, path, spread(bodies.slice(0, warm), 4), how);
  return sendBodies(receiver, path, spread(bodies.slice(warm), 4), how);
}

interface Sending {
  readonly rowsPerBody: number;
  readonly headers: Record<string, string>;
}

async function sendBodies(
  receiver: Receiver,
  path: string,
  lanes: readonly (readonly Uint8Array[])[],
  how: Sending,
): Promise<Cost> {
  const agent = new Agent({ keepAlive: true });
  const latencies: number[] = [];
  const cpuBefore = receiver.process.cpuSeconds();
  const began = performance.now();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const body of lane) {
        const sentAt = performance.now();
        await post(agent, receiver.url + path, body, how.headers);
        latencies.push(performance.now() - sentAt);
      }
    }),
  );
  await receiver.settle();
  agent.destroy();
  latencies.sort((one, other) => one - other);
  return {
    rows: latencies.length * how.rowsPerBody,
    cpuSeconds: receiver.process.cpuSeconds() - cpuBefore,
    wallSeconds: (performance.now() - began) / 1_000,
    acknowledgeMsP99: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  };
}

/** Sends until taken: 429 and 503 are repeated after a second, as real senders do. */
async function post(
  agent: Agent,
  url: string,
  body: Uint8Array,
  headers: Record<string, string>,
): Promise<void> {
  for (;;) {
    const status = await postOnce(agent, url, body, headers);
    if (status >= 200 && status < 300) return;
    if (status !== 429 && status !== 503) throw new Error(`${url} answered ${status}`);
    await pause(1_000);
  }
}

function postOnce(
  agent: Agent,
  url: string,
  body: Uint8Array,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { agent, method: "POST", headers: { ...headers, "content-length": body.length } },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

async function idleRatio(watched: WatchedProcess, seconds: number): Promise<number> {
  const before = watched.cpuSeconds();
  await pause(seconds * 1_000);
  return (watched.cpuSeconds() - before) / seconds;
}

function perMillion(cost: Cost): { measure: string; value: number; unit: string } {
  return { measure: "cpu-per-million", value: (cost.cpuSeconds / cost.rows) * 1e6, unit: "s" };
}

function perCpuSecond(cost: Cost): { measure: string; value: number; unit: string } {
  return { measure: "per-cpu-second", value: cost.rows / cost.cpuSeconds, unit: "rows/s" };
}

function acknowledge(cost: Cost): { measure: string; value: number; unit: string } {
  return { measure: "acknowledge-p99", value: cost.acknowledgeMsP99, unit: "ms" };
}

function spread(bodies: readonly Uint8Array[], lanes: number): readonly (readonly Uint8Array[])[] {
  return Array.from({ length: lanes }, (_, lane) =>
    bodies.filter((_, index) => index % lanes === lane),
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
