import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { codeTexts, type CodedTable } from "../../src/diagnose/slices/coded-table.ts";
import { findSlices } from "../../src/diagnose/slices/find-slices.ts";
import type { Predicate } from "../../src/diagnose/slices/slice.ts";
import type { Figure } from "../report.ts";

interface Planted {
  readonly predicates: Readonly<Record<string, string>>;
}

/**
 * slices-adult: rows of a census, an error vector per case, slices planted in one of two windows. A planted
 * slice is hit when a returned one has row Jaccard >= 0.8 with it in that window.
 */
export function slicesAdult(folder: string): {
  figures: readonly Figure[];
  notes: readonly string[];
} {
  if (!existsSync(join(folder, "cases.json"))) {
    return { figures: [], notes: ["slices-adult: skipped, no rca/slices-adult/cases.json"] };
  }
  const { table, during } = readTable(join(folder, "features.csv.gz"));
  const errors = gunzipSync(readFileSync(join(folder, "errors.u8.gz")));
  const cases = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")) as {
    id: string;
    row: number;
  }[];
  const answers = new Map(
    (
      JSON.parse(readFileSync(join(folder, "answers.json"), "utf8")) as {
        id: string;
        level: string;
        slices: Planted[];
      }[]
    ).map((answer) => [answer.id, answer]),
  );
  // level → hits, returned, planted, exact hits
  const totals = new Map<string, [number, number, number, number]>();
  let nulls = 0;
  let falseOnNull = 0;
  // CPU milliseconds, so that other work on the machine does not count.
  const times: number[] = [];
  for (const { id, row } of cases) {
    const marked = new Uint8Array(
      errors.subarray(row * table.rowCount, (row + 1) * table.rowCount),
    );
    const began = process.cpuUsage();
    const found = findSlices({ table, marked, during }).map(({ predicates }) => predicates);
    const spent = process.cpuUsage(began);
    times.push((spent.user + spent.system) / 1_000);
    const answer = answers.get(id);
    if (!answer) continue;
    if (answer.slices.length === 0) {
      nulls++;
      falseOnNull += found.length;
      continue;
    }
    const planted = answer.slices.map(({ predicates }) =>
      Object.entries(predicates).map(([column, value]) => ({ column, value })),
    );
    const truths = planted.map((slice) => rowsOf(table, during, slice));
    const guesses = found.map((slice) => rowsOf(table, during, slice));
    const hits = truths.filter((truth) => guesses.some((guess) => jaccard(truth, guess) >= 0.8));
    const exact = planted.filter((slice) => found.some((other) => keyOf(other) === keyOf(slice)));
    for (const level of [answer.level, "all"]) {
      const sums = totals.get(level) ?? [0, 0, 0, 0];
      totals.set(level, [
        sums[0] + hits.length,
        sums[1] + found.length,
        sums[2] + planted.length,
        sums[3] + exact.length,
      ]);
    }
  }
  const f1 = (level: string, index: 0 | 3): number => {
    const sums = totals.get(level) ?? [0, 0, 0, 0];
    return (2 * sums[index]) / (sums[1] + sums[2]);
  };
  times.sort((a, b) => a - b);
  return {
    figures: [
      {
        bench: "diagnose",
        set: "slices-adult",
        measure: "f1",
        value: f1("all", 0),
        unit: "f1",
        target: 0.97,
        reference: 0.922,
        referenceName: "difference z",
      },
      {
        bench: "diagnose",
        set: "slices-adult",
        measure: "false-on-null",
        value: nulls === 0 ? 0 : falseOnNull / nulls,
        unit: "slices per case",
        target: 0,
        better: "lower",
      },
      {
        bench: "diagnose",
        set: "slices-adult",
        measure: "ms",
        value: times[Math.floor(times.length / 2)] ?? 0,
        unit: "milliseconds",
        target: 100,
        better: "lower",
        reference: 1300,
        referenceName: "NumPy",
      },
    ],
    notes: [
      ...[...totals.keys()].map(
        (level) =>
          `slices-adult ${level}: f1 ${f1(level, 0).toFixed(3)}, exact ${f1(level, 3).toFixed(3)}`,
      ),
      `slices-adult: ${nulls} null cases; slowest case ${Math.round(times.at(-1) ?? 0)} ms`,
    ],
  };
}

function readTable(path: string): { table: CodedTable; during: Uint8Array } {
  const lines = gunzipSync(readFileSync(path)).toString("utf8").split("\n");
  const header = (lines[0] ?? "").split(",");
  const cells = lines
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => line.split(","));
  return {
    table: {
      rowCount: cells.length,
      columns: header.slice(1).map((name, index) =>
        codeTexts(
          name,
          cells.map((row) => row[index + 1]),
        ),
      ),
    },
    during: Uint8Array.from(cells, (row) => (row[0] === "cur" ? 1 : 0)),
  };
}

function rowsOf(table: CodedTable, during: Uint8Array, slice: readonly Predicate[]): Uint8Array {
  const rows = Uint8Array.from(during);
  for (const { column, value } of slice) {
    const held = table.columns.find(({ name }) => name === column);
    const code = held?.values.indexOf(value) ?? -1;
    for (let row = 0; row < rows.length; row++) if (held?.codes[row] !== code) rows[row] = 0;
  }
  return rows;
}

function jaccard(left: Uint8Array, right: Uint8Array): number {
  let both = 0;
  let either = 0;
  for (let row = 0; row < left.length; row++) {
    both += left[row]! & right[row]!;
    either += left[row]! | right[row]!;
  }
  return either === 0 ? 0 : both / either;
}

function keyOf(slice: readonly Predicate[]): string {
  return slice
    .map(({ column, value }) => `${column}=${value}`)
    .toSorted()
    .join("&");
}
