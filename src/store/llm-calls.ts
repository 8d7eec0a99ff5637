import type { AnsweredCall } from "../model/answered-call.ts";
import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { text, whole } from "./row-fields.ts";
import { bounds, within } from "./signal-rows.ts";
import { llmVersion } from "./summaries/llm-calls.ts";

/** Calls drawn for each one wanted: some carry no prompt or no answer. */
const drawnPerWanted = 4;

/**
 * Calls of a language model, by the name it was asked for or that the span gives it, that started within the window
 * and carry prompt and answer. Of more than `limit` a sample that does not depend on when they came or what they said:
 * the least hashes of their ids. Bodies are read of the drawn calls only, of each the first `charactersMax`.
 */
export async function readLlmCalls(
  connection: Connection,
  project: string,
  request: {
    readonly model: string;
    readonly window: Window;
    readonly limit: number;
    readonly charactersMax?: number;
  },
): Promise<readonly AnsweredCall[]> {
  const { model, window, limit, charactersMax } = request;
  const read = (column: string) =>
    charactersMax === undefined
      ? column
      : `substringUTF8(${column}, 1, {characters:UInt64}) AS ${column}`;
  const rows = await connection.rows(
    `WITH drawn AS (
  SELECT trace_id, span_id, ${llmVersion} AS called_version, toUnixTimestamp64Milli(start) AS time
  FROM spans FINAL
  PREWHERE is_llm = 1
  WHERE project = {project:String} AND ${within("start")} AND status != 'error' AND (model = {model:String} OR request_model = {model:String})
  ORDER BY cityHash64(trace_id, span_id), trace_id, span_id
  LIMIT {drawn:UInt64}
)
SELECT trace_id, span_id, drawn.called_version AS version, drawn.time AS time, bodies.input AS input, bodies.output AS output
FROM drawn
INNER JOIN (
  SELECT trace_id, span_id, ${read("input")}, ${read("output")}
  FROM span_bodies FINAL
  WHERE project = {project:String} AND ${within("start")} AND (trace_id, span_id) IN (SELECT trace_id, span_id FROM drawn) AND input != '' AND output != ''
) AS bodies USING (trace_id, span_id)
ORDER BY cityHash64(trace_id, span_id), trace_id, span_id
LIMIT {limit:UInt64}`,
    {
      project,
      model,
      ...bounds(window),
      limit,
      drawn: limit * drawnPerWanted,
      ...(charactersMax !== undefined && { characters: charactersMax }),
    },
  );
  return rows.map((row) => ({
    id: `${text(row, "trace_id")}/${text(row, "span_id")}`,
    version: text(row, "version"),
    time: whole(row, "time"),
    input: text(row, "input"),
    output: text(row, "output"),
  }));
}
