import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** An Aceso in a process of its own, on a free loopback port. */
export interface AcesoProcess {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from the start of the process until it was ready. */
  readonly readyMs: number;
  /** Everything it wrote to stderr, the last 100,000 characters. */
  log(): string;
  /** Whether it still runs. */
  isAlive(): boolean;
  /** Resident memory now, in bytes. */
  residentBytes(): number;
  /** kill -9. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts the program on a data folder and waits until it says that it is ready.
 *
 */
export async function startAceso(options: {
  readonly dataDir: string;
  readonly clickhouseUrl?: string;
  readonly environment?: { readonly [name: string]: string };
}): Promise<AcesoProcess> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ["--max-old-space-size=512", join(import.meta.dirname, "aceso-child.ts")],
    {
      cwd: options.dataDir,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        UV_THREADPOOL_SIZE: "16",
        ACESO_DATA_DIR: join(options.dataDir, "data"),
        ACESO_PORT: "0",
        ACESO_OTLP_PORT: "0",
        ...(options.clickhouseUrl === undefined
          ? {}
          : { ACESO_CLICKHOUSE_URL: options.clickhouseUrl }),
        ...options.environment,
      },
    },
  );
  const ended = once(child, "exit");
  let log = "";
  child.stderr.on("data", (text) => (log = `${log}${String(text)}`.slice(-100_000)));
  const die = () => void child.kill("SIGKILL");
  process.once("exit", die);
  void ended.then(() => process.removeListener("exit", die));
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (text) => {
      said += String(text);
      if (said.includes("\n")) resolve((JSON.parse(said) as { url: string }).url);
    });
    void ended.then(() => reject(new Error(`it ended before it was ready: ${log}`)));
  });
  const readyMs = performance.now() - began;
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals) => {
    if (isAlive()) child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return {
    // The name may resolve to an address that it does not listen on.
    url: url.replace("localhost", "127.0.0.1"),
    pid: child.pid!,
    readyMs,
    log: () => log,
    isAlive,
    residentBytes() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
    },
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
  };
}
