import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readTable } from "../files/read-table.ts";
import type { ToldChange } from "../diagnose/ranking/change-signs.ts";
import type { CallEdge, ComponentSeries } from "../diagnose/ranking/component-case.ts";
import type { ToldLine } from "../diagnose/ranking/log-signs.ts";
import { cellOf, type Column, columnNamed, type Table } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";

/** What a folder of files tells of an incident. */
export interface FolderSignals {
  readonly times: readonly number[];
  readonly series: readonly ComponentSeries[];
  readonly edges: readonly CallEdge[];
  readonly changes: readonly ToldChange[];
  readonly lines: readonly ToldLine[];
  /** Names of the files that were read. */
  readonly files: readonly string[];
}

/** The component of columns that name none. */
const unnamed = "all";
const readable = /\.(csv|ndjson|jsonl|parquet)(\.gz|\.zst)?$/;

/**
 * Reads a folder: metrics*, changes*, logs* and graph* (or edges*), each CSV, NDJSON or Parquet. Metrics are
 * long (time, component, metric, value), one row a component (time, component, a column a metric) or wide
 * (time, columns named component:metric).
 * @throws AcesoError "file-unreadable" | "bad-file" | "missing-field" where the folder holds no metrics
 */
export async function readSignals(folder: string): Promise<FolderSignals> {
  const names = filesIn(folder);
  const tables = async (pattern: RegExp): Promise<readonly Table[]> => {
    const found: Table[] = [];
    for (const name of names) {
      if (pattern.test(name)) found.push(await readTable(join(folder, name)));
    }
    return found;
  };
  const metrics = (await tables(/^metrics/)).flatMap(pointsOf);
  if (metrics.length === 0) {
    throw new AcesoError("missing-field", {
      field: `metrics in ${folder}`,
      expected: "a file metrics.csv with a column time and a column of numbers",
    });
  }
  const { times, series } = tableOf(metrics);
  const edges = (await tables(/^(graph|edges)/)).flatMap((table) =>
    rowsOf(table, ["caller", "callee"]).map(([caller, callee]) => ({
      caller: String(caller),
      callee: String(callee),
    })),
  );
  const changes = (await tables(/^changes/)).flatMap((table) =>
    rowsOf(table, ["time", "component", "title"]).map(([time, component, title]) => ({
      time: momentOf(time),
      component: String(component),
      title: String(title ?? ""),
    })),
  );
  const lines = (await tables(/^logs/)).flatMap((table) =>
    rowsOf(table, ["time", "component", "text"]).map(([time, component, text]) => ({
      time: momentOf(time),
      component: String(component ?? unnamed),
      text: String(text ?? ""),
    })),
  );
  const files = names.filter((name) => /^(metrics|graph|edges|changes|logs)/.test(name));
  return { times, series, edges, changes, lines, files };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => readable.test(name))
      .toSorted();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AcesoError("file-unreadable", { path: folder, reason }, { cause });
  }
}

interface Point {
  readonly time: number;
  readonly component: string;
  readonly metric: string;
  readonly value: number;
}

/** The numbers of a file of metrics, whichever of the three shapes it has. */
function pointsOf(table: Table): readonly Point[] {
  const time = columnNamed(table, "time");
  if (time === undefined) {
    const got = table.columns.map(({ name }) => name).join(", ");
    const field = "a file of metrics";
    throw new AcesoError("bad-field", { field, expected: "a column time", got });
  }
  const component = columnNamed(table, "component");
  const metric = columnNamed(table, "metric");
  const value = columnNamed(table, "value");
  const found: Point[] = [];
  const put = (column: Column, row: number, of: { component: string; metric: string }): void => {
    const cell = cellOf(column, row);
    if (typeof cell === "number" || typeof cell === "boolean") {
      found.push({ ...of, time: momentOf(cellOf(time, row)), value: Number(cell) });
    }
  };
  for (let row = 0; row < table.rowCount; row++) {
    const owner = component === undefined ? undefined : String(cellOf(component, row) ?? unnamed);
    if (metric !== undefined && value !== undefined) {
      const name = String(cellOf(metric, row) ?? "");
      put(value, row, { component: owner ?? unnamed, metric: name });
      continue;
    }
    for (const column of table.columns) {
      if (column === time || column === component || column.type === "text") continue;
      const parts = /^(.+?)[:|](.+)$/.exec(column.name);
      const own = owner ?? parts?.[1] ?? unnamed;
      const name = owner === undefined ? (parts?.[2] ?? column.name) : column.name;
      put(column, row, { component: own, metric: name });
    }
  }
  return found;
}

/** Unix seconds become milliseconds: numbers this small would be of 1973 otherwise. */
function momentOf(value: number | string | boolean | null | undefined): number {
  const time = typeof value === "string" ? Date.parse(value) : Number(value ?? Number.NaN);
  return Math.abs(time) < 1e11 ? time * 1_000 : time;
}

/** All points on one axis of the moments that occur. */
function tableOf(points: readonly Point[]): {
  readonly times: readonly number[];
  readonly series: readonly ComponentSeries[];
} {
  const times = [...new Set(points.map(({ time }) => time))]
    .filter((time) => Number.isFinite(time))
    .toSorted((a, b) => a - b);
  const place = new Map(times.map((time, row) => [time, row]));
  const series = new Map<string, ComponentSeries>();
  for (const { time, component, metric, value } of points) {
    const row = place.get(time);
    if (row === undefined) continue;
    const key = `${component}\u0000${metric}`;
    const known = series.get(key) ?? {
      component,
      metric,
      values: new Float64Array(times.length).fill(Number.NaN),
    };
    series.set(key, known);
    known.values[row] = value;
  }
  return { times, series: [...series.values()] };
}

/** Cells of these columns, row by row; columns that are not there are undefined. */
function rowsOf(
  table: Table,
  names: readonly string[],
): readonly (readonly (number | string | boolean | null | undefined)[])[] {
  const columns = names.map((name) => columnNamed(table, name));
  return Array.from({ length: table.rowCount }, (_, row) =>
    columns.map((column) => (column === undefined ? undefined : cellOf(column, row))),
  );
}
