import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { adbenchSupervised } from "./detect/adbench-supervised.ts";
import { adbench } from "./detect/adbench.ts";
import { alarms } from "./detect/alarms.ts";
import { conformance } from "./detect/conformance.ts";
import { delay } from "./detect/delay.ts";
import { discoveries } from "./detect/discoveries.ts";
import { groupSpeed } from "./detect/group-speed.ts";
import { asd, smd, tsbadM, tsbadU } from "./detect/group-sets.ts";
import { nab } from "./detect/nab.ts";
import { streamSpeed } from "./detect/stream-speed.ts";
import type { DetectSet } from "./detect/set.ts";
import { tableSpeed } from "./detect/table-speed.ts";
import { type Figure, printReport } from "./report.ts";

/** Every set, in the order they run. */
const sets: readonly DetectSet[] = [
  conformance,
  nab,
  alarms,
  discoveries,
  delay,
  tsbadM,
  tsbadU,
  smd,
  asd,
  adbench,
  adbenchSupervised,
  streamSpeed,
  groupSpeed,
  tableSpeed,
];

/**
 * Detection quality on published data and speed. `--data DIR` holds folders such as nab/, any subset of them; `--train
 * DIR` the same layout to learn thresholds from (default: DIR). `--only SET,…` runs some sets, `--detector NAME,…` some
 * named detectors, `--seed N` seeds what draws.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      train: { type: "string" },
      only: { type: "string" },
      detector: { type: "string" },
      seed: { type: "string" },
    },
  });
  const only = values.only?.split(",");
  // The parts of `speed` and of `alarms` share a name.
  const unknown = only?.filter((name) => !sets.some((set) => set.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new Error(
      `no set ${unknown.join(", ")}; there are ${[...new Set(sets.map(({ name }) => name))].join(", ")}`,
    );
  }
  const notes: string[] = [];
  const figures: Figure[] = [];
  for (const set of sets) {
    if (only !== undefined && !only.includes(set.name)) continue;
    const data = join(values.data ?? "", set.folder ?? "");
    if (set.folder !== null && (values.data === undefined || !existsSync(data))) {
      notes.push(`${set.name}: skipped, there is no folder ${set.folder} under --data`);
      continue;
    }
    const result = await set.run({
      data: values.data === undefined ? "" : data,
      train: values.train === undefined ? data : join(values.train, set.folder ?? ""),
      seed: Number(values.seed ?? 1),
      detectors: values.detector?.split(",") ?? null,
    });
    figures.push(...result.figures);
    notes.push(...result.notes);
  }
  printReport(figures, notes);
}
