import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Table } from "../../src/detect/table/detector.ts";
import { takeRows } from "../../src/stats/linear/matrix.ts";
import { readCsvGz } from "../read-csv.ts";

/** A labelled table: 1 marks an anomaly. */
export interface LabelledTable {
  readonly name: string;
  readonly table: Table;
  readonly labels: Uint8Array;
  /** Whether all rows of the source are here, not a sample. */
  readonly isFull: boolean;
}

/** Rows to learn from and rows to judge, by index; `isSame` where they are the same rows. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
  readonly isSame: boolean;
}

export type Protocol = "unsup" | "semi" | "semi_fileorder";

/** The tables of a folder, smallest first, as its index.json lists them. */
export function readSets(folder: string): readonly LabelledTable[] {
  const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as readonly {
    name: string;
    rows: string;
  }[];
  return index
    .filter(({ name }) => existsSync(join(folder, `${name}.csv.gz`)))
    .map(({ name, rows }) => {
      const { columns } = readCsvGz(join(folder, `${name}.csv.gz`));
      const labels = Uint8Array.from(columns.at(-1)!);
      const width = columns.length - 1;
      const values = new Float64Array(labels.length * width);
      for (let column = 0; column < width; column++) {
        const from = columns[column]!;
        for (let row = 0; row < labels.length; row++) values[row * width + column] = from[row]!;
      }
      const table = { values, rows: labels.length, columns: width };
      return { name, table, labels, isFull: rows === "full" };
    })
    .sort((a, b) => a.table.values.length - b.table.values.length);
}

/** The split of a protocol and seed; null where the protocol leaves the set out. */
export function splitOf(set: LabelledTable, protocol: Protocol, seed: number): Split | null {
  const all = Array.from(set.labels.keys());
  if (protocol === "unsup") {
    const rows = Int32Array.from(all);
    return { train: rows, test: rows, isSame: true };
  }
  if (protocol === "semi_fileorder" && !(set.isFull && set.labels.length >= 1_000)) return null;
  const normals = all.filter((row) => set.labels[row] === 0);
  const anomalies = all.filter((row) => set.labels[row] === 1);
  const ordered = protocol === "semi" ? inHashOrder(normals, seed) : normals;
  const half = protocol === "semi" ? Math.floor(normals.length / 2) : roundHalfEven(normals.length);
  return {
    train: Int32Array.from(ordered.slice(0, half)),
    test: Int32Array.from([...ordered.slice(half), ...anomalies]),
    isSame: false,
  };
}

/** The split of the supervised protocols: 70 % of each class by hash order; all or 10 % of the anomalies labelled. */
export function supervisedSplit(
  { labels }: LabelledTable,
  seed: number,
  labelledShare: number,
): { readonly train: Int32Array; readonly test: Int32Array; readonly given: Uint8Array } {
  const train: number[] = [];
  const test: number[] = [];
  const labelled = new Set<number>();
  for (const label of [0, 1]) {
    const rows = inHashOrder(
      Array.from(labels.keys()).filter((row) => labels[row] === label),
      seed,
    );
    const count = Math.floor(0.7 * rows.length);
    train.push(...rows.slice(0, count));
    test.push(...rows.slice(count));
    if (label === 1) {
      for (const row of rows.slice(0, Math.ceil(labelledShare * count))) labelled.add(row);
    }
  }
  const given = Uint8Array.from(train, (row) => (labelled.has(row) ? 1 : 0));
  return { train: Int32Array.from(train), test: Int32Array.from(test), given };
}

/** Rows by the hash the README of the data gives. */
export function inHashOrder(rows: readonly number[], seed: number): readonly number[] {
  const salt = Math.imul(seed + 1, 0x9e3779b1);
  const keyOf = (row: number): number => {
    let key = Math.imul((row + 1) ^ salt, 2_654_435_761);
    key ^= key >>> 15;
    key = Math.imul(key, 0x85ebca6b);
    return (key ^ (key >>> 13)) >>> 0;
  };
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ row }) => row);
}

/** Some rows of a table. */
export function rowsOf({ table }: LabelledTable, rows: Int32Array): Table {
  return takeRows(table, rows);
}

// Python's round, which the published splits used.
function roundHalfEven(count: number): number {
  const half = Math.floor(count / 2);
  return count % 2 === 0 ? half : half + (half % 2);
}

/** Rows of a CSV with a header, by name; an empty list where there is no such file. */
export function readCells(path: string): readonly Readonly<Record<string, string>>[] {
  if (!existsSync(path)) return [];
  const [header, ...lines] = readFileSync(path, "utf8").trim().split("\n");
  const names = header!.trim().split(",");
  return lines.map((line) => {
    const cells = line.trim().split(",");
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
  });
}
