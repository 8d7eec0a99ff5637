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

  push(entries: ReadonlyMap<string, Value>): void {
    if (entries.size > 0) entries.forEach(this.pushEntry);
    this.offsets.push(this.keys.rows);
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
