import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCsvGz } from "../read-csv.ts";
import { readNab } from "./nab-files.ts";
import { vusWindow } from "./vus-window.ts";

/** A labelled series of one or many channels. */
export interface GroupSeries {
  readonly name: string;
  /** One a channel, all of one length. */
  readonly channels: readonly Float64Array[];
  /** 1 for anomalous rows, else 0; training rows of a train and test set are 0. */
  readonly labels: Float64Array;
  /** The first rows, which may be learned from. */
  readonly trainRows: number;
  /** Border of VUS-PR, in rows. */
  readonly window: number;
  /** Published VUS-PR, method → value; empty where none is. */
  readonly published: { readonly [method: string]: number };
}

/** The test files of `folder` that tsbad_m_reference.csv names, each with its training rows. */
export function readTsbadM(folder: string, suffix: string): readonly GroupSeries[] {
  return readReference(join(folder, "tsbad_m_reference.csv")).flatMap((row) => {
    const path = join(folder, `${row.local}${suffix}.csv.gz`);
    if (!existsSync(path)) return [];
    const { channels, labels } = readLabelled(path);
    const window = vusWindow(channels[0]!);
    return [{ ...row, name: row.local, channels, labels, window }];
  });
}

/** The twins of TSB-AD-U among the files of the Numenta benchmark: without the first value, labels one row early. */
export function readTsbadU(folder: string): readonly GroupSeries[] {
  const files = readNab(folder);
  return readReference(join(folder, "tsbad_u_reference.csv")).flatMap((row) => {
    const file = files.find(({ name }) => name === row.local);
    if (file === undefined) return [];
    const values = file.values.slice(1);
    const labels = new Float64Array(values.length);
    for (const [first, last] of file.windows) labels.fill(1, first, Math.min(last, labels.length));
    return [{ ...row, name: row.local, channels: [values], labels, window: vusWindow(values) }];
  });
}

/** Pairs of `<name>.train.csv.gz` and `<name>.test.csv.gz`, one behind the other; border 100 rows. */
export function readTrainAndTest(folder: string): readonly GroupSeries[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".test.csv.gz"))
    .sort()
    .map((file) => {
      const name = file.slice(0, -".test.csv.gz".length);
      const train = readCsvGz(join(folder, `${name}.train.csv.gz`)).columns;
      const test = readLabelled(join(folder, file));
      const trainRows = train[0]!.length;
      return {
        name,
        channels: test.channels.map((values, index) => joined(train[index]!, values)),
        labels: joined(new Float64Array(trainRows), test.labels),
        trainRows,
        window: 100,
        published: {},
      };
    });
}

function readLabelled(path: string): { channels: readonly Float64Array[]; labels: Float64Array } {
  const { header, columns } = readCsvGz(path);
  const label = header.indexOf("label");
  return { channels: columns.filter((_, index) => index !== label), labels: columns[label]! };
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

interface ReferenceRow {
  readonly local: string;
  readonly trainRows: number;
  readonly published: { readonly [method: string]: number };
}

/** Columns tsb_file, local, ts_len, train_rows, anomaly_len, num_anomaly, then one a method; empty where absent. */
function readReference(path: string): readonly ReferenceRow[] {
  if (!existsSync(path)) return [];
  const [header, ...rows] = readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return rows.map((cells) => ({
    local: cells[header!.indexOf("local")]!,
    trainRows: Number(cells[header!.indexOf("train_rows")]),
    published: Object.fromEntries(
      header!.slice(6).map((method, index) => [method, Number(cells[index + 6])]),
    ),
  }));
}
