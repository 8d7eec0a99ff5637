import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../src/stats/random.ts";
import { readCsvGz } from "../read-csv.ts";
import { readNab } from "./nab-files.ts";

/** A real series in which nothing is known to be wrong. */
export interface QuietSeries {
  readonly name: string;
  /** UTC ms, as many as values. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Shorter parts say little about one alarm a week. */
const rowsMin = 1_000;
const start = 1_750_000_000_000;

/**
 * Normal parts of the data under a folder: of each file of nab/ the longest stretch outside anomaly windows, of smd/
 * and asd/ the training columns that are not constant, at most as many as there are of NAB. `count` of them, drawn with
 * a seed, NAB's files first in the draw as they are fewer.
 */
export function quietSeries(folder: string, count: number, seed: number): readonly QuietSeries[] {
  const random = seededRandom(seed);
  const nab = existsSync(join(folder, "nab")) ? nabParts(join(folder, "nab")) : [];
  const trained = [
    ...trainingColumns(join(folder, "smd"), 60_000),
    ...trainingColumns(join(folder, "asd"), 300_000),
  ];
  const drawn = shuffled(nab, random.uniform).slice(0, Math.ceil(count / 2));
  return [...drawn, ...shuffled(trained, random.uniform).slice(0, count - drawn.length)];
}

function nabParts(folder: string): QuietSeries[] {
  return readNab(folder).flatMap(({ name, times, values, windows }) => {
    // Borders of the stretches between windows; an event's aftermath of a window's length is left out too.
    let [from, to, cursor] = [0, 0, 0];
    for (const [first, last] of [...windows, [values.length, values.length] as const]) {
      if (first - cursor > to - from) [from, to] = [cursor, first];
      cursor = Math.min(values.length, last + 1 + (last - first));
    }
    if (to - from < rowsMin) return [];
    return [{ name: `nab/${name}`, times: times.slice(from, to), values: values.slice(from, to) }];
  });
}

function trainingColumns(folder: string, stepMs: number): QuietSeries[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".train.csv.gz"));
  return files.sort().flatMap((file) => {
    const { header, columns } = readCsvGz(join(folder, file));
    return columns.flatMap((values, index) => {
      const isConstant = values.every((value) => value === values[0]);
      if (isConstant || values.length < rowsMin) return [];
      const times = Float64Array.from(values, (_, row) => start + row * stepMs);
      return [{ name: `${file}/${header[index]}`, times, values }];
    });
  });
}

function shuffled<Item>(items: readonly Item[], next: () => number): Item[] {
  return items
    .map((item) => ({ item, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
