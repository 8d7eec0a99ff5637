import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ComponentCase } from "../../src/diagnose/ranking/component-case.ts";
import { rankComponents } from "../../src/diagnose/ranking/rank-components.ts";
import type { Figure } from "../report.ts";
import { componentsByLargestZ, hitsByChance, tellBaselines } from "./baselines.ts";
import { hitsAt, rankOf, tellHits } from "./hits.ts";
import { type Minutes, readCalls, readMetrics, readPaths } from "./nezha-files.ts";
import { byId, readJson } from "./read-json.ts";
import type { DiagnoseSet, SetOptions } from "./set.ts";

/** Seconds of a fault, and around one in which other faults' minutes are no baseline. */
const faultSeconds = 240;
const aroundSeconds = { before: 60, after: 360 } as const;

const casesSchema = z.array(
  z.object({ id: z.string(), system: z.string(), day: z.string(), inject_ts: z.number() }),
);
const answersSchema = z.array(z.object({ id: z.string(), service: z.string(), fault: z.string() }));
const graphSchema = z.object({ call_edges: z.array(z.tuple([z.string(), z.string()])) });

/** Train Ticket: metrics, times by call and log points, all by minute. */
export const nezhaTrainTicket: DiagnoseSet = {
  name: "nezha-tt",
  folder: "nezha",
  run: (options) =>
    Promise.resolve(
      judge(options, {
        system: "TrainTicket",
        prefix: "tt",
        targets: [0.85, 0.95],
        references: [0.727, 0.864],
      }),
    ),
};

/** Online Boutique: metrics by minute and a call graph. */
export const nezhaOnlineBoutique: DiagnoseSet = {
  name: "nezha-ob",
  folder: "nezha",
  run: (options) =>
    Promise.resolve(
      judge(options, {
        system: "OnlineBoutique",
        prefix: "ob",
        targets: [0.65, 0.75],
        references: [0.5, 0.625],
      }),
    ),
};

interface System {
  readonly system: string;
  /** Of its files. */
  readonly prefix: string;
  readonly targets: readonly [number, number];
  readonly references: readonly [number, number];
}

function judge({ data }: SetOptions, { system, prefix, targets, references }: System) {
  const answers = byId(readJson(join(data, "answers.json"), answersSchema));
  const cases = readJson(join(data, "cases.json"), casesSchema).filter(
    (row) => row.system === system,
  );
  const told = [...new Set(cases.map(({ day }) => day))].flatMap((day) => {
    const ofDay = cases.filter((row) => row.day === day);
    const path = (name: string) => join(data, `${prefix}-${day}-${name}`);
    const injected = ofDay.map(({ inject_ts }) => inject_ts);
    const metrics = readMetrics(path("metrics.csv.gz"));
    const calls = existsSync(path("edges.csv.gz")) ? readCalls(path("edges.csv.gz")) : null;
    const paths = existsSync(path("transitions.csv.gz"))
      ? readPaths(path("transitions.csv.gz"))
      : null;
    const edges = existsSync(path("graph.json"))
      ? readJson(path("graph.json"), graphSchema).call_edges.map(([caller, callee]) => ({
          caller,
          callee,
        }))
      : [];
    return ofDay.flatMap(({ id, inject_ts: at }) => {
      const answer = answers.get(id);
      if (answer === undefined) return [];
      const isFault = (minute: number) => minute + 30 >= at && minute < at + faultSeconds;
      const isBase = (minute: number) =>
        injected.every(
          (other) => minute < other - aroundSeconds.before || minute >= other + aroundSeconds.after,
        );
      const file: ComponentCase = {
        ...windowsOf(metrics, (second) => second >= at && second < at + faultSeconds, isBase),
        calls: calls === null ? [] : calls.within(isFault),
        paths: paths === null ? [] : paths.within(isFault),
        edges: calls === null ? edges : calls.edges,
        further: [],
        target: null,
      };
      const ranked = rankComponents(file);
      const largestZ = rankOf(componentsByLargestZ(file), answer.service);
      const own = ranked.map(({ component }) => component);
      const rank = rankOf(own, answer.service);
      return [{ kind: answer.fault, rank, largestZ, random: hitsByChance(own.length) }];
    });
  });
  const ranks = told.map(({ rank }) => rank);
  const figures: Figure[] = [1, 3].map((count, place) => ({
    bench: "diagnose",
    set: `nezha-${prefix}`,
    measure: `ac${count}`,
    value: hitsAt(ranks, count),
    unit: "ratio",
    target: targets[place] ?? 0,
    reference: references[place] ?? 0,
    referenceName: prefix === "tt" ? "largest typed evidence" : "n-sigma, cpu and latency",
    better: "higher",
  }));
  return {
    figures: told.length === 0 ? [] : figures,
    notes:
      told.length === 0
        ? []
        : [...tellHits(`nezha-${prefix}`, told), ...tellBaselines(`nezha-${prefix}`, told)],
  };
}

/** Series with the rows of a fault and of the day's minutes away from every fault. */
function windowsOf(
  minutes: Minutes,
  isFault: (second: number) => boolean,
  isBase: (second: number) => boolean,
): Pick<ComponentCase, "series" | "before" | "during"> {
  const { times, series } = minutes;
  const first = times.findIndex(isFault);
  const last = times.findLastIndex(isFault);
  const before: { start: number; end: number }[] = [];
  times.forEach((time, row) => {
    if (isBase(time)) before.push({ start: row, end: row + 1 });
  });
  return { series, before, during: { start: Math.max(0, first), end: last + 1 } };
}
