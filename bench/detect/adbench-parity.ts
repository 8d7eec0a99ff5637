import { join } from "node:path";
import { tableDetectorNamed } from "../../src/detect/catalog.ts";
import type { Figure } from "../report.ts";
import { type LabelledTable, readCells } from "./adbench-sets.ts";
import { judge, type Judging } from "./judge-table.ts";

// Our name, scikit-learn's in the file, and how far apart they may be in points of AUROC, table by table.
const twins = [
  { name: "nearest-neighbours", algo: "kNN5max", limit: 0.05 },
  { name: "local-outlier-factor", algo: "LOF", limit: 0.05 },
  { name: "one-class-svm", algo: "OCSVM", limit: 0.3 },
  { name: "isolation-forest", algo: "IForest", limit: 0.3 },
] as const;
const protocols = ["unsup", "semi", "semi_fileorder"] as const;

type Row = Readonly<Record<string, string>>;

/**
 * Named detectors against scikit-learn's numbers in baselines_sklearn.csv; none where there is no such file: the largest
 * difference, table by table, of the means over the file's seeds. The forest draws as scikit-learn does with the same seed.
 */
export function parityFigures(
  sets: readonly LabelledTable[],
  data: string,
  detectors: readonly string[] | null,
): readonly Figure[] {
  const baselines = readCells(join(data, "baselines_sklearn.csv"));
  if (baselines.length === 0) return [];
  const asked = twins.filter(({ name }) => detectors?.includes(name) ?? true);
  return asked.map(({ name, algo, limit }) => {
    const detector = tableDetectorNamed(name)!;
    const gaps = pairsOf(sets, baselines, algo).map(({ set, protocol, theirs }) =>
      meanOf(
        theirs.map((row) => {
          const ours = judge(set, { detector, protocol, seed: Number(row["seed"]) });
          return 100 * ((ours?.auroc ?? 0) - Number(row["auroc"]));
        }),
      ),
    );
    return {
      bench: "detect",
      set: "adbench",
      measure: `${name}-auroc-diff-max`,
      value: Math.max(...gaps.map(Math.abs)),
      unit: "points",
      target: limit,
      better: "lower",
    };
  });
}

interface Pair {
  readonly set: LabelledTable;
  readonly protocol: Judging["protocol"];
  /** Rows of the file, one a seed. */
  readonly theirs: readonly Row[];
}

/** What the file knows of an algorithm: tables and protocols with their rows. */
function pairsOf(sets: readonly LabelledTable[], baselines: readonly Row[], algo: string): Pair[] {
  return sets.flatMap((set) =>
    protocols.flatMap((protocol) => {
      const theirs = baselines.filter(
        (row) =>
          row["dataset"] === set.name && row["algo"] === algo && row["protocol"] === protocol,
      );
      return theirs.length === 0 ? [] : [{ set, protocol, theirs }];
    }),
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
