import { join } from "node:path";
import { z } from "zod";
import { sharedOnset } from "../../src/diagnose/onset/shared-onset.ts";
import type { ComponentSeries } from "../../src/diagnose/ranking/component-case.ts";
import { rankComponents } from "../../src/diagnose/ranking/rank-components.ts";
import { readCsvGz } from "../read-csv.ts";
import { hitsAt, rankOf, tellHits } from "./hits.ts";
import { byId, readJson } from "./read-json.ts";
import type { DiagnoseSet } from "./set.ts";

/** Detection so many seconds after the fault began; the series are of 1 s. */
const delays = [-60, -30, 0, 30, 60, 90, 120] as const;
const windowRows = 300;

const casesSchema = z.array(z.object({ id: z.string(), file: z.string() }));
const answersSchema = z.array(
  z.object({ id: z.string(), service: z.string(), metric: z.string(), fault: z.string() }),
);

/** Which service and which metric: no map, the detection early, in time and late. Databases count as their service. */
export const sockshop1: DiagnoseSet = {
  name: "sockshop1",
  folder: "sockshop1",
  run({ data }) {
    const answers = byId(readJson(join(data, "answers.json"), answersSchema));
    const told = readJson(join(data, "cases.json"), casesSchema).flatMap(({ id, file }) => {
      const answer = answers.get(id);
      if (answer === undefined) return [];
      const table = readFault(join(data, file));
      return delays.map((delay) => ({ delay, answer, ...judge(table, delay, answer) }));
    });
    const at = (delay: number) => told.filter((entry) => entry.delay === delay);
    const share = (entries: readonly { readonly service: number; readonly metric: number }[]) => ({
      service: hitsAt(
        entries.map(({ service }) => service),
        1,
      ),
      metric: hitsAt(
        entries.map(({ metric }) => metric),
        1,
      ),
    });
    const shared = {
      bench: "diagnose",
      set: "sockshop1",
      unit: "ratio",
      better: "higher",
    } as const;
    const inTime = share(at(0));
    const late = Math.min(...delays.map((delay) => share(at(delay)).service));
    const kinds = (pick: (entry: (typeof told)[number]) => number) =>
      at(0).map((entry) => ({ kind: entry.answer.fault, rank: pick(entry) }));
    return Promise.resolve({
      figures: [
        {
          ...shared,
          measure: "service-ac1",
          value: inTime.service,
          target: 1,
          reference: 1,
          referenceName: "robust scorer",
        },
        {
          ...shared,
          measure: "metric-ac1",
          value: inTime.metric,
          target: 0.95,
          reference: 0.92,
          referenceName: "robust scorer",
        },
        {
          ...shared,
          measure: "late-ac1",
          value: late,
          target: 0.95,
          reference: 0.04,
          referenceName: "robust scorer",
        },
      ],
      notes: [
        ...tellHits(
          "sockshop1 service",
          kinds(({ service }) => service),
        ),
        ...tellHits(
          "sockshop1 metric",
          kinds(({ metric }) => metric),
        ),
        ...tellHits(
          "sockshop1 service by largest z",
          kinds(({ largestZ }) => largestZ),
        ),
        `sockshop1 by delay: ${delays.map((delay) => `${delay} s service ${share(at(delay)).service.toFixed(2)} metric ${share(at(delay)).metric.toFixed(2)}`).join("; ")}`,
      ],
    });
  },
};

interface FaultTable {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** First row after the fault began. */
  readonly boundary: number;
}

function readFault(path: string): FaultTable {
  const { header, columns } = readCsvGz(path);
  const [, phase = new Float64Array(), ...rest] = columns;
  const kept = header.slice(2).map((name, index) => ({ name, values: rest[index] ?? phase }));
  const used = kept.filter(({ name }) => !/_lat_(50|99)$/.test(name));
  return {
    names: used.map(({ name }) => name),
    columns: used.map(({ values }) => values),
    boundary: phase.findIndex((value) => value === 1),
  };
}

/** What is handed over: the rows around the detection, without a word on when the fault began. */
function judge(
  { names, columns, boundary }: FaultTable,
  delay: number,
  answer: { readonly service: string; readonly metric: string },
) {
  const detected = boundary + delay;
  const from = Math.max(0, detected - windowRows);
  const window = columns.map((values) => values.subarray(from, detected + windowRows));
  const rows = window[0]?.length ?? 0;
  const onset = sharedOnset(window, detected - from).row;
  const series = names.map((name, index): ComponentSeries => {
    const parts = /^(.*?)(-db)?_(.*)$/.exec(name);
    return {
      component: parts?.[1] ?? name,
      metric: (parts?.[2] ?? "") + (parts?.[3] ?? ""),
      values: window[index] ?? new Float64Array(),
    };
  });
  const ranked = rankComponents({
    series,
    calls: [],
    paths: [],
    further: [],
    edges: [],
    before: [{ start: 0, end: onset }],
    during: { start: onset, end: rows },
    target: null,
  });
  const metrics = ranked.flatMap(({ component, signs }) =>
    signs.map(({ detail }) =>
      detail.startsWith("-db") ? `${component}-db_${detail.slice(3)}` : `${component}_${detail}`,
    ),
  );
  return {
    service: rankOf(
      ranked.map(({ component }) => component),
      answer.service,
    ),
    metric: rankOf(metrics, answer.metric),
    largestZ: rankOf(byLargestZ(series, detected - from), answer.service),
  };
}

/** The simple baseline: largest deviation from the mean before the detection, in standard deviations. */
function byLargestZ(series: readonly ComponentSeries[], detected: number): readonly string[] {
  const scores = new Map<string, number>();
  for (const { component, values } of series) {
    const before = values.subarray(0, detected);
    const mean = before.reduce((a, b) => a + b, 0) / before.length;
    const variance = before.reduce((sum, value) => sum + (value - mean) ** 2, 0) / before.length;
    const largest = values
      .subarray(detected)
      .reduce((top, value) => Math.max(top, Math.abs(value - mean)), 0);
    const score = largest / (Math.sqrt(variance) || 1);
    scores.set(component, Math.max(scores.get(component) ?? 0, score));
  }
  return [...scores].toSorted((a, b) => b[1] - a[1]).map(([component]) => component);
}
