import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import { repairTargets, secretEnvironmentName } from "../world/services.ts";
import { freePort, isFree, urlOf } from "./ports.ts";
import type { AcesoAddress } from "./sender.ts";

/** The configuration of the demo: repair targets with the name of their credential, nothing else. */
export function demoConfig(ports: { readonly [name: string]: number }): unknown {
  return { repair: { targets: repairTargets((service) => urlOf(ports, service)) } };
}

/** An Aceso with a data folder of its own, started by the demo. */
export interface OwnAceso {
  readonly address: AcesoAddress;
  stop(): Promise<void>;
}

/**
 * Starts Aceso with an empty data folder and waits until it is ready.
 *
 * @throws Error with the end of its log when it ends or is not ready within 60 s
 */
export async function startAceso(options: {
  stateFolder: string;
  ports: { readonly [name: string]: number };
  secret: string;
}): Promise<OwnAceso> {
  const { stateFolder, ports, secret } = options;
  const port = (await isFree(4600)) ? 4600 : await freePort();
  const configFile = join(stateFolder, "aceso.config.json");
  writeFileSync(configFile, `${JSON.stringify(demoConfig(ports), null, 2)}\n`);
  const logFile = join(stateFolder, "aceso.log");
  const log = openSync(logFile, "w");
  const root = join(import.meta.dirname, "..", "..");
  const child = spawn(process.execPath, [join(root, "src/cli/main.ts"), "start"], {
    cwd: root,
    env: {
      ...process.env,
      ACESO_DATA_DIR: join(stateFolder, "data"),
      ACESO_CONFIG: configFile,
      ACESO_PORT: String(port),
      [secretEnvironmentName]: secret,
    },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  yieldToServices(child.pid);
  const killChild = (): void => void child.kill("SIGTERM");
  process.once("exit", killChild);
  const address = { url: `http://127.0.0.1:${port}`, token: process.env.ACESO_TOKEN ?? "" };
  await ready(address.url, child, logFile);
  return {
    address,
    async stop() {
      process.removeListener("exit", killChild);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Whether an Aceso answers there and is ready. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** On one small machine the watcher must not slow down the watched: it gets the lower priority. */
function yieldToServices(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, 5);
  } catch {
    // Not allowed here: then both have the same priority.
  }
}

async function ready(url: string, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && child.exitCode === null) {
    if (await isReady(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill("SIGTERM");
  const end = readFileSync(logFile, "utf8").split("\n").slice(-20).join("\n");
  throw new Error(`Aceso did not get ready:\n${end}`);
}
