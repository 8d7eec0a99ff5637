import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { type Config, loadConfig } from "../config/config.ts";
import { AcesoError } from "../model/errors.ts";
import { type Message, say } from "../model/message.ts";
import { day, hour, minute } from "../model/time.ts";
import { render } from "../model/words/render.ts";
import { version } from "../version.ts";
import { buildUi, isUiStale } from "./build-ui.ts";
import { findPortOwner } from "./port-owner.ts";
import { type Command, type CommandLine, exitCodes, type World } from "./world.ts";

const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Heap of JavaScript: the rest of the 2 GB belongs to the embedded store. Bodies and blocks lie outside
 * the heap yet count towards its next full collection, so with the usual growth one came with every
 * eighth body (23 over 160,000 spans, and 2.5 us of CPU each); at four times what lives it is one in sixty.
 */
const heapFlags = ["--max-old-space-size=512", "--heap-growing-percent=300"];

/** aceso start: runs until it is told to stop, then stops in the mirrored order of starting. */
export const start: Command = async (line, world) => {
  limitHeap();
  const startedAt = world.now();
  const { config } = loadConfig({ ...world, flags: line.flags });
  const text = (message: Message) => render(message, { lang: line.lang });
  if (isUiStale(packageRoot)) {
    world.note(text(say("cli.building-ui")));
    const problem = await buildUi(packageRoot);
    if (problem !== undefined) world.note(text(say("cli.ui-build-failed", { line: problem })));
  }
  // Loaded only here: no other command pays for the pipeline and the store.
  const { startAceso } = await import("../main.ts");
  const stopAsked = nextSignal();
  const running = await startAceso(config, { log: (entry) => logLine(entry, world) }).catch(
    (error: unknown) => {
      throw withOwner(error);
    },
  );
  const took = world.now() - startedAt;
  tellBanner({ config, url: running.url, otlpPort: running.otlpPort, took }, line, world);
  await stopAsked;
  world.note(text(say("cli.stopping")));
  // A second signal does not wait for the first one's tidy end.
  process.once("SIGINT", () => process.exit(exitCodes.interrupted));
  await running.stop();
  return exitCodes.fine;
};

/**
 * Node takes the size of its heap only at the start of a process, so the process replaces itself
 * once. Where it cannot (Windows, older Node) it runs without that limit.
 */
function limitHeap(): void {
  const given = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
  if (given.includes("--max-old-space-size") || process.platform === "win32") return;
  process.execve?.(
    process.execPath,
    [process.execPath, ...process.execArgv, ...heapFlags, ...process.argv.slice(1)],
    process.env,
  );
}

/** Events for the operator go to stderr with their time, so that stdout stays the answer. */
function logLine(entry: string, world: World): void {
  world.note(`${new Date(world.now()).toISOString()} ${entry}`);
}

function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

/** A taken port is told with the program that holds it. */
function withOwner(error: unknown): unknown {
  if (!(error instanceof AcesoError) || error.code !== "port-taken") return error;
  const owner = findPortOwner(Number(error.params["port"]));
  if (owner === undefined) return error;
  const port = `${error.params["port"]} (${owner.name}, pid ${owner.pid})`;
  return new AcesoError("port-taken", { ...error.params, port }, { cause: error });
}

interface BannerFacts {
  readonly config: Config;
  readonly url: string;
  readonly otlpPort: number | null;
  readonly took: number;
}

/** Eight lines at most: where to look, where to send, where data are, what may be repaired. */
function tellBanner(facts: BannerFacts, { lang, isJson }: CommandLine, world: World): void {
  const { config, url, otlpPort, took } = facts;
  if (isJson) {
    world.print(JSON.stringify({ schemaVersion: 1, url, otlpPort, version, tookMs: took }));
    return;
  }
  const text = (message: Message) => render(message, { lang });
  const bold = (words: string) => (world.isColoured ? styleText("bold", words) : words);
  const isLocked = config.token !== undefined || config.keys.length > 0;
  const access = text(say(isLocked ? "cli.access.key" : "cli.access.open"));
  const retention = durationText(config.retention.samples);
  const store =
    config.clickhouseUrl === undefined
      ? say("cli.banner.store-embedded", { path: config.dataDir, retention })
      : say("cli.banner.store-remote", { path: hostOf(config.clickhouseUrl), retention });
  const mode = text(say(`cli.mode.${config.repair.policy.mode}`));
  const targets = config.repair.targets.length;
  world.print(`  ${bold(text(say("cli.ready", { version, took })))}`);
  world.print(`  ➜ ${text(say("cli.banner.ui", { url: bold(url), access }))}`);
  world.print(`  ➜ ${text(say("cli.banner.send", { otlp: otlpText(facts, text), url }))}`);
  world.print(`  ➜ ${text(store)}`);
  world.print(`  ➜ ${text(say("cli.banner.repairs", { mode, targets }))}`);
  world.print(`  ${text(say("cli.banner.waiting"))}`);
}

function otlpText(facts: BannerFacts, text: (message: Message) => string): string {
  const { config, url, otlpPort } = facts;
  if (otlpPort !== null) return text(say("cli.banner.otlp", { url, port: String(otlpPort) }));
  if (config.otlpPort === 0) return `OTLP ${url}/v1`;
  const found = findPortOwner(config.otlpPort);
  const pid = String(found?.pid ?? "");
  const owner = found === undefined ? "" : text(say("cli.port-owner", { name: found.name, pid }));
  return text(say("cli.banner.otlp-taken", { url, port: String(config.otlpPort), owner }));
}

/** Host of a URL: user and password in it are nobody's business. */
function hostOf(url: string): string {
  return new URL(url).host;
}

/** A duration as it is written in settings, in its largest whole unit. */
function durationText(durationMs: number): string {
  for (const [unitMs, letter] of [
    [day, "d"],
    [hour, "h"],
    [minute, "m"],
  ] as const) {
    if (durationMs % unitMs === 0) return `${durationMs / unitMs}${letter}`;
  }
  return `${durationMs / 1000}s`;
}
