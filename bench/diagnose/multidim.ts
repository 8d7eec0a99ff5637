import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import {
  attributeRatio,
  type RatioQuestion,
} from "../../src/diagnose/attribution/attribute-ratio.ts";
import { attributeSum, type SumQuestion } from "../../src/diagnose/attribution/attribute-sum.ts";
import { elementName, type Element, type Leaves } from "../../src/diagnose/attribution/leaves.ts";
import type { Figure } from "../report.ts";
import { byId, readJson } from "./read-json.ts";
import { readQuotedCsv } from "./read-quoted-csv.ts";
import type { DiagnoseSet } from "./set.ts";

const sumCases = z.array(
  z.object({
    id: z.string(),
    attributes: z.array(z.string()),
    dims: z.array(z.number()),
    file: z.string(),
  }),
);
const ratioCases = z.array(
  z.object({
    id: z.string(),
    attributes: z.array(z.string()),
    file: z.string(),
    timestamp: z.number(),
  }),
);
const answers = z.array(z.object({ id: z.string(), root_causes: z.array(z.string()) }));

/**
 * multidim: which attribute combinations explain a change. S and L: sums over full grids, made by the generator of
 * RiskLoc; F1 over exact names of all instances. RS: real stalls of a video service, recall of the first three.
 */
export const multidim: DiagnoseSet = {
  name: "multidim",
  folder: "multidim",
  run({ data }) {
    const sums = ["S", "L"]
      .map((part) => judgeSums(data, part))
      .filter((part) => part !== undefined);
    const ratio = judgeRatios(data);
    const base = { bench: "diagnose", set: "multidim" };
    const targets = { S: { target: 0.72, reference: 0.561 }, L: { target: 0.85, reference: 0.69 } };
    const figures: Figure[] = sums.map(({ part, f1 }) => ({
      ...base,
      measure: `f1-${part.toLowerCase()}`,
      value: f1,
      unit: "f1",
      ...targets[part === "S" ? "S" : "L"],
      referenceName: "RiskLoc",
    }));
    if (ratio) {
      figures.push({
        ...base,
        measure: "recall3-rs",
        value: ratio.recall3,
        unit: "share",
        target: 0.95,
        reference: 0.903,
        referenceName: "RobustSpot",
      });
    }
    const slowest = Math.max(...sums.map(({ ms }) => ms), ratio?.ms ?? 0);
    figures.push({
      ...base,
      measure: "ms-per-case",
      value: slowest,
      unit: "CPU milliseconds, worst mean of a part",
      target: 300,
      better: "lower",
      reference: 14_000,
      referenceName: "RiskLoc on S",
    });
    const notes = [
      ...sums.map(
        ({ part, right, wrong, missed, ms }) =>
          `multidim ${part}: ${right} right, ${wrong} wrong, ${missed} missed; ${ms.toFixed(0)} ms a case`,
      ),
      ratio
        ? `multidim RS: recall@1 ${ratio.recall1.toFixed(3)}, ${ratio.ms.toFixed(1)} ms a case`
        : "multidim RS: no cases",
    ];
    return Promise.resolve({ figures, notes });
  },
};

function judgeSums(
  folder: string,
  part: string,
):
  | { part: string; f1: number; right: number; wrong: number; missed: number; ms: number }
  | undefined {
  if (!existsSync(join(folder, `cases-${part}.json`))) return undefined;
  const truths = byId(readJson(join(folder, `answers-${part}.json`), answers));
  let [right, wrong, missed, count, ms] = [0, 0, 0, 0, 0];
  for (const { id, file, ...grid } of readJson(join(folder, `cases-${part}.json`), sumCases)) {
    const truth = new Set(truths.get(id)?.root_causes);
    const question = readGrid(join(folder, file), grid);
    const began = process.cpuUsage();
    const found = attributeSum(question);
    ms += cpuMs(began);
    count++;
    const named = namesOf(question.leaves, found);
    const hits = named.filter((name) => truth.has(name)).length;
    right += hits;
    wrong += named.length - hits;
    missed += truth.size - hits;
  }
  return {
    part,
    f1: (2 * right) / (2 * right + wrong + missed),
    right,
    wrong,
    missed,
    ms: ms / count,
  };
}

function readGrid(
  path: string,
  { attributes, dims }: { attributes: readonly string[]; dims: readonly number[] },
): SumQuestion {
  const bytes = gunzipSync(readFileSync(path));
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const leafCount = values.length / 2;
  // The last attribute runs fastest.
  const strides = dims.map((_, place) => dims.slice(place + 1).reduce((a, b) => a * b, 1));
  const codes = dims.map((size, place) =>
    Uint16Array.from({ length: leafCount }, (_, leaf) => Math.floor(leaf / strides[place]!) % size),
  );
  const named = attributes.map((name, place) => ({
    name,
    values: Array.from({ length: dims[place]! }, (_, code) => `${name}${code + 1}`),
  }));
  return {
    leaves: { attributes: named, codes },
    actual: Float64Array.from(values.subarray(0, leafCount)),
    expected: Float64Array.from(values.subarray(leafCount)),
  };
}

function judgeRatios(folder: string): { recall1: number; recall3: number; ms: number } | undefined {
  if (!existsSync(join(folder, "cases-RS.json"))) return undefined;
  const truths = byId(readJson(join(folder, "answers-RS.json"), answers));
  let [first, firstThree, total, count, ms] = [0, 0, 0, 0, 0];
  for (const entry of readJson(join(folder, "cases-RS.json"), ratioCases)) {
    const truth = truths.get(entry.id)?.root_causes ?? [];
    const question = readMinutes(join(folder, entry.file), entry);
    const began = process.cpuUsage();
    const found = attributeRatio(question);
    ms += cpuMs(began);
    count++;
    const named = namesOf(question.leaves, found);
    first += truth.filter((name) => named[0] === name).length;
    firstThree += truth.filter((name) => named.slice(0, 3).includes(name)).length;
    total += truth.length;
  }
  return { recall1: first / total, recall3: firstThree / total, ms: ms / count };
}

// Minutes by the alarm: its own, and the four before it.
const minutes: readonly number[] = [0, -1, -2, -3, -4];

/** The minute of the alarm against the four minutes before it. */
function readMinutes(
  path: string,
  { attributes, timestamp }: { attributes: readonly string[]; timestamp: number },
): RatioQuestion {
  const [header = [], ...rows] = readQuotedCsv(gunzipSync(readFileSync(path)).toString("utf8"));
  const cell = (row: readonly string[], name: string) => row[header.indexOf(name)] ?? "";
  const minuteOf = (row: readonly string[]) => (Number(cell(row, "min")) - timestamp) / 60;
  const used = rows.filter((row) => minutes.includes(minuteOf(row)));
  // leaf → its bad ones and all of the minute of the alarm and of those before, in order of first appearance
  const leaves = new Map<string, { row: readonly string[]; bad: number[]; all: number[] }>();
  for (const row of used) {
    const key = attributes.map((name) => cell(row, name)).join("\n");
    const leaf = leaves.get(key) ?? { row, bad: minutes.map(() => 0), all: minutes.map(() => 0) };
    leaves.set(key, leaf);
    const minute = minutes.indexOf(minuteOf(row));
    leaf.bad[minute]! += Number(cell(row, "value"));
    leaf.all[minute]! += Number(cell(row, "cnt"));
  }
  const all = [...leaves.values()];
  const named = attributes.map((name) => ({
    name,
    values: [...new Set(all.map(({ row }) => cell(row, name)))],
  }));
  const [now, ...before] = minutes.map((_, at) => ({
    bad: Float64Array.from(all, (leaf) => leaf.bad[at]!),
    all: Float64Array.from(all, (leaf) => leaf.all[at]!),
  }));
  return {
    leaves: {
      attributes: named,
      codes: named.map(({ name, values }) =>
        Uint16Array.from(all, ({ row }) => values.indexOf(cell(row, name))),
      ),
    },
    now: now!,
    before,
  };
}

function namesOf(leaves: Leaves, found: readonly Element[]): readonly string[] {
  return found.map((element) => elementName(leaves, element));
}

function cpuMs(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}
