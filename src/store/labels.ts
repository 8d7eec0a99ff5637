import type { Connection } from "./connection.ts";
import { readSetting } from "./settings-rows.ts";
import type { SettingRow } from "./settings-rows.ts";
import { text, whole } from "./row-fields.ts";

/** Received time up to which labels have been matched, in UTC ms. */
const resolvedToKey = "store/labels-resolved-to";
/**
 * A row can become readable this much after others received later: while its request is still decoded,
 * and remote also by other writers' clocks. Matching twice is harmless, but costs.
 */
const overlapMs = { embedded: 2_000, remote: 10_000 } as const;
/** A label may come this long before its prediction and is still matched when the prediction comes. */
const earlyLabelMs = 3_600_000;
/** How far matching gets, in received time, before it is written down again. */
const writtenEveryMs = 60_000;
/** Labels matched in one statement; more are taken in several. */
const labelsPerRoundMax = 100_000;
const roundsMax = 20;

export interface LabelResolver {
  resolve(project: string): Promise<number>;
}

/**
 * The worker that writes `outcomes`: labels and predictions received since the last call, matched by
 * model and id. Measures read outcomes only, never a join. Matching twice writes the same row, which
 * replaces itself; what is already written with the same label is left out and not counted.
 */
export function labelResolver(parts: {
  readonly connection: Connection;
  readonly now: () => number;
  /** Received time of the oldest row that cannot be read yet; null when all can. */
  readonly oldestPending: () => number | null;
  readonly putSetting: (project: string, row: Omit<SettingRow, "revision">) => Promise<void>;
}): LabelResolver {
  // project → received time up to which all is matched, and what of it is written
  const resolvedTo = new Map<string, number>();
  const writtenTo = new Map<string, number>();
  let lastStamp = 0;

  const round = async (project: string, from: number, to: number): Promise<number> => {
    lastStamp = Math.max(lastStamp + 1, parts.now());
    const stamp = lastStamp;
    const early = Math.max(0, from - earlyLabelMs);
    const parameters = { project, from, to, early, stamp };
    await parts.connection.command(matchSql, parameters);
    const rows = await parts.connection.rows(countSql, parameters);
    return rows[0] ? whole(rows[0], "resolved") : 0;
  };

  return {
    async resolve(project) {
      const stored =
        resolvedTo.get(project) ?? (await readSetting(parts.connection, project, resolvedToKey));
      const start =
        typeof stored === "number" ? Math.max(0, stored - overlapMs[parts.connection.backend]) : 0;
      const end = Math.min(parts.now(), (parts.oldestPending() ?? Infinity) - 1);
      let resolved = 0;
      let from = start;
      for (let index = 0; index < roundsMax && from <= end; index++) {
        const to = await roundEnd(parts.connection, project, from, end);
        resolved += await round(project, from, to);
        from = to + 1;
      }
      if (from > start) {
        resolvedTo.set(project, from - 1);
        // Written only when it saves work after a restart, and seldom: matching twice is harmless.
        const written = writtenTo.get(project) ?? 0;
        if (resolved > 0 && from - 1 - written >= writtenEveryMs) {
          writtenTo.set(project, from - 1);
          await parts.putSetting(project, { key: resolvedToKey, value: from - 1 });
        }
      }
      return resolved;
    },
  };
}

/** The received time up to which there are about `labelsPerRoundMax` labels, at most `end`. */
async function roundEnd(
  connection: Connection,
  project: string,
  from: number,
  end: number,
): Promise<number> {
  const rows = await connection.rows(
    `SELECT received_at
FROM labels
WHERE project = {project:String} AND received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND received_at <= fromUnixTimestamp64Milli({end:Int64}, 'UTC')
ORDER BY received_at
LIMIT 1 OFFSET {size:UInt64}`,
    { project, from, end, size: labelsPerRoundMax },
  );
  return rows[0] ? whole(rows[0], "received_at") : end;
}

const since = (column: string, from: string) =>
  `${column} >= fromUnixTimestamp64Milli({${from}:Int64}, 'UTC')`;
const until = (column: string) => `${column} <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

/** Predictions received in the round: labels that came before them are matched too. */
const freshSql = `SELECT id
    FROM predictions
    WHERE project = {project:String} AND ${since("received_at", "from")} AND ${until("received_at")}`;

/** Received in the round, or within an hour before it and of a prediction that came only now. */
const inRound = (column: string) =>
  `${since(column, "early")} AND ${until(column)} AND (${since(column, "from")} OR id IN (
    ${freshSql}
  ))`;

/**
 * Labels of the round that are not in `outcomes` yet, joined to their predictions. One statement for
 * labels that came after their predictions and before: planning one costs more than matching a round.
 */
const matchSql = `INSERT INTO outcomes (project, model, prediction_time, id, version, output_text, output_number, scores, label_text, label_number, label_time, label_received_at, received_at)
SELECT predictions.project, predictions.model, predictions.time, predictions.id, predictions.version, predictions.output_text, predictions.output_number, predictions.scores,
  candidates.label_text, candidates.label_number, candidates.time, candidates.received_at, fromUnixTimestamp64Milli({stamp:Int64}, 'UTC')
FROM (
  SELECT project, model, time, id, version, output_text, output_number, scores
  FROM predictions FINAL
  WHERE project = {project:String} AND id IN (
    SELECT id
    FROM labels
    WHERE project = {project:String} AND ${inRound("received_at")}
  )
) AS predictions
INNER JOIN (
  SELECT model, id, label_text, label_number, time, received_at
  FROM labels
  WHERE project = {project:String} AND ${inRound("received_at")}
    AND (model, id, received_at) NOT IN (
      SELECT model, id, label_received_at
      FROM outcomes
      WHERE project = {project:String} AND ${inRound("label_received_at")}
    )
  ORDER BY received_at DESC
  LIMIT 1 BY model, id
) AS candidates ON candidates.model = predictions.model AND candidates.id = predictions.id`;

const countSql = `SELECT count() AS resolved
FROM outcomes
WHERE project = {project:String} AND label_received_at >= fromUnixTimestamp64Milli({early:Int64}, 'UTC')
  AND received_at = fromUnixTimestamp64Milli({stamp:Int64}, 'UTC')`;

/** Models that ever had a label. */
export async function labelledModels(
  connection: Connection,
  project: string,
): Promise<ReadonlySet<string>> {
  const rows = await connection.rows(
    "SELECT DISTINCT toString(model) AS model FROM labels WHERE project = {project:String}",
    { project },
  );
  return new Set(rows.map((row) => text(row, "model")));
}
