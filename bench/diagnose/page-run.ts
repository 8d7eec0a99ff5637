// The product on a filled data directory, its clock behind by so many milliseconds: what was filled in comes to pass.
// Argument: the lag. The rest as `aceso start` reads it from the environment. Stops at SIGTERM.
import { loadConfig } from "../../src/config/config.ts";
import { startAceso } from "../../src/main.ts";

const lagMs = Number(process.argv[2]);
const { config } = loadConfig({ environment: process.env, readFile: () => undefined });
const stopAsked = new Promise((resolve) => process.once("SIGTERM", resolve));
const aceso = await startAceso(config, {
  now: () => Date.now() - lagMs,
  log: (line) => process.stderr.write(`${line}\n`),
});
await stopAsked;
await aceso.stop();
