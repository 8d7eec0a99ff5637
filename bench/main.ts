import { existsSync, readdirSync } from "node:fs";

/**
 * npm run bench -- NAME [options]: runs bench/NAME.ts, which exports
 * `run(args: readonly string[]): Promise<void>` and prints its figures through report.ts.
 */
const [name = "", ...args] = process.argv.slice(2);
const file = new URL(`./${name}.ts`, import.meta.url);
if (!/^[a-z-]+$/.test(name) || !existsSync(file)) {
  const names = readdirSync(new URL(".", import.meta.url))
    .filter((entry) => entry.endsWith(".ts"))
    .map((entry) => entry.slice(0, -3))
    .filter((entry) => !["main", "report"].includes(entry) && !entry.includes("-"));
  console.error(`usage: npm run bench -- NAME [options]; NAME is one of: ${names.join(", ")}`);
  process.exit(2);
}
const bench: { run?: (args: readonly string[]) => Promise<void> } = await import(file.href);
if (!bench.run) {
  console.error(`bench/${name}.ts has no run`);
  process.exit(2);
}
await bench.run(args);
