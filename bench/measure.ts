import { parseArgs } from "node:util";
import { parityFigures } from "./measure/parity.ts";
import { type Figure, printReport } from "./report.ts";

/**
 * Measures how well Aceso measures: `parity` compares every statistic and score with SciPy and
 * scikit-learn on generated cases.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: "string" }, only: { type: "string" }, seed: { type: "string" } },
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
  printReport(figures, notes);
}
