import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const root = new URL("../../", import.meta.url).pathname;

/** Builds the interface as it is published into a folder of its own, so that tests never meet an older build. */
export async function buildWeb(): Promise<{
  readonly webRoot: string;
  remove(): Promise<void>;
}> {
  const webRoot = await mkdtemp(join(tmpdir(), "aceso-web-"));
  const vite = join(root, "node_modules/vite/bin/vite.js");
  await promisify(execFile)(
    process.execPath,
    [vite, "build", "--config", join(root, "vite.config.ts"), "--outDir", webRoot, "--emptyOutDir"],
    // The test runner sets NODE_ENV to "test", which would build the slow development React.
    { cwd: root, env: { ...process.env, NODE_ENV: "production" } },
  );
  return { webRoot, remove: () => rm(webRoot, { recursive: true, force: true }) };
}
