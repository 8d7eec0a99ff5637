import { join } from "node:path";
import { tableDetectorNamed } from "../../src/detect/catalog.ts";
import type { Figure } from "../report.ts";
import { type LabelledTable, readCells } from "./adbench-sets.ts";
import { judge, type Judging } from "./judge-table.ts";
import { runSklearn } from "./run-sklearn.ts";

// Our name, scikit-learn's in the file, and how far apart they may be in points of AUROC, table by table.
const twins = [
  { name: "nearest-neighbours", algo: "kNN5max", limit: 0.05 },
  { name: "local-outlier-factor", algo: "LOF", limit: 0.05 },
  { name: "one-class-svm", algo: "OCSVM", limit: 0.3 },
] as const;
const forest = { name: "isolation-forest", algo: "IForest", limit: 0.3 } as const;
/** Forests of ours at a seed: a single one varies by one to seven points a table. */
const ourForests = 10;
/** Forests of scikit-learn at a seed, in this run. */
const theirForests = 4;
const protocols = ["unsup", "semi", "semi_fileorder"] as const;

type Row = Readonly<Record<string, string>>;

/**
 * Named detectors against scikit-learn's numbers in baselines_sklearn.csv; none where there is no such file. What draws
 * nothing: the largest difference of the means over the file's seeds. Isolation forests, which the file has five of a table
 * and protocol: ten of ours at each seed; the mean over all of the signed difference (noise averages out, a bias does not)
 * and of its size (stricter: noise stays), each beside what chance makes of it; and the signed mean against four forests a
 * seed of scikit-learn itself, run here, as the file's five are mostly noise.
 */
export function parityFigures(
  sets: readonly LabelledTable[],
  data: string,
  detectors: readonly string[] | null,
): readonly Figure[] {
  const baselines = readCells(join(data, "baselines_sklearn.csv"));
  if (baselines.length === 0) return [];
  const isAsked = ({ name }: { readonly name: string }) => detectors?.includes(name) ?? true;
  const exact = twins.filter(isAsked).map(({ name, algo, limit }) => {
    const detector = tableDetectorNamed(name)!;
    const gaps = pairsOf(sets, baselines, algo).map(({ set, protocol, theirs }) =>
      meanOf(
        theirs.map((row) => {
          const ours = judge(set, { detector, protocol, seed: Number(row["seed"]) });
          return 100 * ((ours?.auroc ?? 0) - Number(row["auroc"]));
        }),
      ),
    );
    return figure(`${name}-auroc-diff-max`, Math.max(...gaps.map(Math.abs)), { target: limit });
  });
  return [...exact, ...(isAsked(forest) ? forestFigures(sets, data, baselines) : [])];
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

function forestFigures(
  sets: readonly LabelledTable[],
  data: string,
  baselines: readonly Row[],
): readonly Figure[] {
  const detector = tableDetectorNamed(forest.name)!;
  const live = readLive(runSklearn("forest-parity.py", [data, String(theirForests)]));
  // One forest against one says nothing of their means.
  const pairs = pairsOf(sets, baselines, forest.algo).filter(({ theirs }) => theirs.length > 1);
  const compared = pairs.map(({ set, protocol, theirs }) => {
    const seeds = theirs.map((row) => {
      const seed = Number(row["seed"]);
      const ours = Array.from({ length: ourForests }, (_, index) =>
        judge(set, { detector, protocol, seed, fitSeed: seed + 1_000 * index }),
      ).map((one) => 100 * (one?.auroc ?? 0));
      const run = live.get(`${protocol}/${set.name}/${seed}`);
      return { ours, file: 100 * Number(row["auroc"]), run };
    });
    const variance = meanOf(seeds.map(({ ours }) => varianceOf(ours))) / seeds.length;
    return {
      gap: meanOf(seeds.map(({ ours, file }) => meanOf(ours) - file)),
      // Were both the same: one forest of theirs and ten of ours at each seed.
      error: Math.sqrt(variance * (1 + 1 / ourForests)),
      liveGaps: seeds.flatMap(({ ours, run }) => (run === undefined ? [] : [meanOf(ours) - run])),
      liveError: Math.sqrt(variance * (1 / theirForests + 1 / ourForests)),
    };
  });
  const gaps = compared.map(({ gap }) => gap);
  const errors = compared.map(({ error }) => error);
  const found = compared.filter(({ liveGaps }) => liveGaps.length > 0);
  return [
    figure("iforest-auroc-diff-mean", Math.abs(meanOf(gaps)), { target: forest.limit }),
    figure("iforest-auroc-diff-error", errorOfMean(errors)),
    figure("iforest-auroc-diff-absolute", meanOf(gaps.map(Math.abs)), {
      // Mean size of a normal value.
      reference: Math.sqrt(2 / Math.PI) * meanOf(errors),
      referenceName: "by chance alone",
    }),
    ...(found.length === 0
      ? []
      : [
          figure("iforest-auroc-diff-run", meanOf(found.map(({ liveGaps }) => meanOf(liveGaps)))),
          figure("iforest-auroc-diff-run-error", errorOfMean(found.map((one) => one.liveError))),
        ]),
  ];
}

/** `protocol/table/seed` → mean AUROC of scikit-learn's forests in points; empty where it was not run. */
function readLive(output: string | null): ReadonlyMap<string, number> {
  const lines = output?.trim().split("\n").slice(1) ?? [];
  return new Map(
    lines.map((line) => {
      const [protocol, table, seed, auroc] = line.split(",");
      return [`${protocol}/${table}/${seed}`, 100 * Number(auroc)];
    }),
  );
}

function figure(measure: string, value: number, more: Partial<Figure> = {}): Figure {
  const aim = more.target === undefined ? {} : ({ better: "lower" } as const);
  return { bench: "detect", set: "adbench", measure, value, unit: "points", ...more, ...aim };
}

/** Standard error of the mean of independent values with these standard errors. */
function errorOfMean(errors: readonly number[]): number {
  return Math.hypot(...errors) / errors.length;
}

/** Variance of a sample; 0 of a single value. */
function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return squares / Math.max(1, values.length - 1);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
