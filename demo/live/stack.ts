import { fork } from "node:child_process";
import { setPriority } from "node:os";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Announcement, FaultName } from "../world/faults.ts";
import { faults, innocentDeploy } from "../world/faults.ts";
import type { Order } from "../world/journey.ts";
import { mix } from "../world/random.ts";
import { secretEnvironmentName, serviceNames } from "../world/services.ts";
import { payload } from "../world/telemetry.ts";
import { urlOf } from "./ports.ts";
import { optionsVariable } from "./process-options.ts";
import type { ProcessOptions } from "./process-options.ts";
import { GroupQuota } from "./quota.ts";
import { post } from "./sender.ts";
import type { AcesoAddress } from "./sender.ts";

/** The demo's services and clients as real processes, each in a process group of its own. */
export interface Stack {
  inject(fault: FaultName): Promise<void>;
  remove(fault: FaultName): Promise<void>;
  deployInnocently(): Promise<void>;
  /** Ends all processes; resolves when they are gone. */
  stop(): Promise<void>;
}

/**
 * Starts services and load.
 *
 * @throws Error when a process does not get ready within 20 s
 */
export async function startStack(options: {
  ports: { readonly [name: string]: number };
  seed: number;
  modelsFile: string;
  stateFolder: string;
  aceso: AcesoAddress;
  secret: string;
}): Promise<Stack> {
  const { ports, seed, modelsFile, stateFolder, aceso, secret } = options;
  const peers = Object.fromEntries(serviceNames.map((name) => [name, urlOf(ports, name)]));
  const children = new Map<string, ChildProcess>();
  const quotas = new Map<string, GroupQuota>();
  const active = new Set<FaultName>();

  const stop = (): void => {
    for (const child of children.values()) {
      if (child.pid === undefined || child.exitCode !== null) continue;
      try {
        // The whole group, so that a runaway process goes with its service, stopped or not.
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // Already gone.
      }
    }
  };
  process.once("exit", stop);

  const start = (name: string): Promise<void> => {
    const file = name === "clients" ? "clients-process.ts" : "service-process.ts";
    const cpuStatFile = join(stateFolder, `${name}.cpu.stat`);
    const own: ProcessOptions = {
      name,
      port: ports[name] ?? 0,
      seed,
      modelsFile,
      cpuStatFile,
      aceso,
      peers,
    };
    const child = fork(join(import.meta.dirname, file), {
      detached: true,
      env: {
        ...process.env,
        [optionsVariable]: JSON.stringify(own),
        [secretEnvironmentName]: secret,
      },
      execArgv: ["--max-old-space-size=192"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    children.set(name, child);
    goFirst(child.pid);
    if (child.pid !== undefined) quotas.set(name, new GroupQuota(child.pid, cpuStatFile));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} did not get ready`)), 20_000);
      child.once("message", () => {
        clearTimeout(timer);
        resolve();
      });
      child.once("exit", (code) => {
        clearTimeout(timer);
        reject(new Error(`${name} ended with code ${code}`));
      });
    });
  };

  try {
    await Promise.all(serviceNames.map(start));
    await start("clients");
  } catch (failure) {
    stop();
    throw failure;
  }

  const control = async (
    service: string,
    order: Order | { kind: "runaway"; on: boolean },
  ): Promise<void> => {
    const response = await fetch(`${urlOf(ports, service)}/control`, {
      method: "POST",
      headers: { "x-demo-secret": secret },
      body: JSON.stringify(order),
      // An order to a starved service waits its turn behind the requests that piled up.
      signal: AbortSignal.timeout(90_000),
    });
    if (!response.ok) throw new Error(`${service} refused ${order.kind}: ${response.status}`);
  };

  const announce = async (announcement: Announcement): Promise<void> => {
    const time = Date.now();
    const id = `change-${seed}-${mix(time, announcement.title.length).toString(36)}`;
    await post(aceso, payload(time, "/api/v1/changes", { id, ...announcement, time }, 1));
  };

  return {
    async inject(name) {
      if (active.has(name)) return;
      active.add(name);
      const fault = faults[name];
      for (const { service, order } of fault.inject) await control(service, order);
      if (fault.blursCamera) children.get("clients")?.send({ blurred: true });
      if (fault.starves !== "") {
        await control(fault.starves, { kind: "runaway", on: true });
        quotas.get(fault.starves)?.tighten();
      }
      if (fault.announces !== null) await announce(fault.announces);
    },
    async remove(name) {
      if (!active.delete(name)) return;
      const fault = faults[name];
      if (fault.starves !== "") {
        quotas.get(fault.starves)?.loosen();
        await control(fault.starves, { kind: "runaway", on: false });
      }
      if (fault.blursCamera) children.get("clients")?.send({ blurred: false });
      for (const { service, order } of fault.remove) await control(service, order);
    },
    async deployInnocently() {
      await control(innocentDeploy.service, innocentDeploy.order);
      await announce(innocentDeploy.announces);
    },
    async stop() {
      process.removeListener("exit", stop);
      const gone = [...children.values()].map(
        (child) =>
          new Promise<void>((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) resolve();
            else child.once("exit", () => resolve());
          }),
      );
      stop();
      await Promise.all(gone);
    },
  };
}

/**
 * The services stand for machines of their own: what else this one does must not slow them down. The
 * quota of a starved service holds all the same.
 */
function goFirst(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, -10);
  } catch {
    // Only root may go first; elsewhere a busy machine shows in the latencies.
  }
}
