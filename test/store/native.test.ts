import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  MapColumn,
  NullableDoubleColumn,
  NullableTextColumn,
} from "../../src/store/native/nested-columns.ts";
import { blockStructure, readBlocks, readRows } from "../../src/store/native/reader.ts";
import {
  ByteColumn,
  DoubleColumn,
  LongColumn,
  RepeatedTextColumn,
  structureOf,
  TextColumn,
  writeBlock,
} from "../../src/store/native/writer.ts";

/** Text with everything UTF-8 has but lone surrogates, which have no encoding. */
const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary", maxLength: 400 }).map((text) => text.toWellFormed()),
);
const anyRow = fc.record({
  text: anyText,
  repeated: fc.constantFrom("", "a", "é", "x".repeat(300)),
  double: fc.double(),
  long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  time: fc.integer({ min: -8_640_000_000_000, max: 8_640_000_000_000 }),
  byte: fc.integer({ min: 0, max: 255 }),
  optional: fc.option(fc.double()),
  optionalText: fc.option(anyText),
  map: fc
    .array(fc.tuple(anyText, fc.option(fc.double())), { maxLength: 5 })
    .map((all) => new Map(all)),
});
type Row = typeof anyRow extends fc.Arbitrary<infer Value> ? Value : never;

function columns() {
  return {
    text: new TextColumn(),
    repeated: new RepeatedTextColumn(),
    double: new DoubleColumn(),
    long: new LongColumn("Int64"),
    time: new LongColumn("DateTime64(3, 'UTC')"),
    byte: new ByteColumn(),
    optional: new NullableDoubleColumn(),
    optionalText: new NullableTextColumn(),
    map: new MapColumn<number | null>(new NullableDoubleColumn()),
  };
}

function push(target: ReturnType<typeof columns>, row: Row): void {
  target.text.push(row.text);
  target.repeated.push(row.repeated);
  target.double.push(row.double);
  target.long.pushBig(row.long);
  target.time.push(row.time);
  target.byte.push(row.byte);
  target.optional.push(row.optional);
  target.optionalText.push(row.optionalText);
  target.map.push(row.map);
}

it("rows written as Native blocks are read back equal, block after block, with reused columns", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyRow, { minLength: 1, maxLength: 20 }), { maxLength: 3 }),
      (blocks) => {
        const target = columns();
        const bytes = blocks.map((rows) => {
          for (const row of rows) push(target, row);
          const block = writeBlock(target);
          for (const column of Object.values(target)) column.clear();
          return block;
        });
        const expected = blocks.flat().map((row) => ({ ...row, time: BigInt(row.time) }));
        expect(readRows(Buffer.concat(bytes))).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
});

it("more than 256 and more than 65,536 distinct texts widen the dictionary's indexes", () => {
  for (const distinct of [300, 70_000]) {
    const target = { repeated: new RepeatedTextColumn() };
    for (let index = 0; index < distinct; index++) target.repeated.push(`text ${index}`);
    target.repeated.fill("text 1", 3);
    const rows = readRows(writeBlock(target));
    expect(rows.length).toBe(distinct + 3);
    expect(rows[distinct - 1]!["repeated"]).toBe(`text ${distinct - 1}`);
    expect(rows.at(-1)!["repeated"]).toBe("text 1");
  }
});

it("a NaN keeps its payload through typed arrays", () => {
  const bits = new BigUint64Array([0x7ff0000000000002n, 0x7ff8000000000001n]);
  const target = { double: new DoubleColumn() };
  target.double.pushAll(new Float64Array(bits.buffer));
  const [block] = readBlocks(writeBlock(target));
  const values = block!.columns.get("double");
  expect(values).toBeInstanceOf(Float64Array);
  expect(new BigUint64Array((values as Float64Array).buffer)).toEqual(bits);
});

it("any cut of a stream is an error, never a wrong row", () => {
  const target = columns();
  const [row] = fc.sample(anyRow, { numRuns: 1, seed: 7 });
  push(target, row!);
  const bytes = writeBlock(target);
  for (let end = 1; end < bytes.length; end++) {
    expect(() => readBlocks(bytes.subarray(0, end))).toThrow("torn Native stream");
  }
});

it("the structure of a block is what its columns say", () => {
  const target = columns();
  const [row] = fc.sample(anyRow, { numRuns: 1, seed: 7 });
  push(target, row!);
  const structure = blockStructure(writeBlock(target));
  expect(structure.map(([name, type]) => `${name} ${type}`).join(", ")).toBe(structureOf(target));
});
