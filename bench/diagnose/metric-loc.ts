import { join } from "node:path";
import { z } from "zod";
import { rankMetrics } from "../../src/diagnose/ranking/rank-metrics.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { readCsvGz } from "../read-csv.ts";
import type { Figure } from "../report.ts";
import { byId, readJson } from "./read-json.ts";
import type { DiagnoseSet } from "./set.ts";

const references: { readonly [family: string]: number } = { smd: 0.772, asd: 0.821 };
/** Rows of history handed over: what a week of minutes holds. */
const historyRows = 10_080;

const casesSchema = z.array(
  z.object({ id: z.string(), file: z.string(), start: z.number(), end: z.number() }),
);
const answersSchema = z.array(z.object({ id: z.string(), dims: z.array(z.number()) }));

/** Which metrics of a server carry an anomaly: HitRate@100 %, SMD and ASD told apart by their numbers of metrics. */
export const metricLoc: DiagnoseSet = {
  name: "metric-loc",
  folder: "metric-loc",
  run({ data, seed }) {
    const answers = byId(readJson(join(data, "answers.json"), answersSchema));
    const cases = readJson(join(data, "cases.json"), casesSchema);
    const random = seededRandom(seed);
    // family → hit rates by ranking
    const hits = new Map<string, { own: number[]; largestZ: number[]; random: number[] }>();
    for (const file of new Set(cases.map((entry) => entry.file))) {
      const series = readSeries(join(data, file));
      const family = series.test.length === 38 ? "smd" : "asd";
      const found = hits.get(family) ?? { own: [], largestZ: [], random: [] };
      hits.set(family, found);
      for (const { id, start, end } of cases.filter((entry) => entry.file === file)) {
        const truth = answers.get(id)?.dims.map((dim) => dim - 1) ?? [];
        if (truth.length === 0) continue;
        const segment = cut(series, start, end);
        found.own.push(
          hitRate(
            rankMetrics(segment).map(({ index }) => index),
            truth,
          ),
        );
        found.largestZ.push(hitRate(byLargestZ(segment), truth));
        const order = series.test.map((_, index) => ({ index, key: random.uniform() }));
        order.sort((a, b) => a.key - b.key);
        found.random.push(
          hitRate(
            order.map(({ index }) => index),
            truth,
          ),
        );
      }
    }
    const figures: Figure[] = [];
    const notes: string[] = [];
    for (const [family, found] of hits) {
      figures.push({
        bench: "diagnose",
        set: "metric-loc",
        measure: `hit100-${family}`,
        value: mean(found.own),
        unit: "ratio",
        reference: references[family] ?? Number.NaN,
        referenceName: "n-sigma over 300 rows",
        target: 0.9,
        better: "higher",
      });
      notes.push(
        `metric-loc ${family}: ${found.own.length} segments; largest |z| over 300 rows ${mean(found.largestZ).toFixed(3)}, random ${mean(found.random).toFixed(3)}`,
      );
    }
    return Promise.resolve({ figures, notes });
  },
};

interface ServerSeries {
  readonly train: readonly Float64Array[];
  readonly test: readonly Float64Array[];
}

function readSeries(path: string): ServerSeries {
  const { columns } = readCsvGz(path);
  const [part = new Float64Array(), ...metrics] = columns;
  const rows = part.findIndex((value) => value === 1);
  return {
    train: metrics.map((values) => values.subarray(0, rows)),
    test: metrics.map((values) => values.subarray(rows)),
  };
}

function cut({ train, test }: ServerSeries, start: number, end: number) {
  const history = test.map((values, index) => {
    const own = values.subarray(Math.max(0, start - historyRows), start);
    const earlier = train[index] ?? new Float64Array();
    return Float64Array.of(
      ...earlier.subarray(Math.max(0, earlier.length - historyRows + own.length)),
      ...own,
    );
  });
  const during = test.map((values) => values.subarray(start, end + 1));
  // The set's values are scaled to the range of a training period of which only the tail is here.
  return { history, during, ranges: test.map(() => 1) };
}

function byLargestZ({ history, during }: ReturnType<typeof cut>): readonly number[] {
  const scores = history.map((values, index) => {
    const before = values.slice(-300);
    const center = mean([...before]);
    const deviation = Math.sqrt(mean(Array.from(before, (value) => (value - center) ** 2)));
    const largest = Math.max(...(during[index] ?? []).map((value) => Math.abs(value - center)));
    return { index, score: largest / (deviation || 1) };
  });
  return scores.toSorted((a, b) => b.score - a.score).map(({ index }) => index);
}

function hitRate(ranked: readonly number[], truth: readonly number[]): number {
  const first = ranked.slice(0, truth.length);
  return truth.filter((dim) => first.includes(dim)).length / truth.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
