import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/**
 * A CSV of numbers, gzipped where its name ends in .gz, by column. Empty cells are NaN; no quotes. Kept apart from the
 * product's reader: benches must not lean on what they measure.
 */
export function readCsvGz(path: string): {
  readonly header: readonly string[];
  readonly columns: readonly Float64Array[];
} {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const header = lines[0]!.trim().split(",");
  const columns = header.map(() => new Float64Array(lines.length - 1));
  for (let row = 1; row < lines.length; row++) {
    const cells = lines[row]!.trim().split(",");
    columns.forEach((column, index) => {
      const cell = cells[index] ?? "";
      column[row - 1] = cell === "" ? Number.NaN : Number(cell);
    });
  }
  return { header, columns };
}
