import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether the web UI should be built: its sources and the builder are here (a checkout, not an
 * installed package) and the built page is missing or older than a source.
 */
export function isUiStale(packageRoot: string): boolean {
  const builder = join(packageRoot, "node_modules", "vite");
  const sources = ["src/web", "src/api", "src/model"].map((path) => join(packageRoot, path));
  if (!existsSync(builder) || !existsSync(join(packageRoot, "src/web/index.html"))) return false;
  const page = statSync(join(packageRoot, "dist/web/index.html"), { throwIfNoEntry: false });
  return page === undefined || sources.some((folder) => newestMs(folder) > page.mtimeMs);
}

/**
 * Builds the web UI in a process of its own.
 *
 * @returns undefined when it worked, otherwise the last line the builder wrote
 */
export function buildUi(packageRoot: string): Promise<string | undefined> {
  const vite = join(packageRoot, "node_modules", "vite", "bin", "vite.js");
  const child = spawn(process.execPath, [vite, "build", "--config", "vite.config.ts"], {
    cwd: packageRoot,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-4_000);
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => {
      resolve(code === 0 ? undefined : (said.trim().split("\n").at(-1) ?? `exit ${code}`));
    });
  });
}

/** Newest modification under a folder; 0 when it is not there. UTC milliseconds. */
function newestMs(folder: string): number {
  if (!existsSync(folder)) return 0;
  let newest = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
    }
  }
  return newest;
}
