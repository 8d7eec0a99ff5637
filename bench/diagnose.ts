import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { alertEvents } from "./diagnose/alert-events.ts";
import { cost } from "./diagnose/cost.ts";
import { lab } from "./diagnose/lab.ts";
import { metricLoc } from "./diagnose/metric-loc.ts";
import type { DiagnoseSet } from "./diagnose/set.ts";
import { multidim } from "./diagnose/multidim.ts";
import { loghub2k } from "./diagnose/loghub2k.ts";
import { nezhaOnlineBoutique, nezhaTrainTicket } from "./diagnose/nezha.ts";
import { page } from "./diagnose/page.ts";
import { petshop } from "./diagnose/petshop.ts";
import { slicesAdult } from "./diagnose/slices-adult.ts";
import { sockshop1 } from "./diagnose/sockshop1.ts";
import { type Figure, printReport } from "./report.ts";

/** Every set, in the order they run. */
const sets: readonly DiagnoseSet[] = [
  sockshop1,
  petshop,
  nezhaTrainTicket,
  nezhaOnlineBoutique,
  metricLoc,
  alertEvents,
  cost,
  page,
  multidim,
  {
    name: "loghub2k",
    folder: "loghub2k",
    run: ({ data }) => Promise.resolve(loghub2k(data)),
  },
  {
    name: "slices-adult",
    folder: "slices-adult",
    run: ({ data }) => Promise.resolve(slicesAdult(data)),
  },
  lab,
];

/**
 * How often the diagnosis names the true cause, on published cases, and what it costs. `--data DIR` holds folders such
 * as sockshop1/, in it or in its rca/, any subset of them; `--train DIR` the same layout to learn from where a set has
 * a learned model (default: cross-validation on DIR). `--only SET,…` runs some sets, `--seed N` seeds what draws,
 * `--count N` and `--config FILE` say how many incidents the laboratory draws and with which settings.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      train: { type: "string" },
      only: { type: "string" },
      seed: { type: "string" },
      count: { type: "string" },
      config: { type: "string" },
    },
  });
  const only = values.only?.split(",");
  const unknown = only?.filter((name) => !sets.some((set) => set.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new Error(
      `no set ${unknown.join(", ")}; there are ${sets.map(({ name }) => name).join(", ")}`,
    );
  }
  const notes: string[] = [];
  const figures: Figure[] = [];
  for (const set of sets) {
    if (only !== undefined && !only.includes(set.name)) continue;
    const data = set.folder === null ? "" : folderIn(values.data, set.folder);
    if (data === undefined) {
      notes.push(`${set.name}: skipped, there is no folder ${set.folder} under --data`);
      continue;
    }
    const train = set.folder === null ? "" : (folderIn(values.train, set.folder) ?? data);
    const { count, config } = values;
    const result = await set.run({
      data,
      train,
      seed: Number(values.seed ?? 1),
      ...(count === undefined ? {} : { count: Number(count) }),
      ...(config === undefined ? {} : { config }),
    });
    figures.push(...result.figures);
    notes.push(...result.notes);
  }
  printReport(figures, notes);
}

/** `DIR/rca/<folder>` or `DIR/<folder>`, whichever is there. */
function folderIn(root: string | undefined, folder: string): string | undefined {
  if (root === undefined) return undefined;
  return [join(root, "rca", folder), join(root, folder)].find((path) => existsSync(path));
}
