import { z } from "zod";
import type {
  DistributionRequest,
  HourlyDistribution,
  StoredDistribution,
} from "../model/distribution.ts";
import { AcesoError } from "../model/errors.ts";
import type { FeatureBins } from "../model/summary.ts";
import { hour } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { rowInserter } from "./decisions.ts";
import { DoubleArrayColumn, NullableDoubleColumn } from "./native/nested-columns.ts";
import type { RawRow } from "./native/reader.ts";
import { DoubleColumn, LongColumn, RepeatedTextColumn } from "./native/writer.ts";
import { json, number, numberOrNull, numbers, text, whole } from "./row-fields.ts";
import type { RowTable } from "./row-table.ts";
import { within } from "./signal-rows.ts";
import type { Store } from "./store.ts";

/** Features told of in one answer; more are an error. */
const rowsMax = 100_000;

/** What inputs looked like, hour by hour, kept longer than the inputs. */
export function distributionStore(
  connection: Connection,
  now: () => number,
): Pick<Store, "appendDistributions" | "distributions" | "newestDistribution"> {
  const insert = rowInserter(connection, now);
  return {
    appendDistributions: (project, rows) => insert(distributionTable(), project, rows),
    distributions: (project, request) => readDistributions(connection, project, request),
    async newestDistribution(project) {
      const rows = await connection.rows(
        "SELECT max(window_start) AS newest, count() AS rows FROM distributions WHERE project = {project:String}",
        { project },
      );
      const row = rows[0];
      return row && whole(row, "rows") > 0 ? whole(row, "newest") : null;
    },
  };
}

function distributionTable(): RowTable<HourlyDistribution> {
  const columns = {
    project: new RepeatedTextColumn(),
    model: new RepeatedTextColumn(),
    feature: new RepeatedTextColumn(),
    version: new RepeatedTextColumn(),
    window_start: new LongColumn("DateTime64(3, 'UTC')"),
    bins: new RepeatedTextColumn(),
    count: new DoubleColumn(),
    nulls: new DoubleColumn(),
    number_count: new DoubleColumn(),
    number_sum: new DoubleColumn(),
    number_squares: new DoubleColumn(),
    number_min: new NullableDoubleColumn(),
    number_max: new NullableDoubleColumn(),
    histogram: new DoubleArrayColumn(),
    received_at: new LongColumn("DateTime64(3, 'UTC')"),
  };
  return {
    table: "distributions",
    columns,
    push(row, origin) {
      const { moments } = row;
      columns.project.push(origin.project);
      columns.model.push(row.model);
      columns.feature.push(row.feature);
      columns.version.push(row.version);
      columns.window_start.push(row.start);
      columns.bins.push(JSON.stringify(row.bins));
      columns.count.push(row.count);
      columns.nulls.push(row.nulls);
      columns.number_count.push(moments.count);
      columns.number_sum.push(moments.sum);
      columns.number_squares.push(moments.squareSum);
      columns.number_min.push(moments.min);
      columns.number_max.push(moments.max);
      columns.histogram.push(row.histogram);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

async function readDistributions(
  connection: Connection,
  project: string,
  request: DistributionRequest,
): Promise<readonly StoredDistribution[]> {
  const { models, version = "", window, hoursOfDay, daysOfWeek } = request;
  const hours = hoursOfDay ? " AND toHour(window_start) IN {hours:Array(UInt8)}" : "";
  const days = daysOfWeek ? " AND toDayOfWeek(window_start) IN {days:Array(UInt8)}" : "";
  const rows = await connection.rows(
    `SELECT toString(model) AS model, toString(feature) AS feature, toString(bins) AS bins, sum(distributions.count) AS count, sum(distributions.nulls) AS nulls,
  sum(distributions.number_count) AS number_count, sum(distributions.number_sum) AS number_sum, sum(distributions.number_squares) AS number_squares,
  min(distributions.number_min) AS number_min, max(distributions.number_max) AS number_max, sumForEach(distributions.histogram) AS histogram,
  uniqExact(window_start) AS hours, min(window_start) AS first, max(window_start) AS last
FROM distributions FINAL
WHERE project = {project:String} AND model IN {models:Array(String)} AND version = {version:String} AND ${within("window_start")}${hours}${days}
GROUP BY model, feature, bins
ORDER BY model, feature, last DESC
LIMIT ${rowsMax + 1}`,
    {
      project,
      models: [...models],
      version,
      start: window.start,
      end: window.end,
      ...(hoursOfDay ? { hours: [...hoursOfDay] } : {}),
      ...(daysOfWeek ? { days: [...daysOfWeek] } : {}),
    },
  );
  if (rows.length > rowsMax) {
    throw new AcesoError("query-too-large", { limit: rowsMax, unit: "features" });
  }
  return rows.map(distributionOf);
}

function distributionOf(row: RawRow): StoredDistribution {
  const bins = binsOf(row);
  return {
    model: text(row, "model"),
    feature: text(row, "feature"),
    bins,
    count: number(row, "count"),
    nulls: number(row, "nulls"),
    moments: {
      count: number(row, "number_count"),
      sum: number(row, "number_sum"),
      squareSum: number(row, "number_squares"),
      min: numberOrNull(row, "number_min"),
      max: numberOrNull(row, "number_max"),
    },
    histogram: numbers(row, "histogram").map((rows) => rows ?? 0),
    hours: whole(row, "hours"),
    window: { start: whole(row, "first"), end: whole(row, "last") + hour },
  };
}

const binsSchema = z.union([
  z.object({ type: z.literal("number"), edges: z.array(z.number()) }),
  z.object({ type: z.literal("text"), categories: z.array(z.string()) }),
]);

function binsOf(row: RawRow): FeatureBins {
  const parsed = binsSchema.safeParse(json(row, "bins"));
  if (parsed.success) return parsed.data;
  throw new AcesoError("internal", { reason: "column bins does not hold bins" });
}
