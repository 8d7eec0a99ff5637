import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { DiagnoseSet } from "./set.ts";

const answerSchema = z.object({ p95Ms: z.number(), medianMs: z.number(), megabytes: z.number() });

/** Onset and ranking over 1,000 series of 600 points, in one thread of a process of its own, so that its memory is its. */
export const cost: DiagnoseSet = {
  name: "cost",
  folder: null,
  run({ seed }) {
    const script = fileURLToPath(new URL("./cost-run.ts", import.meta.url));
    const text = execFileSync(process.execPath, ["--expose-gc", script, String(seed)], {
      encoding: "utf8",
    });
    const { p95Ms, medianMs, megabytes } = answerSchema.parse(JSON.parse(text));
    const shared = { bench: "diagnose", set: "cost", better: "lower" } as const;
    return Promise.resolve({
      figures: [
        { ...shared, measure: "p95-ms", value: p95Ms, unit: "ms", target: 50 },
        { ...shared, measure: "memory-mb", value: megabytes, unit: "MB", target: 150 },
      ],
      notes: [`cost: 1,000 series x 600 points, median ${medianMs.toFixed(1)} ms`],
    });
  },
};
