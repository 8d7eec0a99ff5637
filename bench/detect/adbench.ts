import { join } from "node:path";
import { tableDetectorNamed, tableDetectors } from "../../src/detect/catalog.ts";
import type { TableDetector } from "../../src/detect/table/detector.ts";
import { tableDefault } from "../../src/detect/table/table-default.ts";
import type { Json } from "../../src/model/json.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import type { Figure } from "../report.ts";
import {
  type LabelledTable,
  type Protocol,
  readCells,
  readSets,
  rowsOf,
  splitOf,
} from "./adbench-sets.ts";
import { meanQuality, rankingQuality, type RankingQuality } from "./ranking-quality.ts";
import type { DetectSet } from "./set.ts";

// What issue and research ask of the default; published or measured beside the data.
const targets = {
  "unsup-auroc": { target: 80, reference: 78.85, referenceName: "MCD (DTE, given half)" },
  "unsup-ap": { target: 0.41, reference: 0.404, referenceName: "HBOS (scikit-learn run)" },
  "semi-auroc": { target: 89, reference: 86.9, referenceName: "kNN (scikit-learn run)" },
  "semi-fileorder-auroc": { target: 78.5, reference: 77.1, referenceName: "kNN (DTE)" },
} as const;

/**
 * Tables with labelled anomalies: the default by three protocols, named detectors against scikit-learn's numbers where
 * baselines_sklearn.csv lies beside the data. `--detector NAME` judges a named detector by the same protocols; seeds 0 to
 * 4. Parity compares means over the file's seeds, as the protocols do; of isolation forests with the mean of ten of ours
 * at each of them, where they have several: one forest is no measure of the other.
 */
export const adbench: DetectSet = {
  name: "adbench",
  folder: "adbench",
  async run({ data, detectors }) {
    const sets = readSets(data);
    const judged = detectors === null ? [tableDefault] : named(detectors);
    const figures: Figure[] = [];
    for (const detector of judged) {
      for (const protocol of ["unsup", "semi", "semi_fileorder"] as const) {
        figures.push(...protocolFigures(detector, sets, protocol));
      }
    }
    const parity = parityFigures(sets, data, detectors);
    const notes = [
      `adbench: ${sets.length} tables, each mean over tables of the mean over seeds 0 to 4; AUROC in percent; ` +
        "table-default with reference contaminated (unsup) and clean (semi)",
    ];
    if (parity.length === 0) notes.push("adbench: no parity, there is no baselines_sklearn.csv");
    return { figures: [...figures, ...parity], notes };
  },
};

function named(names: readonly string[]): readonly TableDetector[] {
  return tableDetectors.filter(({ name }) => names.includes(name));
}

/** Scores of the rows a protocol judges, and their labels. */
export function judge(
  set: LabelledTable,
  given: {
    readonly detector: TableDetector;
    readonly protocol: Protocol;
    /** Of the split, and of the detector where `fitSeed` is absent. */
    readonly seed: number;
    readonly fitSeed?: number;
  },
): RankingQuality | null {
  const { detector, protocol, seed, fitSeed = seed } = given;
  const split = splitOf(set, protocol, seed);
  if (split === null) return null;
  const told: { [name: string]: Json } =
    detector.name === tableDefault.name
      ? { reference: protocol === "unsup" ? "contaminated" : "clean" }
      : {};
  const { values } = resolveSettings(detector.settings, told);
  const model = detector.fit(rowsOf(set, split.train), values, fitSeed);
  const scores = split.isSame ? model.fittedScores() : model.score(rowsOf(set, split.test));
  return rankingQuality(
    scores,
    Uint8Array.from(split.test, (row) => set.labels[row]!),
  );
}

function protocolFigures(
  detector: TableDetector,
  sets: readonly LabelledTable[],
  protocol: Protocol,
): readonly Figure[] {
  const seeds =
    protocol === "semi_fileorder" && detector.name !== tableDefault.name ? [0] : [0, 1, 2, 3, 4];
  const bySet = sets.flatMap((set) => {
    const judged = seeds.flatMap((seed) => judge(set, { detector, protocol, seed }) ?? []);
    return judged.length === 0 ? [] : [meanQuality(judged)];
  });
  if (bySet.length === 0) return [];
  const { auroc, ap } = meanQuality(bySet);
  const isDefault = detector.name === tableDefault.name;
  const prefix = `${isDefault ? "" : `${detector.name}-`}${protocol.replace("_", "-")}`;
  const figure = (measure: string, value: number, unit: string): Figure => {
    const known = Object.entries(targets).find(([name]) => name === measure)?.[1];
    const aim = isDefault && known !== undefined ? ({ ...known, better: "higher" } as const) : {};
    return { bench: "detect", set: "adbench", measure, value, unit, ...aim };
  };
  return [figure(`${prefix}-auroc`, 100 * auroc, "percent"), figure(`${prefix}-ap`, ap, "1")];
}

// Our name, scikit-learn's in the file, and how far apart they may be in points of AUROC.
const twins = [
  { name: "nearest-neighbours", algo: "kNN5max", limit: 0.05, isSeeded: false },
  { name: "local-outlier-factor", algo: "LOF", limit: 0.05, isSeeded: false },
  { name: "one-class-svm", algo: "OCSVM", limit: 0.3, isSeeded: false },
  { name: "isolation-forest", algo: "IForest", limit: 0.3, isSeeded: true },
] as const;
/** Forests of ours a seed of theirs: a single one varies by one to seven points a table. */
const forestsPerSeed = 10;

function parityFigures(
  sets: readonly LabelledTable[],
  data: string,
  detectors: readonly string[] | null,
): readonly Figure[] {
  const baselines = readCells(join(data, "baselines_sklearn.csv"));
  if (baselines.length === 0) return [];
  return twins
    .filter(({ name }) => detectors === null || detectors.includes(name))
    .flatMap(({ name, algo, limit, isSeeded }) => {
      const detector = tableDetectorNamed(name)!;
      // Table and protocol → the difference in points, of means over the seeds that were run, and its standard error.
      const differences = sets.flatMap((set) =>
        (["unsup", "semi", "semi_fileorder"] as const).flatMap((protocol) => {
          const theirs = baselines.filter(
            (row) =>
              row["dataset"] === set.name && row["algo"] === algo && row["protocol"] === protocol,
          );
          // One forest against one says nothing of their means.
          if (theirs.length === 0 || (isSeeded && theirs.length === 1)) return [];
          const gaps = theirs.map((row) => {
            const seed = Number(row["seed"]);
            const ours = Array.from({ length: isSeeded ? forestsPerSeed : 1 }, (_, index) =>
              judge(set, { detector, protocol, seed, fitSeed: seed + 1_000 * index }),
            );
            return 100 * (meanOf(ours.map((one) => one?.auroc ?? 0)) - Number(row["auroc"]));
          });
          return [{ gap: meanOf(gaps), error: errorOf(gaps) }];
        }),
      );
      const gaps = differences.map(({ gap }) => gap);
      const figure = (measure: string, value: number, target?: number): Figure => ({
        bench: "detect",
        set: "adbench",
        measure,
        value,
        unit: "points",
        ...(target === undefined ? {} : { target, better: "lower" }),
      });
      if (!isSeeded) {
        return [figure(`${name}-auroc-diff-max`, Math.max(...gaps.map(Math.abs)), limit)];
      }
      // What chance alone makes of it: mostly the few seeds of the file.
      const errors = differences.map(({ error }) => error);
      return [
        figure("iforest-auroc-diff-mean", Math.abs(meanOf(gaps)), limit),
        figure("iforest-auroc-diff-error", Math.hypot(...errors) / errors.length),
      ];
    });
}

/** Standard error of a mean; 0 for a single value. */
function errorOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  const squares = values.map((value) => (value - mean) ** 2);
  return Math.sqrt(meanOf(squares) / (values.length - 1));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
