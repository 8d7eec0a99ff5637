import { join } from "node:path";
import { parseArgs } from "node:util";
import { slicesAdult } from "./diagnose/slices-adult.ts";
import { type Figure, printReport } from "./report.ts";

/** Where a set lies, and which folder to learn from where it has training labels. */
export interface SetFolders {
  readonly data: string;
  readonly train: string;
}

/** A set of cases: its name and what judges it. A set that is not there gives a note and no figures. */
interface DiagnoseSet {
  readonly name: string;
  readonly judge: (folders: SetFolders) => {
    readonly figures: readonly Figure[];
    readonly notes: readonly string[];
  };
}

const sets: readonly DiagnoseSet[] = [
  { name: "slices-adult", judge: ({ data }) => slicesAdult(join(data, "rca", "slices-adult")) },
];

/**
 * Diagnosis on published and made cases. `--data DIR` has the layout of rca/ and loghub2k/; `--train DIR`
 * names the half to learn from (default: the given one); `--only SET,…` chooses sets.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      train: { type: "string" },
      only: { type: "string" },
      seed: { type: "string" },
    },
  });
  const data = values.data ?? "";
  const only = values.only?.split(",");
  const chosen = sets.filter(({ name }) => only === undefined || only.includes(name));
  const judged = chosen.map(({ judge }) => judge({ data, train: values.train ?? data }));
  printReport(
    judged.flatMap(({ figures }) => figures),
    judged.flatMap(({ notes }) => notes),
  );
}
