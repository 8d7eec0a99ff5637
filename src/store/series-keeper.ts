import type { Connection } from "./connection.ts";

const intervalMs = 12 * 3_600_000;
const lookBackMs = 3 * 86_400_000;

/**
 * Senders name a series once; its row would grow old while its samples keep coming. Twice a day the
 * rows of series with samples in the last three days are written again with the present time.
 */
export function seriesKeeper(connection: Connection, now: () => number): { stop(): void } {
  const keep = () =>
    connection.command(
      `INSERT INTO series (project, metric_id, series_id, metric, labels, kind, unit, help, received_at)
SELECT project, metric_id, series_id, metric, labels, kind, unit, help, fromUnixTimestamp64Milli({now:Int64}, 'UTC')
FROM series FINAL
WHERE (project, series_id) IN (SELECT DISTINCT project, series_id FROM samples WHERE time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC'))`,
      { now: now(), since: now() - lookBackMs },
    );
  const timer = setInterval(() => {
    // The next round does what this one could not; series live two days longer than their samples.
    keep().catch(() => undefined);
  }, intervalMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
