import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { groupDetectors } from "../../src/detect/catalog.ts";
import type { GroupDetector } from "../../src/detect/group/detector.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import type { Figure } from "../report.ts";
import { readTrainAndTest, readTsbadM, readTsbadU, type GroupSeries } from "./group-series.ts";
import { precisionRecall } from "./precision-recall.ts";
import type { DetectSet, SetOptions } from "./set.ts";
import { vusConformance } from "./vus-conformance.ts";
import { vusPr } from "./vus-pr.ts";

/** A measure of one series' scores. */
type Judge = (scores: Float64Array, series: GroupSeries) => number;

interface Measure {
  readonly name: string;
  readonly target: number;
  readonly judge: Judge;
  /** Whether the scores are the streaming ones, which see no row ahead. */
  readonly isCausal: boolean;
}

const wholeVus: Judge = (scores, { labels, window }) => vusPr(scores, labels, window);
/** Train and test sets are judged on the test rows alone. */
const onTest =
  (judge: (scores: Float64Array, labels: Float64Array) => number): Judge =>
  (scores, { labels, trainRows }) =>
    judge(scores.subarray(trainRows), labels.subarray(trainRows));

/** The twins of TSB-AD-M: NASA channels and those machines of SMD that have one. */
export const tsbadM: DetectSet = {
  name: "tsbad-m",
  folder: null,
  async run(options) {
    const [nasa, smd] = [join(options.data, "nasa"), join(options.data, "smd")];
    const series = [...readTsbadM(nasa, ""), ...readTsbadM(smd, ".test")];
    return judged({
      set: "tsbad-m",
      series,
      options,
      measures: [
        { name: "vus-pr", target: 0.57, judge: wholeVus, isCausal: false },
        { name: "vus-pr-causal", target: 0.44, judge: wholeVus, isCausal: true },
      ],
      conformance: [join(nasa, "conformance_vus.csv")],
      baselines: [measuredHere(nasa, series), measuredHere(smd, series)].flat(),
    });
  },
};

/** The twins of TSB-AD-U among the files of the Numenta benchmark. */
export const tsbadU: DetectSet = {
  name: "tsbad-u",
  folder: "nab",
  async run(options) {
    const series = readTsbadU(options.data);
    return judged({
      set: "tsbad-u",
      series,
      options,
      measures: [{ name: "vus-pr", target: 0.52, judge: wholeVus, isCausal: false }],
      conformance: [join(options.data, "conformance_vus.csv")],
      baselines: measuredHere(options.data, series),
    });
  },
};

/** Server Machine Dataset, learned on train, judged on test. */
export const smd: DetectSet = {
  name: "smd",
  folder: "smd",
  async run(options) {
    const series = readTrainAndTest(options.data);
    return judged({
      set: "smd",
      series,
      options,
      measures: [
        {
          name: "auc-pr",
          target: 0.61,
          judge: onTest((scores, labels) => precisionRecall(scores, labels).aucPr),
          isCausal: false,
        },
        {
          name: "best-f1",
          target: 0.64,
          judge: onTest((scores, labels) => precisionRecall(scores, labels).bestF1),
          isCausal: false,
        },
      ],
      conformance: [],
      baselines: [...baselines(options.data, series, "auc_pr"), ...sarfraz],
    });
  },
};

/** Application Server Dataset, learned on train, judged on test. */
export const asd: DetectSet = {
  name: "asd",
  folder: "asd",
  async run(options) {
    const series = readTrainAndTest(options.data);
    return judged({
      set: "asd",
      series,
      options,
      measures: [
        {
          name: "vus-pr",
          target: 0.55,
          judge: onTest((scores, labels) => vusPr(scores, labels, 100)),
          isCausal: false,
        },
      ],
      conformance: [],
      baselines: baselines(options.data, series, "vus_pr_w100"),
    });
  },
};

/** What the data's own folder measured with throw-away code, as opposed to published methods. */
const throwAway = "throw-away ";

/** A published or measured mean over the series at hand. */
interface Baseline {
  readonly measure: string;
  readonly name: string;
  readonly series: string;
  readonly value: number;
}

/** Sarfraz et al. 2024, PCA error, mean of all 28 machines; point by point. */
const sarfraz: readonly Baseline[] = [
  { measure: "auc-pr", name: "PCA error, 28 machines", series: "", value: 0.515 },
  { measure: "best-f1", name: "PCA error, 28 machines", series: "", value: 0.572 },
];

function judged(given: {
  readonly set: string;
  readonly series: readonly GroupSeries[];
  readonly options: SetOptions;
  readonly measures: readonly Measure[];
  /** Files of conformance values. */
  readonly conformance: readonly string[];
  readonly baselines: readonly Baseline[];
}): { readonly figures: readonly Figure[]; readonly notes: readonly string[] } {
  const { set, series, options, measures } = given;
  if (series.length === 0) {
    return { figures: [], notes: [`${set}: skipped, there are no series of it under --data`] };
  }
  const checks = given.conformance.map((path) => vusConformance(path, series));
  const differences = checks.flatMap((check) => check.differences);
  if (differences.length > 0) {
    return {
      figures: [],
      notes: [`${set}: refused, the scorer differs: ${differences.join("; ")}`],
    };
  }
  const checked = checks.reduce((sum, check) => sum + check.checked, 0);
  const oracle = measures.some(({ name }) => name === "best-f1")
    ? "; best-f1 chooses its threshold with the labels"
    : "";
  const notes = [
    `${set}: ${series.length} series, seedless, one configuration, no point adjustment${oracle}; scorer agrees with ${checked} given cases`,
  ];
  const published = [...publishedBaselines(series), ...given.baselines];
  const figures = groupDetectors
    .filter(({ name }) => options.detectors === null || options.detectors.includes(name))
    .flatMap((detector) => figuresOf({ detector, set, series, measures, published }));
  return { figures: [...figures, ...baselineFigures(set, measures, published)], notes };
}

function figuresOf(given: {
  readonly detector: GroupDetector;
  readonly set: string;
  readonly series: readonly GroupSeries[];
  readonly measures: readonly Measure[];
  readonly published: readonly Baseline[];
}): Figure[] {
  const { detector, set, series, measures, published } = given;
  const isDefault = detector === groupDetectors[0];
  const kinds = [false, true].filter((kind) => measures.some(({ isCausal }) => isCausal === kind));
  return kinds.flatMap((isCausal) => {
    const scores = series.map((one) => (isCausal ? causalScores : tableScores)(detector, one));
    return measures
      .filter((measure) => measure.isCausal === isCausal)
      .map((measure): Figure => {
        const value = mean(scores.map((own, index) => measure.judge(own, series[index]!)));
        const best = bestBaseline(published, measure.name);
        return {
          bench: "detect",
          set,
          measure: isDefault ? measure.name : `${detector.name}-${measure.name}`,
          value,
          unit: "1",
          ...(best === undefined ? {} : { reference: best.value, referenceName: best.name }),
          ...(isDefault ? { target: measure.target, better: "higher" } : {}),
        };
      });
  });
}

/** Scores that see the whole table, with default settings. */
function tableScores(detector: GroupDetector, { channels, trainRows }: GroupSeries): Float64Array {
  return detector.scoreTable(channels, trainRows, resolveSettings(detector.settings).values);
}

/** Scores of the stream, row by row; it learns as many rows as the protocol gives, then goes on learning. */
function causalScores(detector: GroupDetector, series: GroupSeries): Float64Array {
  const { channels, trainRows } = series;
  const { values } = resolveSettings(detector.settings, { warmupRows: trainRows });
  const state = detector.start(values, channels.length);
  return Float64Array.from(series.labels, (_, row) => {
    const now = channels.map((channel) => channel[row]!);
    return state.step({ time: row * 60_000, values: now }).score;
  });
}

function publishedBaselines(series: readonly GroupSeries[]): Baseline[] {
  return series.flatMap(({ name, published }) =>
    Object.entries(published).map(([method, value]) => ({
      measure: "vus-pr",
      name: method,
      series: name,
      value,
    })),
  );
}

/** Name → mean over series, of those with a value for as many series as any; the README's baselines included. */
function means(published: readonly Baseline[], measure: string): { name: string; value: number }[] {
  const own = published.filter((baseline) => baseline.measure === measure);
  const names = [...new Set(own.map(({ name }) => name))];
  const all = names.map((name) => {
    const values = own.filter((baseline) => baseline.name === name).map(({ value }) => value);
    return { name, value: mean(values), isWhole: values.every(Number.isFinite) };
  });
  return all.filter(({ isWhole }) => isWhole);
}

/** The best published mean; the best throw-away one where nothing is published. */
function bestBaseline(
  published: readonly Baseline[],
  measure: string,
): { name: string; value: number } | undefined {
  const all = means(published, measure).toSorted((a, b) => b.value - a.value);
  return all.find(({ name }) => !name.startsWith(throwAway)) ?? all[0];
}

function baselineFigures(
  set: string,
  measures: readonly Measure[],
  published: readonly Baseline[],
): Figure[] {
  return measures.flatMap((measure) =>
    [true, false]
      .flatMap((isOurs) =>
        means(published, measure.name)
          .filter(({ name }) => name.startsWith(throwAway) === isOurs)
          .toSorted((a, b) => b.value - a.value)
          .slice(0, 2),
      )
      .map(({ name, value }) => ({
        bench: "detect",
        set,
        measure: `baseline ${name} ${measure.name}`,
        value,
        unit: "1",
      })),
  );
}

/** measured_here.csv: series, w, one column a variant; those with the name part _causal see no row ahead. */
function measuredHere(folder: string, series: readonly GroupSeries[]): Baseline[] {
  return rowsOf(join(folder, "measured_here.csv")).flatMap((row) => {
    const name = row["series"] ?? "";
    if (!series.some((one) => one.name === name)) return [];
    return Object.entries(row)
      .filter(([column]) => column !== "series" && column !== "w")
      .map(([column, text]) => ({
        measure: column.endsWith("_causal") ? "vus-pr-causal" : "vus-pr",
        name: `${throwAway}${column}`,
        series: name,
        value: text === "" ? Number.NaN : Number(text),
      }));
  });
}

/** baselines.csv: series, algo, one column a measure. */
function baselines(folder: string, series: readonly GroupSeries[], column: string): Baseline[] {
  const measures =
    column === "auc_pr" ? { "auc-pr": "auc_pr", "best-f1": "best_f1" } : { "vus-pr": column };
  return rowsOf(join(folder, "baselines.csv")).flatMap((row) => {
    if (!series.some(({ name }) => name === row["series"])) return [];
    return Object.entries(measures).map(([measure, from]) => ({
      measure,
      name: `${throwAway}${row["algo"]}`,
      series: row["series"] ?? "",
      value: Number(row[from]),
    }));
  });
}

function rowsOf(path: string): { readonly [column: string]: string }[] {
  if (!existsSync(path)) return [];
  const [header, ...rows] = readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return rows.map((cells) =>
    Object.fromEntries(header!.map((column, index) => [column, cells[index] ?? ""])),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
