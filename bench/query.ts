import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAceso } from "../test/durability/aceso-process.ts";
import { timeBesideLongQuery } from "../test/durability/long-query.ts";
import { type Figure, printReport } from "./report.ts";

/**
 * What a long PromQL query costs those beside it, over HTTP against a started program: 10,000 series,
 * their rate at 1 s steps, while small queries are asked and predictions sent one after the other.
 *
 * Options: --rounds N samples a series (60).
 */
export async function run(args: readonly string[]): Promise<void> {
  const rounds = Number(args[args.indexOf("--rounds") + 1] ?? 60) || 60;
  const folder = mkdtempSync(join(tmpdir(), "aceso-bench-query-"));
  const aceso = await startAceso({ dataDir: folder });
  try {
    const times = await timeBesideLongQuery(aceso.url, rounds);
    const figure = (measure: string, value: number, target?: number): Figure => ({
      bench: "query",
      set: "beside-long",
      measure,
      value,
      unit: "ms",
      ...(target === undefined ? {} : { target, better: "lower" as const }),
    });
    printReport([
      figure("long-query", times.longMs),
      figure("query-p50", quantile(times.queriesMs, 0.5)),
      figure("query-p95", quantile(times.queriesMs, 0.95), 50),
      figure("query-max", quantile(times.queriesMs, 1), 50),
      figure("acknowledge-p50", quantile(times.acknowledgementsMs, 0.5)),
      figure("acknowledge-p99", quantile(times.acknowledgementsMs, 0.99), 200),
    ]);
  } finally {
    await aceso.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function quantile(ascending: readonly number[], share: number): number {
  const index = Math.min(ascending.length - 1, Math.floor(ascending.length * share));
  return ascending[index] ?? Number.NaN;
}
