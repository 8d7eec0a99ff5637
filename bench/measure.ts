import { parseArgs } from "node:util";
import { checkSpeedFigures } from "./measure/check-speed.ts";
import { driftFigures } from "./measure/drift.ts";
import { estimateFigures } from "./measure/estimate.ts";
import { parityFigures } from "./measure/parity.ts";
import { speedFigures } from "./measure/speed.ts";
import { liveWindowFigures, storeRowsFigures } from "./measure/store-speed.ts";
import { textFigures } from "./measure/text.ts";
import { wideModelFigures } from "./measure/wide-model.ts";
import { type Figure, printReport } from "./report.ts";

/**
 * Measures how well Aceso measures: `parity` compares every statistic and score with SciPy and
 * scikit-learn on generated cases; `drift` counts false alarms and power of tests; `speed` times drift
 * beside SciPy and `aceso check` on large files (`check`: these alone); `store` times a live window over
 * 10^8 stored predictions and 2 x 10^7 rows through the store, times `--scale` (only when named: it takes
 * half an hour), and `wide` a tick over a model of 200 features in 50 versions; `estimate` estimates quality without labels on every labelled set of `--data DIR`; `text`
 * compares text metrics with the answers of their reference programs under `--data`.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      only: { type: "string" },
      seed: { type: "string" },
      scale: { type: "string", default: "1" },
    },
  });
  const wanted = values.only?.split(",");
  const isWanted = (set: string): boolean => wanted === undefined || wanted.includes(set);
  const figures: Figure[] = [];
  const notes: string[] = [];
  if (isWanted("parity")) {
    const found = parityFigures();
    figures.push(...found.figures);
    notes.push(...found.notes);
  }
  if (isWanted("drift")) {
    const found = driftFigures(values.seed ?? "1");
    figures.push(...found.figures);
    notes.push(...found.notes);
  }
  if (isWanted("speed")) {
    const found = speedFigures();
    figures.push(...found.figures);
    notes.push(...found.notes);
  }
  // The part of the speed set that starts the command line, also alone.
  if (isWanted("speed") || wanted?.includes("check")) {
    const found = await checkSpeedFigures(values.seed ?? "1");
    figures.push(...found.figures);
    notes.push(...found.notes);
  }
  if (wanted?.includes("store")) {
    for (const measure of [liveWindowFigures, storeRowsFigures]) {
      const found = await measure(Number(values.scale));
      figures.push(...found.figures);
      notes.push(...found.notes);
    }
  }
  if (isWanted("speed") || wanted?.includes("wide")) {
    const found = await wideModelFigures();
    figures.push(...found.figures);
    notes.push(...found.notes);
  }
  if (isWanted("estimate")) {
    if (values.data === undefined) notes.push("estimate: skipped, give --data DIR");
    else {
      const found = estimateFigures(values.data, values.seed ?? "1");
      figures.push(...found.figures);
      notes.push(...found.notes);
    }
  }
  if (isWanted("text")) {
    const found = textFigures(values.data ?? "");
    figures.push(...found.figures);
    notes.push(...found.notes);
  }
  printReport(figures, notes);
}
