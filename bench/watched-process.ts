import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** Clock ticks per second of /proc/PID/stat: USER_HZ, 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** A started program whose CPU time and memory are read from /proc, threads included. */
export interface WatchedProcess {
  readonly pid: number;
  /** CPU seconds, user and system, since it started. */
  cpuSeconds(): number;
  /** Highest resident memory so far, in bytes. */
  residentBytesMax(): number;
  /** The last lines it wrote to stderr. */
  lastWords(): string;
  stop(): Promise<void>;
}

/** Starts a program and waits until `url` answers 200, at most a minute. */
export async function startWatched(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly url: string },
): Promise<WatchedProcess> {
  const child = spawn(command, args, {
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (part: Buffer) => (words = (words + part.toString()).slice(-4_000)));
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  const watched: WatchedProcess = {
    pid,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentBytesMax: () => peakOf(pid),
    lastWords: () => words,
    stop: () => stop(child),
  };
  await answers(options.url, child).catch(async (error: unknown) => {
    await watched.stop();
    throw new Error(`${command} did not answer at ${options.url}: ${words}`, { cause: error });
  });
  return watched;
}

function cpuSecondsOf(pid: number): number {
  // The name of the program may hold blanks, so fields are counted from its closing bracket.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function peakOf(pid: number): number {
  const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1]) * 1_024;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("a minute has passed");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(forced);
}
