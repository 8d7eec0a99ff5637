import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";

/** Whether Debian's prometheus is installed; `npm test` installs it where it may. */
export const hasPrometheus = spawnSync("prometheus", ["--version"]).error === undefined;

/** Raw samples of an instant query for a range vector: series → [seconds, value] pairs. */
export type Matrix = readonly {
  readonly metric: { readonly [label: string]: string };
  readonly values: readonly (readonly [number, string])[];
}[];

/** Asks a program with the Prometheus query API for raw samples, ordered by their labels. */
export async function rawSamples(base: string, query: string, seconds: number): Promise<Matrix> {
  const parameters = new URLSearchParams({ query, time: String(seconds) });
  const answer = await fetch(`${base}/api/v1/query?${parameters}`);
  if (!answer.ok) throw new Error(`${base} answered ${answer.status}: ${await answer.text()}`);
  // The shape that the API of Prometheus promises for a range vector.
  const { data } = (await answer.json()) as { data: { result: Matrix } };
  return data.result
    .map(({ metric, values }) => ({
      metric: Object.fromEntries(Object.entries(metric).toSorted()),
      values,
    }))
    .toSorted((a, b) => (JSON.stringify(a.metric) < JSON.stringify(b.metric) ? -1 : 1));
}

export interface PrometheusProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts prometheus: it scrapes a target every second and remote-writes, all other settings default. */
export async function startPrometheus(options: {
  readonly folder: string;
  readonly targetPort: number;
  readonly writeUrl: string;
}): Promise<PrometheusProcess> {
  const config = join(options.folder, "prometheus.yml");
  const text = `
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: target
    static_configs: [{ targets: ["127.0.0.1:${options.targetPort}"] }]
remote_write:
  - url: ${options.writeUrl}
`;
  await writeFile(config, text);
  const port = await freePort();
  const child = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(options.folder, "prometheus")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr.on("data", (part) => (log = `${log}${String(part)}`.slice(-4_000)));
  const ended = once(child, "exit");
  const die = () => void child.kill("SIGKILL");
  process.once("exit", die);
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`prometheus ended: ${log}`);
    return (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true;
  }, 30_000);
  return {
    url,
    async stop() {
      process.removeListener("exit", die);
      if (child.exitCode === null) child.kill("SIGKILL");
      await ended;
    },
  };
}

/** A target with counters that grow with each scrape, so that every sample has a value of its own. */
export async function startTarget(seriesCount: number): Promise<{
  readonly port: number;
  readonly scrapes: () => number;
  close(): Promise<void>;
}> {
  let scrapes = 0;
  const server = createServer((_, response) => {
    scrapes++;
    const lines = Array.from(
      { length: seriesCount },
      (_, index) => `work_total{part="${index}"} ${scrapes * 1000 + index + 0.25}`,
    );
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(`# TYPE work_total counter\n${lines.join("\n")}\n`);
  });
  const port = await listening(server);
  return {
    port,
    scrapes: () => scrapes,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Asks again and again until the answer is yes. */
export async function until(isSo: () => Promise<boolean>, limitMs: number): Promise<void> {
  const end = Date.now() + limitMs;
  while (Date.now() < end) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`it did not become so within ${limitMs} ms`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, "close");
  return port;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}
