import { deserialize, serialize } from "node:v8";
import { readFileSync, writeFileSync } from "node:fs";
import type { Models } from "../world/models.ts";
import type { AcesoAddress } from "./sender.ts";

/** What the demo tells each of its processes, through one environment variable. */
export interface ProcessOptions {
  readonly name: string;
  readonly port: number;
  readonly seed: number;
  readonly modelsFile: string;
  /** File with the accounting of the process group's CPU quota, as cgroup v2 writes cpu.stat. */
  readonly cpuStatFile: string;
  readonly aceso: AcesoAddress;
  /** Service → base URL. */
  readonly peers: { readonly [name: string]: string };
}

/** Name of that environment variable. */
export const optionsVariable = "ACESO_DEMO_PROCESS";

/** The options this process was started with. */
export function processOptions(): ProcessOptions {
  // Written by the parent process of the same program.
  return JSON.parse(process.env[optionsVariable] ?? "{}") as ProcessOptions;
}

/** Hands the trained models to the other processes. */
export function saveModels(file: string, models: Models): void {
  writeFileSync(file, serialize(models));
}

/** The models as the parent process trained them. */
export function loadModels(file: string): Models {
  // Written by `saveModels` in the same run.
  return deserialize(readFileSync(file)) as Models;
}

/** Work that stops the process when its parent goes away. */
export function followParent(stop: () => void): void {
  process.on("disconnect", () => {
    stop();
    process.exit(0);
  });
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => {
    stop();
    process.exit(0);
  });
}
