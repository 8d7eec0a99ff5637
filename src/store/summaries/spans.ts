import type { SpanSummary, SummaryRequest } from "../../model/summary.ts";
import type { RawRow } from "../native/reader.ts";
import { text, whole } from "../row-fields.ts";
import { within } from "../signal-rows.ts";
import { among, gridParameters, namesParameter, versionSlices, windowIndexes } from "./grid.ts";
import { quantileColumns, quantilesOf, sortedColumn } from "./order-statistics.ts";
import type { Statement } from "./statement.ts";

/**
 * Rate, errors and durations of services and of their calls. Peer "" holds what the service was asked
 * itself: server spans and parentless internal ones; peer p its client spans to p.
 */
export function spanStatement(
  project: string,
  request: Extract<SummaryRequest, { kind: "spans" }>,
): Statement {
  const { grid, services } = request;
  return {
    sql: `WITH grouped AS (
  SELECT window, service, called AS peer, slice AS version, count() AS count, countIf(status = 'error') AS errors,
  ${sortedColumn("duration", "duration_ms", grid.count)}
  FROM (
    SELECT toString(service) AS service, if(kind = 'client', toString(peer), '') AS called, status, version AS own_version,
      duration_ns / 1e6 AS duration_ms, toInt64(toUnixTimestamp64Milli(toDateTime64(start, 3, 'UTC'))) AS time_ms
    FROM spans FINAL
    WHERE project = {project:String} AND ${within("start")}${among("service", services)}
      AND (kind = 'server' OR (kind IN ('internal', 'unspecified') AND parent_span_id = '') OR (kind = 'client' AND peer != ''))
  )
  ARRAY JOIN ${windowIndexes("time_ms")} AS window
  ARRAY JOIN ${versionSlices("own_version")} AS slice
  GROUP BY window, service, peer, version
)
SELECT window, service, peer, version, count, errors,
  ${quantileColumns("duration")}
FROM grouped
ORDER BY window, service, peer, version`,
    parameters: { project, ...gridParameters(grid), ...namesParameter(services) },
  };
}

export function spanSummaryOf(row: RawRow): SpanSummary {
  return {
    window: whole(row, "window"),
    service: text(row, "service"),
    peer: text(row, "peer"),
    version: text(row, "version"),
    count: whole(row, "count"),
    errors: whole(row, "errors"),
    durationMs: quantilesOf(row, "duration"),
  };
}
