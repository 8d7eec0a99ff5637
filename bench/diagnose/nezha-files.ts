import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type {
  CallEdge,
  CallWaits,
  ComponentSeries,
  LogPath,
} from "../../src/diagnose/ranking/component-case.ts";

/** Metrics of every service on one axis of seconds. */
export interface Minutes {
  readonly times: readonly number[];
  readonly series: readonly ComponentSeries[];
}

/** Metrics by service and minute; those of the node a pod stands on are not the service's. */
export function readMetrics(path: string): Minutes {
  const rows = readRows(path);
  const times = [...new Set(rows.map((row) => minuteOf(row["TimeStamp"])))].toSorted(
    (a, b) => a - b,
  );
  const place = new Map(times.map((time, row) => [time, row]));
  const series = new Map<string, ComponentSeries>();
  for (const row of rows) {
    const component = row["service"] ?? "";
    for (const [metric, text] of Object.entries(row)) {
      if (metric === "TimeStamp" || metric === "service" || metric.startsWith("Node")) continue;
      const key = `${component}|${metric}`;
      const known = series.get(key) ?? {
        component,
        metric,
        values: new Float64Array(times.length).fill(Number.NaN),
      };
      series.set(key, known);
      known.values[place.get(minuteOf(row["TimeStamp"])) ?? 0] =
        text === "" ? Number.NaN : Number(text);
    }
  }
  return { times, series: [...series.values()] };
}

/** Services report some seconds apart: one row a minute, told by its end. */
function minuteOf(text: string | undefined): number {
  return Math.floor(Number(text) / 60) * 60 + 59;
}

/** Waiting times by call, in a fault's minutes and in all others. */
export function readCalls(path: string): {
  readonly edges: readonly CallEdge[];
  readonly within: (isFault: (minute: number) => boolean) => readonly CallWaits[];
} {
  const rows = readRows(path).map((row) => ({
    minute: Number(row["minute_ts"]),
    caller: row["caller"] ?? "",
    callee: row["callee"] ?? "",
    count: Number(row["count"]),
    wait: Number(row["net_mean_us"]),
  }));
  const edges = new Map(
    rows.map(({ caller, callee }) => [`${caller}|${callee}`, { caller, callee }]),
  );
  const within = (isFault: (minute: number) => boolean) =>
    [...edges].map(([key, edge]): CallWaits => {
      const own = rows.filter(({ caller, callee }) => `${caller}|${callee}` === key);
      const faulty = own.filter(({ minute }) => isFault(minute));
      const quiet = own.filter(({ minute }) => !isFault(minute));
      return {
        ...edge,
        before: Float64Array.from(quiet, ({ wait }) => wait),
        during: Float64Array.from(faulty, ({ wait }) => wait),
        duringCalls: faulty.reduce((sum, { count }) => sum + count, 0),
      };
    });
  return { edges: [...edges.values()], within };
}

/** Log points that follow each other, counted in the fault's minutes and in all others. */
export function readPaths(path: string): {
  readonly within: (isFault: (minute: number) => boolean) => readonly LogPath[];
} {
  const rows = readRows(path);
  return {
    within(isFault) {
      const counts = new Map<string, { before: number; during: number }>();
      for (const row of rows) {
        const key = [row["service"], row["from"], row["to"]].join("\u0000");
        const known = counts.get(key) ?? { before: 0, during: 0 };
        known[isFault(Number(row["minute_ts"])) ? "during" : "before"] += Number(row["count"]);
        counts.set(key, known);
      }
      return [...counts].map(([key, count]) => {
        const [component = "", from = "", to = ""] = key.split("\u0000");
        return { component, from, to, ...count };
      });
    },
  };
}

function readRows(path: string): readonly { readonly [column: string]: string }[] {
  const [header = "", ...lines] = gunzipSync(readFileSync(path))
    .toString("utf8")
    .trim()
    .split("\n");
  const names = header.trim().split(",");
  return lines.map((line) => {
    const cells = line.trim().split(",");
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
  });
}
