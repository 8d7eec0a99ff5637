import { readTable } from "../files/read-table.ts";
import { curvesReport } from "../measure/training/curves-report.ts";
import { AcesoError } from "../model/errors.ts";
import { writeReport } from "./check.ts";
import { textFlag } from "./flag-values.ts";
import type { Command } from "./world.ts";

/**
 * aceso curves FILE [--reference FILE]: what is wrong with the training curves of a file, one column each,
 * and how they ended beside those of an earlier run. Exit 1 when one is wrong.
 */
export const curves: Command = async (line, world) => {
  const [path, ...more] = line.words;
  if (path === undefined || more.length > 0) {
    throw new AcesoError("missing-field", { field: "the file", expected: "aceso curves FILE" });
  }
  const earlier = textFlag(line, "reference");
  const before = earlier === undefined ? null : await readTable(earlier);
  return writeReport(curvesReport(await readTable(path), before), line, world);
};
