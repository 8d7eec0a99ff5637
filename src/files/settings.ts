import type { SettingTable, ValuesOf } from "../model/settings.ts";

/** What a reader of files can be told; defaults fit files made by other programs. */
export const fileSettings = {
  format: {
    type: "choice",
    default: "auto",
    choices: ["auto", "csv", "ndjson", "parquet"],
    meaning: "format of the file; auto looks at its first bytes, then at its name",
  },
  delimiter: {
    type: "text",
    default: "auto",
    meaning:
      "one character between CSV cells; auto takes the one that splits the first lines evenly",
  },
  header: {
    type: "flag",
    default: true,
    meaning:
      "the first CSV line names the columns; otherwise they are called column_1, column_2, …",
  },
  nulls: {
    type: "text",
    default: "NA,N/A,n/a,#N/A,<NA>,NaN,nan,-nan,NULL,Null,null,None,\\N",
    meaning: "CSV cells that mean a missing value, separated by commas, beside the empty cell",
  },
  sampleRows: {
    type: "number",
    unit: "rows",
    default: 1_000,
    min: 1,
    max: 1_000_000,
    meaning: "values of a CSV column looked at before its type is decided",
  },
  batchRows: {
    type: "number",
    unit: "rows",
    default: 10_000,
    min: 1,
    max: 10_000_000,
    meaning: "rows of one batch when a file is read in pieces",
  },
  rowsMax: {
    type: "number",
    unit: "rows",
    default: 50_000_000,
    min: 1,
    max: 2_000_000_000,
    meaning: "rows taken from one file",
  },
  columnsMax: {
    type: "number",
    unit: "columns",
    default: 10_000,
    min: 1,
    max: 100_000,
    meaning: "columns of one file",
  },
  rowSizeMaxBytes: {
    type: "number",
    unit: "bytes",
    default: 16_777_216,
    min: 1_024,
    max: 268_435_456,
    meaning: "length of one row as text; a quote that is never closed ends here",
  },
} as const satisfies SettingTable;

export type FileSettings = ValuesOf<typeof fileSettings>;
