import type { Output } from "./output.ts";
import type { ColumnWriter } from "./writer.ts";
import { ByteColumn, DoubleColumn, LongColumn, RepeatedTextColumn, TextColumn } from "./writer.ts";

/** Nullable(Float64). */
export class NullableDoubleColumn implements ColumnWriter {
  readonly type = "Nullable(Float64)";
  private readonly nulls = new ByteColumn();
  private readonly values = new DoubleColumn();

  push(value: number | null): void {
    this.nulls.push(value === null ? 1 : 0);
    this.values.push(value ?? 0);
  }

  /** The same value `count` times. */
  fill(value: number | null, count: number): void {
    for (let row = 0; row < count; row++) this.push(value);
  }

  get rows(): number {
    return this.values.rows;
  }

  get byteLength(): number {
    return this.rows * 9;
  }

  writeStates(): void {}

  writeValues(output: Output): void {
    this.nulls.writeValues(output);
    this.values.writeValues(output);
  }

  clear(): void {
    this.nulls.clear();
    this.values.clear();
  }
}

/** Nullable(String). */
export class NullableTextColumn implements ColumnWriter {
  readonly type = "Nullable(String)";
  private readonly nulls = new ByteColumn();
  private readonly values = new TextColumn();

  push(value: string | null): void {
    this.nulls.push(value === null ? 1 : 0);
    this.values.push(value ?? "");
  }

  get rows(): number {
    return this.values.rows;
  }

  get byteLength(): number {
    return this.values.byteLength + this.rows;
  }

  writeStates(): void {}

  writeValues(output: Output): void {
    this.nulls.writeValues(output);
    this.values.writeValues(output);
  }

  clear(): void {
    this.nulls.clear();
    this.values.clear();
  }
}

/** Array(Float64): where each row stops, then all values. */
export class DoubleArrayColumn implements ColumnWriter {
  readonly type = "Array(Float64)";
  private readonly offsets = new LongColumn("UInt64");
  private readonly values = new DoubleColumn();

  push(values: readonly number[]): void {
    for (const value of values) this.values.push(value);
    this.offsets.push(this.values.rows);
  }

  get rows(): number {
    return this.offsets.rows;
  }

  get byteLength(): number {
    return this.offsets.byteLength + this.values.byteLength;
  }

  writeStates(): void {}

  writeValues(output: Output): void {
    this.offsets.writeValues(output);
    this.values.writeValues(output);
  }

  clear(): void {
    this.offsets.clear();
    this.values.clear();
  }
}

/** What a row of a map is filled from: a Map is one. */
interface MapEntries<Value> {
  readonly size: number;
  forEach(each: (value: Value, key: string) => void): void;
}

/** Map(LowCardinality(String), V): offsets, then all keys, then all values. */
export class MapColumn<Value> implements ColumnWriter {
  readonly type: string;
  private readonly offsets = new LongColumn("UInt64");
  private readonly keys = new RepeatedTextColumn();
  private readonly values: ColumnWriter & { push(value: Value): void };
  private readonly pushEntry: (value: Value, key: string) => void;

  constructor(values: ColumnWriter & { push(value: Value): void }) {
    this.values = values;
    // One closure for all rows: iterating with destructuring allocates an array per entry.
    this.pushEntry = (value, key) => {
      this.keys.push(key);
      this.values.push(value);
    };
    this.type = `Map(LowCardinality(String), ${values.type})`;
  }

  push(entries: MapEntries<Value>): void {
    if (entries.size > 0) entries.forEach(this.pushEntry);
    this.offsets.push(this.keys.rows);
  }

  /** The first `count` rows of entries that lie one after the other; `ends[row]` is where a row stops. */
  pushAll(
    entries: {
      readonly names: readonly string[];
      readonly values: readonly Value[];
      readonly ends: readonly number[];
    },
    count: number,
  ): void {
    const { names, values, ends } = entries;
    // place within a row → the key last met there and its index: neighbours mostly have the same keys
    const keys: string[] = [];
    const indexes: number[] = [];
    let at = 0;
    for (let row = 0; row < count; row++) {
      const end = ends[row]!;
      for (let place = 0; at < end; place++, at++) {
        const name = names[at]!;
        if (keys[place] !== name) {
          keys[place] = name;
          indexes[place] = this.keys.indexOf(name);
        }
        this.keys.pushIndex(indexes[place]!);
        this.values.push(values[at]!);
      }
      this.offsets.push(this.keys.rows);
    }
  }

  get rows(): number {
    return this.offsets.rows;
  }

  get byteLength(): number {
    return this.offsets.byteLength + this.keys.byteLength + this.values.byteLength;
  }

  writeStates(output: Output): void {
    this.keys.writeStates(output);
    this.values.writeStates(output);
  }

  writeValues(output: Output): void {
    this.offsets.writeValues(output);
    this.keys.writeValues(output);
    this.values.writeValues(output);
  }

  clear(): void {
    this.offsets.clear();
    this.keys.clear();
    this.values.clear();
  }
}
