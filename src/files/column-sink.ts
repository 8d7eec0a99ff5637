import type { Column } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import type { ColumnBuilder } from "./column-builder.ts";

/** Takes the bytes of one file and fills columns; all rows taken so far stand in the builders. */
export interface ColumnSink {
  /** Takes the next bytes, which belong to the sink from now on. */
  push(chunk: Buffer): void;
  /** Nothing comes any more. */
  end(): void;
  /** The columns so far; the sink goes on with empty ones of the same types. */
  take(): readonly Column[];
  /** In the order of the file; of equal length whenever `push` has returned. */
  readonly builders: readonly ColumnBuilder[];
  /** Rows taken from the beginning of the file. */
  readonly rowCount: number;
}

/**
 * Names of columns as they are used: a blank one is called by its place.
 * @throws AcesoError "bad-file" when two are equal
 */
export function checkedNames(names: readonly string[], path: string): readonly string[] {
  const used = names.map((name, index) => (name.trim() === "" ? `column_${index + 1}` : name));
  const twice = used.find((name, index) => used.indexOf(name) !== index);
  if (twice === undefined) return used;
  const reason = `two columns are called ${twice}`;
  const fix = "give every column a name of its own";
  throw new AcesoError("bad-file", { path, where: "line 1", reason, fix });
}
