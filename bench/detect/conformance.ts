import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "../report.ts";
import { readCells } from "./adbench-sets.ts";
import { readTsbadM, readTsbadU } from "./group-series.ts";
import { readNab, readPublishedScores } from "./nab-files.ts";
import { nabProfiles, nabScore } from "./nab-score.ts";
import type { DetectSet } from "./set.ts";
import { vusConformance } from "./vus-conformance.ts";

/**
 * The scorers against the values that come with the data, before anything is judged by them: NAB's against the published
 * scores of other detectors at their published thresholds, VUS-PR, AUC-PR and best F1 against TSB-AD's own code; each to
 * four decimals. A failure is named.
 */
export const conformance: DetectSet = {
  name: "conformance",
  folder: null,
  async run({ data }) {
    const checks = data === "" ? [] : [nabCheck(join(data, "nab")), vusCheck(data)];
    const some = checks.filter(({ checked }) => checked > 0);
    return {
      figures: some.flatMap(checkFigures),
      notes:
        some.length === 0
          ? ["conformance: skipped, there are no conformance values under --data"]
          : some.flatMap(({ name, differences }) =>
              differences.map((difference) => `conformance of ${name}: ${difference}`),
            ),
    };
  },
};

interface Check {
  readonly name: string;
  readonly checked: number;
  readonly differences: readonly string[];
}

function checkFigures({ name, checked, differences }: Check): Figure[] {
  const figure = { bench: "detect", set: "conformance" } as const;
  const failures = { measure: `${name}-failures`, value: differences.length, unit: "cases" };
  return [
    { ...figure, measure: `${name}-cases`, value: checked, unit: "cases" },
    { ...figure, ...failures, target: 0, better: "lower" },
  ];
}

/** reference_scores.csv: detector, profile, threshold, then totals over parts of the benchmark; ours is one of them. */
function nabCheck(folder: string): Check {
  const name = "nab";
  const rows = readCells(join(folder, "reference_scores.csv"));
  const files = rows.length > 0 && existsSync(join(folder, "windows.json")) ? readNab(folder) : [];
  // The part with as many files as are here: full58, dev39, heldout19.
  const part = Object.keys(rows[0] ?? {}).find((column) =>
    new RegExp(`^[a-z_]+${files.length}$`).test(column),
  );
  if (part === undefined) return { name, checked: 0, differences: [] };
  const differences: string[] = [];
  let checked = 0;
  for (const row of rows) {
    const { detector = "" } = row;
    const published = readPublishedScores(folder, detector);
    const profile = nabProfiles.find((one) => one.publishedName === row["profile"]);
    if (published === null || profile === undefined) continue;
    checked += 1;
    const scored = files.map((file) => ({ file, scores: published[file.name] ?? [] }));
    const value = nabScore(scored, Number(row["threshold"]), profile);
    if (Math.abs(value - Number(row[part])) <= 5e-5) continue;
    differences.push(`${detector} ${profile.name}: ${value}, not ${row[part]}`);
  }
  return { name, checked, differences };
}

function vusCheck(data: string): Check {
  const [nasa, smd, nab] = ["nasa", "smd", "nab"].map((folder) => join(data, folder));
  const many = [...readTsbadM(nasa!, ""), ...readTsbadM(smd!, ".test")];
  const single = existsSync(join(nab!, "windows.json")) ? readTsbadU(nab!) : [];
  const checks = [
    vusConformance(join(nasa!, "conformance_vus.csv"), many),
    vusConformance(join(nab!, "conformance_vus.csv"), single),
  ];
  return {
    name: "vus",
    checked: checks.reduce((sum, { checked }) => sum + checked, 0),
    differences: checks.flatMap(({ differences }) => differences),
  };
}
