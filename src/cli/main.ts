#!/usr/bin/env node
// The first asynchronous call fixes the size of libuv's pool for the life of the process; store
// queries starve the log's fdatasync in a pool of 4 (1,920 ms against 19 ms in one of 16).
process.env["UV_THREADPOOL_SIZE"] ??= "16";

const { readFileSync, writeFileSync } = await import("node:fs");
const { dispatch } = await import("./dispatch.ts");

// A reader such as head that has seen enough is no failure.
process.stdout.on("error", () => process.exit());

process.exitCode = await dispatch(process.argv.slice(2), {
  environment: process.env,
  readFile(path) {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
  },
  writeFile: (path, text) => writeFileSync(path, text),
  fetch: globalThis.fetch,
  now: Date.now,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  print: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  isColoured: process.stdout.isTTY && !process.env["NO_COLOR"],
});
