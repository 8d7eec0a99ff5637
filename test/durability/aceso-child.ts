// The program as `aceso start` runs it, without building the web UI first. Prints one line of JSON
// when it is ready and stops at SIGTERM.
process.env["UV_THREADPOOL_SIZE"] ??= "16";
const { readFileSync } = await import("node:fs");
const { loadConfig } = await import("../../src/config/config.ts");
const { startAceso } = await import("../../src/main.ts");

const { config } = loadConfig({
  environment: process.env,
  readFile: (path) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
});
const stopAsked = new Promise((resolve) => process.once("SIGTERM", resolve));
const aceso = await startAceso(config, { log: (line) => process.stderr.write(`${line}\n`) });
process.stdout.write(`${JSON.stringify({ url: aceso.url })}\n`);
await stopAsked;
await aceso.stop();
