import { constants, existsSync, readdirSync, statSync } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { createRequire } from "node:module";
import { totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ApiError, createClient } from "../api/client.ts";
import { type Config, loadConfig } from "../config/config.ts";
import { AcesoError } from "../model/errors.ts";
import { type Message, say } from "../model/message.ts";
import { minute, second } from "../model/time.ts";
import { render } from "../model/words/render.ts";
import { baseUrlOf } from "./client.ts";
import { findPortOwner, isPortFree } from "./port-owner.ts";
import { type Command, type CommandLine, exitCodes, type World } from "./world.ts";

/** One thing looked at. */
interface Finding {
  readonly check: string;
  readonly state: "ok" | "warning" | "problem";
  readonly says: Message;
}

const gigabyte = 1_073_741_824;
const marks = { ok: "✓", warning: "!", problem: "✗" } as const;

/** aceso doctor: looks at everything a start needs, without loading the store. Exit 1 on problems. */
export const doctor: Command = async (line, world) => {
  const findings = await examine(line, world);
  if (line.isJson) {
    world.print(JSON.stringify({ schemaVersion: 1, findings }, undefined, 2));
  } else {
    for (const { state, says } of findings) {
      world.print(`${marks[state]} ${render(says, { lang: line.lang })}`);
    }
  }
  const problems = findings.filter(({ state }) => state === "problem").length;
  const warnings = findings.filter(({ state }) => state === "warning").length;
  if (!line.isJson) {
    world.print(render(say("doctor.summary", { problems, warnings }), { lang: line.lang }));
  }
  return problems > 0 ? exitCodes.findings : exitCodes.fine;
};

async function examine(line: CommandLine, world: World): Promise<readonly Finding[]> {
  const findings: Finding[] = [checkNode(), checkMemory()];
  let config: Config;
  try {
    ({ config } = loadConfig({ ...world, flags: line.flags }));
  } catch (error) {
    if (!(error instanceof AcesoError)) throw error;
    const says = say("doctor.config-bad", { what: error.message, fix: error.fix });
    return [...findings, { check: "config", state: "problem", says }];
  }
  findings.push(...checkSecrets(config));
  findings.push(...(await checkPorts(line, config, world)));
  findings.push(...(await checkDisk(config)));
  findings.push(await checkStore(config, world));
  findings.push(checkClock(config, world));
  return findings;
}

function checkNode(): Finding {
  const found = process.versions.node;
  const [major = 0, minor = 0] = found.split(".").map(Number);
  const isNew = major > 22 || (major === 22 && minor >= 18);
  const says = say("doctor.node", { found, needed: "22.18" });
  return { check: "node", state: isNew ? "ok" : "problem", says };
}

function checkMemory(): Finding {
  const limit = process.constrainedMemory();
  const total = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  const state = total >= 2 * gigabyte ? "ok" : "warning";
  return { check: "memory", state, says: say("doctor.memory", { total }) };
}

function checkSecrets(config: Config): readonly Finding[] {
  const named = [
    ...config.repair.targets.map(({ name, secretEnv }) => [secretEnv, name] as const),
    ...config.notify.webhooks.map(({ secretEnv, url }) => [secretEnv, new URL(url).host] as const),
    ...config.keys.map(({ name, keyEnv }) => [keyEnv, name] as const),
  ];
  const missing = named.filter(([environmentName]) => !config.secretOf(environmentName));
  if (missing.length === 0) return [{ check: "config", state: "ok", says: say("doctor.config") }];
  return missing.map(([name, where]) => ({
    check: "config",
    state: "problem",
    says: say("doctor.secret-missing", { name, where }),
  }));
}

async function checkPorts(
  line: CommandLine,
  config: Config,
  world: World,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const isOurs = await answersAsAceso(baseUrlOf(line, config), world);
  if (isOurs) {
    const says = say("doctor.port-ours", { port: String(config.port) });
    findings.push(
      { check: "port", state: "ok", says },
      ...(await checkRunning(line, config, world)),
    );
    return findings;
  }
  findings.push(await checkPort(config.port, config.host, "ACESO_PORT"));
  if (config.otlpPort !== 0) {
    // Aceso starts without it, so it is only a warning.
    const otlp = await checkPort(config.otlpPort, config.host, "otlpPort");
    findings.push(otlp.state === "problem" ? { ...otlp, state: "warning" } : otlp);
  }
  return findings;
}

async function checkPort(port: number, host: string, setting: string): Promise<Finding> {
  const shown = String(port);
  if (await isPortFree(port, host)) {
    return { check: "port", state: "ok", says: say("doctor.port-free", { port: shown }) };
  }
  const found = findPortOwner(port);
  const owner = found === undefined ? "" : ` (${found.name}, pid ${found.pid})`;
  const says = say("doctor.port-taken", { port: shown, owner, setting });
  return { check: "port", state: "problem", says };
}

async function answersAsAceso(baseUrl: string, world: World): Promise<boolean> {
  try {
    const response = await world.fetch(`${baseUrl}/healthz`, {
      signal: AbortSignal.timeout(2_000),
    });
    return response.ok && (await response.text()) === "ok\n";
  } catch {
    return false;
  }
}

/** Of a running Aceso: whether it takes our key, and whether its clock is ours. */
async function checkRunning(
  line: CommandLine,
  config: Config,
  world: World,
): Promise<readonly Finding[]> {
  const client = createClient({
    baseUrl: baseUrlOf(line, config),
    fetch: world.fetch,
    ...(config.token === undefined ? {} : { token: config.token }),
  });
  try {
    const { now } = await client.call("GET /api/v1/overview", {
      signal: AbortSignal.timeout(3_000),
    });
    const off = Math.abs(world.now() - now);
    const isOff = off > 2 * second;
    const says = isOff
      ? say("doctor.clock-off", { off, peer: "Aceso" })
      : say("doctor.clock", { peer: "Aceso" });
    return [
      { check: "key", state: "ok", says: say("doctor.key-fine") },
      { check: "clock", state: isOff ? "warning" : "ok", says },
    ];
  } catch (error) {
    const isRefused = error instanceof ApiError && (error.status === 401 || error.status === 403);
    if (isRefused) return [{ check: "key", state: "problem", says: say("doctor.key-bad") }];
    return [];
  }
}

async function checkDisk(config: Config): Promise<readonly Finding[]> {
  const path = config.dataDir;
  try {
    // The folder that is there already: looking must not make the data directory.
    let existing = resolve(path);
    while (!existsSync(existing)) existing = dirname(existing);
    if (!statSync(existing).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
    await access(existing, constants.W_OK);
    const { bavail, bsize } = await statfs(existing);
    const free = bavail * bsize;
    const state = free < gigabyte / 2 ? "problem" : free < 2 * gigabyte ? "warning" : "ok";
    return [{ check: "disk", state, says: say("doctor.disk", { free, path }) }];
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    return [
      { check: "disk", state: "problem", says: say("doctor.disk-unwritable", { path, reason }) },
    ];
  }
}

async function checkStore(config: Config, world: World): Promise<Finding> {
  if (config.clickhouseUrl === undefined) {
    const isInstalled = isResolvable("chdb");
    const says = say(isInstalled ? "doctor.store-embedded" : "doctor.store-missing");
    return { check: "store", state: isInstalled ? "ok" : "problem", says };
  }
  const { origin, host } = new URL(config.clickhouseUrl);
  try {
    const response = await world.fetch(`${origin}/ping`, { signal: AbortSignal.timeout(3_000) });
    if (response.ok)
      return { check: "store", state: "ok", says: say("doctor.store-remote", { url: host }) };
    const says = say("doctor.store-silent", { url: host, reason: String(response.status) });
    return { check: "store", state: "problem", says };
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown";
    const says = say("doctor.store-silent", { url: host, reason });
    return { check: "store", state: "problem", says };
  }
}

/** Whether a package is installed; its code, over 500 MB for the store, is not loaded. */
function isResolvable(name: string): boolean {
  try {
    return createRequire(import.meta.url).resolve(name) !== "";
  } catch {
    return false;
  }
}

/** A clock behind our own newest files was set back: everything new would look late. */
function checkClock(config: Config, world: World): Finding {
  let newest = 0;
  if (existsSync(config.dataDir) && statSync(config.dataDir).isDirectory()) {
    for (const name of readdirSync(config.dataDir)) {
      newest = Math.max(newest, statSync(join(config.dataDir, name)).mtimeMs);
    }
  }
  const off = newest - world.now();
  if (off < minute) return { check: "clock", state: "ok", says: say("doctor.clock-alone") };
  return { check: "clock", state: "problem", says: say("doctor.clock-before", { off }) };
}
