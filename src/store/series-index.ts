import type { LabelMatcher } from "../model/series.ts";
import type { Labels, SeriesRow } from "../model/signals.ts";
import type { Connection } from "./connection.ts";
import { big, text, textMap } from "./row-fields.ts";

/** A series as it is held in memory. */
export interface IndexedSeries {
  readonly metricId: bigint;
  readonly seriesId: bigint;
  readonly metric: string;
  /** With `__name__`. */
  readonly labels: Labels;
  readonly kind: string;
  readonly unit: string;
  readonly help: string;
}

interface ProjectSeries {
  readonly byId: Map<bigint, IndexedSeries>;
  /** metric → series id → series */
  readonly byMetric: Map<string, Map<bigint, IndexedSeries>>;
  /** Received time up to which the table has been read, in ms; the next read overlaps it. */
  readTo: number;
  loadedAt: number;
  loading: Promise<void> | undefined;
}

/** Other writers' series are looked for this often, in ms, where there can be other writers. */
const refreshMs = 5_000;
/** Clocks of writers may differ by this much; reading twice is harmless. */
const overlapMs = 60_000;
const patternCountMax = 200;
/** A parameter travels in a URL of at most 1 MiB. */
const valuesPerQueryMax = 2_000;

/**
 * Label sets of all series, held in memory: loading 100,000 of them takes 0.6 s, which no query may
 * pay. Regular expressions are RE2, so ClickHouse answers them, once per expression and value.
 */
export class SeriesIndex {
  private readonly connection: Connection;
  private readonly now: () => number;
  private readonly projects = new Map<string, ProjectSeries>();
  // anchored expression → value → whether it matches
  private readonly patterns = new Map<string, Map<string, boolean>>();

  constructor(connection: Connection, now: () => number) {
    this.connection = connection;
    this.now = now;
  }

  /** Series that this process has just written. */
  learn(project: string, rows: readonly SeriesRow[]): void {
    for (const row of rows) this.add(this.projectOf(project), row);
  }

  /** The series that meet all matchers. @throws AcesoError "bad-expression" */
  async find(
    project: string,
    matchers: readonly LabelMatcher[],
  ): Promise<readonly IndexedSeries[]> {
    const held = this.projectOf(project);
    await this.refresh(project, held);
    const name = matchers.find((each) => each.name === "__name__" && each.operator === "=");
    const candidates = name ? (held.byMetric.get(name.value)?.values() ?? []) : held.byId.values();
    let found = [...candidates];
    // The cheap conditions first: regular expressions then see fewer values.
    const cheapFirst = matchers.toSorted((a, b) => a.operator.length - b.operator.length);
    for (const matcher of cheapFirst) found = await this.filter(found, matcher);
    return found;
  }

  private async filter(series: IndexedSeries[], matcher: LabelMatcher): Promise<IndexedSeries[]> {
    const { name, operator, value } = matcher;
    const valueOf = (each: IndexedSeries) => each.labels[name] ?? "";
    if (operator === "=") return series.filter((each) => valueOf(each) === value);
    if (operator === "!=") return series.filter((each) => valueOf(each) !== value);
    const matches = await this.match(value, new Set(series.map(valueOf)));
    return series.filter((each) => (matches.get(valueOf(each)) ?? false) === (operator === "=~"));
  }

  private async match(
    expression: string,
    values: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, boolean>> {
    // Fully anchored, and "." meets line breaks, as in Prometheus 3.
    const pattern = `^(?s:${expression})$`;
    const known = this.patterns.get(pattern) ?? new Map<string, boolean>();
    const unknown = [...values].filter((value) => !known.has(value));
    for (let at = 0; at === 0 || at < unknown.length; at += valuesPerQueryMax) {
      const part = unknown.slice(at, at + valuesPerQueryMax);
      if (part.length === 0) break;
      const rows = await this.connection.rows(
        "SELECT arrayFilter(value -> match(value, {pattern:String}), {values:Array(String)}) AS matching",
        { pattern, values: part },
      );
      const matching = rows[0]?.["matching"];
      const hits = new Set(Array.isArray(matching) ? matching : []);
      for (const value of part) known.set(value, hits.has(value));
    }
    this.patterns.delete(pattern);
    this.patterns.set(pattern, known);
    const oldest = this.patterns.keys().next().value;
    if (this.patterns.size > patternCountMax && oldest !== undefined) this.patterns.delete(oldest);
    return known;
  }

  private projectOf(project: string): ProjectSeries {
    let held = this.projects.get(project);
    if (!held) {
      held = { byId: new Map(), byMetric: new Map(), readTo: 0, loadedAt: 0, loading: undefined };
      this.projects.set(project, held);
    }
    return held;
  }

  private async refresh(project: string, held: ProjectSeries): Promise<void> {
    // Embedded, this process is the only writer, and it tells what it writes.
    const settled = this.connection.backend === "embedded" && held.loadedAt > 0;
    if (settled || performance.now() - held.loadedAt < refreshMs) {
      if (held.loadedAt > 0) return;
    }
    held.loading ??= this.load(project, held).finally(() => {
      held.loading = undefined;
    });
    await held.loading;
  }

  private async load(project: string, held: ProjectSeries): Promise<void> {
    const since = Math.max(0, held.readTo - overlapMs);
    const before = this.now();
    const rows = await this.connection.rows(
      `SELECT metric, metric_id, series_id, labels, kind, unit, help
FROM series FINAL
WHERE project = {project:String} AND received_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')`,
      { project, since },
    );
    for (const row of rows) {
      this.add(held, {
        metric: text(row, "metric"),
        metricId: big(row, "metric_id"),
        seriesId: big(row, "series_id"),
        labels: Object.fromEntries(textMap(row, "labels")),
        kind: text(row, "kind"),
        unit: text(row, "unit"),
        help: text(row, "help"),
      });
    }
    held.readTo = before;
    held.loadedAt = performance.now();
  }

  private add(held: ProjectSeries, row: Omit<SeriesRow, "kind"> & { readonly kind: string }): void {
    const series: IndexedSeries = { ...row, labels: { ...row.labels, __name__: row.metric } };
    held.byId.set(series.seriesId, series);
    let ofMetric = held.byMetric.get(series.metric);
    if (!ofMetric) held.byMetric.set(series.metric, (ofMetric = new Map()));
    ofMetric.set(series.seriesId, series);
  }
}
