import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** One file of the Numenta Anomaly Benchmark. */
export interface NabFile {
  /** `<category>/<file>.csv`, as in windows.json. */
  readonly name: string;
  /** UTC ms, as many as values. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Row indices of the anomaly windows, both ends inside, in order of time. */
  readonly windows: readonly (readonly [first: number, last: number])[];
}

/** Reads all files of a folder laid out as `data/<category>/<file>.csv` and `windows.json`. */
export function readNab(folder: string): readonly NabFile[] {
  // Shape of windows.json: file name → pairs of start and end timestamps.
  const windows = JSON.parse(readFileSync(join(folder, "windows.json"), "utf8")) as Record<
    string,
    [string, string][]
  >;
  const files: NabFile[] = [];
  for (const category of readdirSync(join(folder, "data")).sort()) {
    for (const file of readdirSync(join(folder, "data", category)).sort()) {
      const name = `${category}/${file}`;
      const lines = readFileSync(join(folder, "data", name), "utf8")
        .trim()
        .split(/\r?\n/)
        .slice(1);
      const times = Float64Array.from(lines, (line) => timeOf(line.slice(0, line.indexOf(","))));
      const values = Float64Array.from(lines, (line) => Number(line.slice(line.indexOf(",") + 1)));
      const ranges = (windows[name] ?? []).map(([start, end]) => {
        const last = times.findLastIndex((time) => time <= timeOf(end));
        return [times.findIndex((time) => time >= timeOf(start)), last] as const;
      });
      files.push({ name, times, values, windows: ranges.sort((a, b) => a[0] - b[0]) });
    }
  }
  return files;
}

/** Published scores of a detector: file name → a score a row; null where the folder has none. */
export function readPublishedScores(
  folder: string,
  detector: string,
): { readonly [file: string]: readonly number[] } | null {
  const path = join(folder, "detector_scores", `${detector}.json.gz`);
  if (!existsSync(path)) return null;
  return JSON.parse(gunzipSync(readFileSync(path)).toString("utf8"));
}

function timeOf(text: string): number {
  return Date.parse(`${text.trim().replace(" ", "T").slice(0, 19)}Z`);
}
