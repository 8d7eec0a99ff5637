import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { buildUi, isUiStale } from "../src/cli/build-ui.ts";

/** `npm test`: gets what the suites need, runs them all, and ends with "N passed, N failed, N skipped". */
const root = fileURLToPath(new URL("../", import.meta.url));

// program → the Debian package that brings it
const programs = { chromium: "chromium", python3: "python3", prometheus: "prometheus" } as const;

/** The part of vitest's JSON report that is read here. */
const report = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

installMissingPrograms();
installDemo();
if (isUiStale(root)) {
  const problem = await buildUi(root);
  if (problem !== undefined) console.error(`the web UI could not be built: ${problem}`);
}
process.exitCode = runSuites(process.argv.slice(2));

/** Debian packages, where this is Debian and we may; otherwise the suites that need them say so. */
function installMissingPrograms(): void {
  const missing = Object.entries(programs).filter(([program]) => !isOnPath(program));
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name);
  if (!isOnPath("apt-get") || process.getuid?.() !== 0) {
    console.error(
      `not installed: ${packages.join(", ")}; as root: apt-get install ${packages.join(" ")}`,
    );
    return;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...packages]]) {
    spawnSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
  }
}

/** The demo is a package of its own; its scenario tests need its data. */
function installDemo(): void {
  const folder = join(root, "demo");
  if (!existsSync(join(folder, "package-lock.json")) || existsSync(join(folder, "node_modules"))) {
    return;
  }
  spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
}

function runSuites(args: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), "aceso-test-"));
  const path = join(folder, "report.json");
  try {
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${path}`];
    spawnSync(process.execPath, [vitest, "run", ...reporters, ...args], {
      cwd: root,
      stdio: "inherit",
    });
    return tell(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell(path: string): number {
  const found = existsSync(path)
    ? report.safeParse(JSON.parse(readFileSync(path, "utf8")))
    : undefined;
  if (found?.success !== true) {
    console.log("0 passed, 1 failed, 0 skipped");
    return 1;
  }
  const { testResults, numPassedTests, numFailedTests, numPendingTests, numTodoTests } = found.data;
  // A file that cannot even be loaded holds no failed test, and is one failure all the same.
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  );
  for (const { name } of broken) console.log(`could not run: ${name}`);
  for (const { assertionResults } of testResults) {
    for (const { fullName, status } of assertionResults) {
      if (status === "skipped" || status === "pending") console.log(`skipped: ${fullName}`);
    }
  }
  const failed = numFailedTests + broken.length;
  console.log(
    `${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`,
  );
  return failed === 0 && found.data.success ? 0 : 1;
}

function isOnPath(program: string): boolean {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}
