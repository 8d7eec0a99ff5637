import type { LogTemplateHistory } from "../diagnose/probe.ts";
import { lineOfRecord } from "../diagnose/logs/line-of-record.ts";
import { templateMiner, type TemplateMiner } from "../diagnose/logs/template-miner.ts";
import { seriesRowOf } from "../model/series-id.ts";
import type { LogRow, SampleBatch, SeriesRow } from "../model/signals.ts";
import type { TimeMs, Window } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";

/** Settings key under which a project's templates stand. */
const settingKey = "log-templates";
const metric = "aceso_log_template_count";
/** Lines read per tick; of more, the newest are mined and the others counted as left out. */
export const logLinesMax = 20_000;
// Templates counted per service and tick; rarer ones together as "other", so that series stay bounded.
const templatesMax = 200;
const otherTemplate = "other";
// The lines of a tick that were too many to be read, of whatever service and kind.
const unreadTemplate = "unread";
const saveEveryMs = 600_000;
// Lines kept as samples, one a template and service, and characters of each.
const samplesMax = 5_000;
const sampleLength = 500;

/** What the mining of one project's logs remembers. */
export interface LogMining {
  readonly miner: TemplateMiner;
  /** service and template → its newest line; those not seen for longest are forgotten first. */
  readonly samples: Map<string, string>;
  /** End of the last window that was mined; 0 before the first. */
  minedEnd: TimeMs;
  savedAt: TimeMs;
}

/** Picks up the templates of the run before; starts anew where there are none or they cannot be read. */
export async function restoreLogMining(
  loop: Pick<Loop, "store">,
  project: string,
): Promise<LogMining> {
  const saved = await loop.store.setting(project, settingKey);
  return { miner: minerFrom(saved), samples: new Map(), minedEnd: 0, savedAt: 0 };
}

function minerFrom(saved: Parameters<typeof templateMiner>[0]): TemplateMiner {
  try {
    return templateMiner(saved);
  } catch (error) {
    if (error instanceof TypeError) return templateMiner();
    throw error;
  }
}

/**
 * Mines the log lines of the tick's window and keeps how often each kind came as the series
 * aceso_log_template_count, one sample at the window's end. Bounded: 20,000 lines a tick, 200 templates a
 * service; of more lines the newest are mined and the rest is counted as of the template "unread". Lines that
 * arrive later than the loop's delay are not counted.
 */
export async function mineLogs(
  loop: Pick<Loop, "store" | "now" | "arrivals"> & {
    readonly settings: Pick<Loop["settings"], "tickMs">;
  },
  project: Pick<ProjectState, "name" | "logs">,
  end: TimeMs,
  linesMax = logLinesMax,
): Promise<void> {
  const { logs } = project;
  const start = end - loop.settings.tickMs;
  if (logs.minedEnd >= end) return;
  // Nothing is asked of the store while no logs come.
  if ((loop.arrivals.look(project.name).newestLogAt ?? -Infinity) < start) return;
  const window = { start, end };
  const rows = await loop.store.logs(project.name, { window, limit: linesMax });
  logs.minedEnd = end;
  if (rows.length === 0) return;
  // Asked only where lines may be left out.
  const all =
    rows.length < linesMax ? rows.length : await loop.store.logCount(project.name, window);
  const batch = countedSeries(rows, { logs, time: end, leftOut: all - rows.length });
  await loop.store.append({ project: project.name, receivedAt: loop.now(), ...batch });
  if (end - logs.savedAt < saveEveryMs) return;
  logs.savedAt = end;
  await loop.store.putSetting(project.name, settingKey, logs.miner.snapshot());
}

function countedSeries(
  rows: readonly LogRow[],
  of: { readonly logs: LogMining; readonly time: TimeMs; readonly leftOut: number },
): { readonly series: readonly SeriesRow[]; readonly samples: SampleBatch } {
  const { logs, time, leftOut } = of;
  // service → template and severity → lines
  const services = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const counts = services.get(row.service) ?? new Map<string, number>();
    services.set(row.service, counts);
    const line = lineOfRecord(row.body);
    const template = logs.miner.add(line).id;
    remember(logs.samples, `${row.service}\n${template}`, line);
    const key = `${template} ${isError(row) ? "error" : "usual"}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const found: { readonly row: SeriesRow; readonly value: number }[] = [];
  for (const [service, counts] of services) {
    const sorted = [...counts].toSorted((a, b) => b[1] - a[1]);
    let others = 0;
    sorted.forEach(([key, lines], index) => {
      if (index >= templatesMax) others += lines;
      else found.push({ row: rowOf(service, key), value: lines });
    });
    if (others > 0) found.push({ row: rowOf(service, `${otherTemplate} usual`), value: others });
  }
  if (leftOut > 0) found.push({ row: rowOf("", unreadTemplate), value: leftOut });
  return { series: found.map(({ row }) => row), samples: samplesAt(found, time) };
}

function remember(samples: Map<string, string>, key: string, line: string): void {
  samples.delete(key);
  samples.set(key, line.slice(0, sampleLength));
  if (samples.size <= samplesMax) return;
  for (const [oldest] of samples) {
    samples.delete(oldest);
    return;
  }
}

function rowOf(service: string, key: string): SeriesRow {
  const [template = "", level = ""] = key.split(" ");
  const help = "log lines of one template in the window that ends here";
  return seriesRowOf(metric, { service, template, level }, "gauge", "", help);
}

function samplesAt(
  found: readonly { readonly row: SeriesRow; readonly value: number }[],
  time: TimeMs,
): SampleBatch {
  return {
    length: found.length,
    metricIds: BigUint64Array.from(found, ({ row }) => row.metricId),
    seriesIds: BigUint64Array.from(found, ({ row }) => row.seriesId),
    times: new BigInt64Array(found.length).fill(BigInt(time)),
    values: Float64Array.from(found, ({ value }) => value),
  };
}

function isError({ severity }: LogRow): boolean {
  return severity === "error" || severity === "fatal";
}

interface Counted extends LogTemplateHistory {
  readonly before: number[];
  readonly during: number[];
  isError: boolean;
}

/** What mining knows of some services around an onset. */
export interface MinedLogs {
  readonly histories: readonly LogTemplateHistory[];
  /** Lines of the project since the onset that were too many to be looked at. */
  readonly leftOut: number;
}

/**
 * How often the log templates of these services came before and since an onset, with a line of each (its text
 * where none came since the start). One query.
 */
export async function logTemplateHistories(
  loop: Pick<Loop, "store"> & { readonly settings: Pick<Loop["settings"], "tickMs"> },
  project: Pick<ProjectState, "name" | "logs">,
  asked: {
    readonly services: ReadonlySet<string>;
    readonly before: Window;
    readonly during: Window;
  },
): Promise<MinedLogs> {
  const { services, before, during } = asked;
  const { tickMs } = loop.settings;
  const { miner, samples } = project.logs;
  const texts = new Map(miner.templates().map(({ id, text }) => [id, text]));
  if (texts.size === 0) return { histories: [], leftOut: 0 };
  const found = await loop.store.selectSeries(project.name, {
    matchers: [{ name: "__name__", operator: "=", value: metric }],
    start: before.start,
    end: during.end,
    limit: 5_000,
  });
  const emptyCounts = (window: Window): number[] =>
    Array.from({ length: Math.max(1, Math.floor((window.end - window.start) / tickMs)) }, () => 0);
  // service and template → its history; templates that were merged since count together
  const histories = new Map<string, Counted>();
  let leftOut = 0;
  for (const { labels, times, values } of found) {
    if (labels["template"] === unreadTemplate) {
      leftOut += linesAfter(during.start, times, values);
      continue;
    }
    const service = labels["service"] ?? "";
    const template = miner.resolve(labels["template"] ?? "");
    if (!services.has(service) || template === otherTemplate) continue;
    const key = `${service}\n${template}`;
    const history = histories.get(key) ?? {
      service,
      template,
      before: emptyCounts(before),
      during: emptyCounts(during),
      isError: false,
      sample: samples.get(key) ?? texts.get(template) ?? "",
    };
    histories.set(key, history);
    history.isError ||= labels["level"] === "error";
    for (let index = 0; index < times.length; index++) {
      // A sample stands at the end of its window.
      const time = (times[index] ?? 0) - 1;
      const counts = time < before.end ? history.before : history.during;
      const from = time < before.end ? before.start : during.start;
      const slot = Math.floor((time - from) / tickMs);
      if (slot >= 0 && slot < counts.length)
        counts[slot] = (counts[slot] ?? 0) + (values[index] ?? 0);
    }
  }
  return { histories: [...histories.values()], leftOut };
}

/** Lines counted in windows that end after this time. */
function linesAfter(time: TimeMs, times: Float64Array, values: Float64Array): number {
  return values.reduce((sum, value, index) => ((times[index] ?? 0) > time ? sum + value : sum), 0);
}
