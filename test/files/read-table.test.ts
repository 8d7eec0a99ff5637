import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import * as fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Batch,
  readBatches,
  type ReadOptions,
  readTable,
} from "../../src/files/read-table.ts";
import { cellOf, type Table } from "../../src/model/column.ts";
import { AcesoError } from "../../src/model/errors.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aceso-files-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Column name → type and cells: a table as a value that can be compared. */
function decoded(table: Table): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      [column.type, ...Array.from({ length: table.rowCount }, (_, row) => cellOf(column, row))],
    ]),
  );
}

async function read(name: string, bytes: string | Uint8Array, options?: ReadOptions) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return readTable(path, options);
}

const time = Date.UTC(2026, 0, 31, 12, 30, 15, 500);

describe("readTable decodes", () => {
  // What it is → file name, bytes, columns.
  const cases: Record<string, readonly [string, string | Uint8Array, Record<string, unknown[]>]> = {
    "numbers in every notation": [
      "a.csv",
      "a,b\n1,-0.5\n2.50,1e-3\n+3,.25\n",
      { a: ["number", 1, 2.5, 3], b: ["number", -0.5, 0.001, 0.25] },
    ],
    "missing values, by every name they have": [
      "a.csv",
      "a,b\n,x\nNA,null\nNaN,\n4,N/A\n",
      { a: ["number", null, null, null, 4], b: ["text", "x", null, null, null] },
    ],
    "codes as text: leading zeros and more digits than a double has": [
      "a.csv",
      "zip,id\n01234,12345678901234567\n99999,22345678901234568\n",
      { zip: ["text", "01234", "99999"], id: ["text", "12345678901234567", "22345678901234568"] },
    ],
    "truths and moments": [
      "a.csv",
      "ok,at,day\ntrue,2026-01-31T12:30:15.5Z,2026/01/31\nFALSE,2026-01-31 13:30:15.500+01:00,2026/02/01\n",
      {
        ok: ["boolean", true, false],
        at: ["time", time, time],
        day: ["time", Date.UTC(2026, 0, 31), Date.UTC(2026, 1, 1)],
      },
    ],
    "days that do not exist as text": ["a.csv", "d\n2026-02-30\n", { d: ["text", "2026-02-30"] }],
    "quotes, doubled quotes, delimiters and line breaks in cells (RFC 4180)": [
      "a.csv",
      'a,b\r\n"x, ""y""","line\r\nbreak"\r\n"",z\r\n',
      { a: ["text", 'x, "y"', null], b: ["text", "line\r\nbreak", "z"] },
    ],
    "a byte-order mark, semicolons, blank lines and no last line break": [
      "a.csv",
      "\ufeffa;b\n1;x,y\n\n2;z",
      { a: ["number", 1, 2], b: ["text", "x,y", "z"] },
    ],
    tabs: ["a.tsv", "a\tb\n1\tx y\n", { a: ["number", 1], b: ["text", "x y"] }],
    "blanks around cells": ["a.csv", "a, b\n1 , x \n", { a: ["number", 1], b: ["text", "x"] }],
    "text beyond ASCII": [
      "a.csv",
      "名字,ü\n模型,€\n",
      { 名字: ["text", "模型"], ü: ["text", "€"] },
    ],
    "columns without a name by their place": [
      "a.csv",
      ",a\n1,2\n",
      { column_1: ["number", 1], a: ["number", 2] },
    ],
    gzip: ["a.csv.gz", gzipSync("a\n1\n"), { a: ["number", 1] }],
    zstd: ["a.csv.zst", zstdCompressSync("a\n1\n"), { a: ["number", 1] }],
    "NDJSON, one level nested, later columns, deeper values as JSON": [
      "a.ndjson",
      '{"a":1,"f":{"x":2,"y":[1]}}\n\n{"a":null,"b":"z","f":{"x":3}}\n',
      {
        a: ["number", 1, null],
        "f.x": ["number", 2, 3],
        "f.y": ["text", "[1]", null],
        b: ["text", null, "z"],
      },
    ],
    "NDJSON of mixed types as text": [
      "a.jsonl",
      '{"a":1,"b":true}\n{"a":"x","b":2}\n',
      { a: ["text", "1", "x"], b: ["text", "true", "2"] },
    ],
    "moments in NDJSON": [
      "a.ndjson",
      '{"t":"2026-01-31T12:30:15.500Z"}\n{"t":null}\n',
      { t: ["time", time, null] },
    ],
    "a JSON list": ["a.json", '[{"a":1},\n{"a":2}]', { a: ["number", 1, 2] }],
    "JSON without a telling name": ["a.log", '{"a":true}', { a: ["boolean", true] }],
  };
  for (const [name, [file, bytes, expected]] of Object.entries(cases)) {
    it(name, async () => {
      const table = await read(file, bytes);
      expect(decoded(table)).toEqual(expected);
      expect(table.misfits).toEqual([]);
    });
  }

  const parquet = {
    n: [1.5, null, 3],
    i: [1, 2, 3],
    long: [1n, 2n, 3n],
    s: ["x", "y", null],
    b: [true, false, true],
    t: [new Date(time), null, new Date(time)],
  };
  const columnData = Object.entries(parquet).map(([name, data]) => ({ name, data }));
  const twin = {
    n: ["number", 1.5, null, 3],
    i: ["number", 1, 2, 3],
    long: ["number", 1, 2, 3],
    s: ["text", "x", "y", null],
    b: ["boolean", true, false, true],
    t: ["time", time, null, time],
  };
  const compressors = {
    GZIP: (bytes: Uint8Array) => gzipSync(bytes),
    ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes),
    BROTLI: (bytes: Uint8Array) => brotliCompressSync(bytes),
  };
  for (const codec of ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "BROTLI"] as const) {
    it(`Parquet packed by ${codec}`, async () => {
      const bytes = parquetWriteBuffer({ columnData, codec, compressors, rowGroupSize: 2 });
      expect(decoded(await read("a.parquet", new Uint8Array(bytes)))).toEqual(twin);
    });
  }

  it("Parquet by its first bytes, under any name", async () => {
    const bytes = parquetWriteBuffer({ columnData });
    expect((await read("a.bin", new Uint8Array(bytes))).format).toBe("parquet");
  });
});

describe("types", () => {
  it("a value behind the sample makes its column text, and nothing of it is lost", async () => {
    const rows = Array.from({ length: 2_000 }, (_, row) => `${row}.0,${row}`);
    const table = await read("a.csv", `a,b\n${rows.join("\n")}\nold,7\n`);
    const [a, b] = table.columns;
    expect([a?.type, b?.type]).toEqual(["text", "number"]);
    expect(a && cellOf(a, 3)).toBe("3.0");
    expect(a && cellOf(a, 2_000)).toBe("old");
  });

  it("a given type holds: what does not fit is missing and told with its row", async () => {
    const options: ReadOptions = { types: { a: "number" } };
    const table = await read("a.csv", "a,b\n1,x\noops,y\n3,z\n", options);
    expect(decoded(table)["a"]).toEqual(["number", 1, null, 3]);
    const misfit = { column: "a", count: 1, examples: [{ row: 2, text: "oops" }] };
    expect(table.misfits).toEqual([misfit]);
  });

  it("a given number is also taken from a text of NDJSON that spells one", async () => {
    const table = await read("a.ndjson", '{"a":"12"}\n', { types: { a: "number" } });
    expect(decoded(table)).toEqual({ a: ["number", 12] });
  });

  it("a column with nothing in it is text", async () => {
    expect(decoded(await read("a.csv", "a,b\n,1\n,2\n"))["a"]).toEqual(["text", null, null]);
  });
});

describe("readBatches", () => {
  const batches = async (name: string, bytes: string | Uint8Array, batchRows: number) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const all: Batch[] = [];
    for await (const batch of readBatches(path, { settings: { batchRows } })) all.push(batch);
    return all;
  };

  it("gives the rows of readTable in their order, and types of the first batch", async () => {
    // Chunks are 1 MiB: three of them.
    const rows = Array.from({ length: 100_000 }, (_, row) => `${row},"name ${row % 7}",${row / 3}`);
    const bytes = `a,b,c\n${rows.join("\n")}\nlate,x,1\n`;
    const parts = await batches("a.csv", bytes, 1_000);
    expect(parts.length).toBeGreaterThan(1);
    const whole = await readTable(join(folder, "a.csv"), { types: { a: "number" } });
    const values = parts.flatMap(({ columns: [a] }) => (a?.type === "number" ? [...a.values] : []));
    expect(values).toEqual(whole.columns[0]?.type === "number" && [...whole.columns[0].values]);
    expect(parts.map(({ firstRow }) => firstRow)).toEqual(
      parts.map((_, index) => parts.slice(0, index).reduce((sum, p) => sum + p.rowCount, 0)),
    );
    expect(parts.at(-1)?.misfits).toEqual([
      { column: "a", count: 1, examples: [{ row: 100_001, text: "late" }] },
    ]);
  });

  it("a batch of Parquet is a row group", async () => {
    const columnData = [{ name: "a", data: [1, 2, 3] }];
    const bytes = parquetWriteBuffer({ columnData, rowGroupSize: 2 });
    const parts = await batches("a.parquet", new Uint8Array(bytes), 1);
    expect(parts.map(({ firstRow, rowCount }) => [firstRow, rowCount])).toEqual([
      [0, 2],
      [2, 1],
    ]);
  });
});

describe("what is wrong is told with its place and a way out", () => {
  // What is wrong → file name, bytes, message.
  const cases: Record<string, readonly [string, string | Uint8Array, RegExp]> = {
    "a row with too few cells": ["a.csv", "a,b\n1,2\n\n3\n", /line 4: the row has 1 cells/],
    "a quote that is never closed": ["a.csv", 'a\n1\n"x\n2\n', /line 3: a quote is opened/],
    "text behind a quote": ["a.csv", 'a\n"x"y\n', /line 2: text follows a closing quote/],
    "two columns of one name": ["a.csv", "a,a\n1,2\n", /line 1: two columns are called a/],
    "no header": ["a.csv", "1,2\n3,4\n", /line 1: the first line holds only numbers/],
    "an empty file": ["a.csv", "", /line 1: the file is empty/],
    "UTF-16": ["a.csv", Buffer.from("\ufeffa,b", "utf16le"), /byte 1: it is UTF-16/],
    "JSON that is none": ["a.ndjson", '{"a":1}\n{"a":\n', /line 2: /],
    "JSON that is no object": ["a.ndjson", "[1]\n", /line 1: expected an object, got a number/],
    "a damaged gzip": ["a.csv.gz", gzipSync("a\n1\n").subarray(0, 15), /packed data: /],
    "a Parquet file cut off": ["a.parquet", "PAR1PAR1", /footer: /],
    "a Parquet file that is none": ["a.parquet", "a,b\n", /byte 1: it does not begin like/],
  };
  for (const [name, [file, bytes, message]] of Object.entries(cases)) {
    it(name, async () => {
      const failure = await read(file, bytes).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(AcesoError);
      expect(failure).toMatchObject({ code: "bad-file", message: expect.stringMatching(message) });
      expect((failure as AcesoError).fix).toMatch(/^[a-z]/);
    });
  }

  it("a file that is not there", async () => {
    const path = join(folder, "none.csv");
    await expect(readTable(path)).rejects.toMatchObject({ code: "file-unreadable" });
    await expect(readTable(folder)).rejects.toMatchObject({ code: "file-unreadable" });
  });

  it("more than a limit", async () => {
    const bytes = "a,b\n1,2\n3,4\n";
    const tooLarge = { code: "file-too-large" };
    await expect(read("a.csv", bytes, { settings: { rowsMax: 1 } })).rejects.toMatchObject(
      tooLarge,
    );
    await expect(read("a.csv", bytes, { settings: { columnsMax: 1 } })).rejects.toMatchObject(
      tooLarge,
    );
    await expect(read("a.csv", bytes, { settings: { rowsMax: 0 } })).rejects.toMatchObject({
      code: "bad-field",
    });
  });
});

describe("properties", () => {
  it("any bytes become rows or a known error, under every name", async () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom('"', ",", "\n", "\r", ";", "a", "1", "{", "}", ":", "[", " "))
        .map((parts) => Buffer.from(parts.join(""))),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.concat([Buffer.from("PAR1"), bytes])),
    );
    const names = fc.constantFrom("x.csv", "x.ndjson", "x.bin", "x.csv.gz");
    await fc.assert(
      fc.asyncProperty(anyBytes, names, async (bytes, name) => {
        const outcome = await read(name, bytes).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(AcesoError);
      }),
      { numRuns: 300 },
    );
  });

  it("cells that were written by the rules come back as they were", async () => {
    const cell = fc.string({ unit: fc.constantFrom("x", '"', ",", "\n", "\r\n", " y", "é", "模") });
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = given.map((row) => row.map(quoted).join(","));
        const table = await read("q.csv", `a,b\n${lines.join("\n")}\n`);
        const shown = given.map((row) => row.map((text) => (text === "" ? null : text)));
        const [a, b] = table.columns;
        const got = shown.map((_, row) => [a && cellOf(a, row), b && cellOf(b, row)]);
        expect(got).toEqual(shown);
      }),
      { numRuns: 200 },
    );
  });
});
