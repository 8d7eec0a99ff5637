import type { LlmCallSummary, SummaryRequest } from "../../model/summary.ts";
import { answerValidAttribute, suspectedInjectionAttribute } from "../../model/signals.ts";
import type { RawRow } from "../native/reader.ts";
import { text, whole } from "../row-fields.ts";
import { within } from "../signal-rows.ts";
import { gridParameters, namesParameter, versionSlices, windowIndexes } from "./grid.ts";
import {
  momentColumns,
  momentsOf,
  quantileColumns,
  quantilesOf,
  sortedColumn,
} from "./order-statistics.ts";
import type { Statement } from "./statement.ts";

/** The model an LLM span speaks of: the one that was asked for, else the span's own. */
export const llmModel = "if(request_model != '', toString(request_model), toString(model))";
/** Prompt version where the span names one, else model version. */
export const llmVersion = "if(prompt_version != '', toString(prompt_version), toString(version))";

/** Calls to language models: errors, durations, first tokens, tokens and cost. */
export function llmCallStatement(
  project: string,
  request: Extract<SummaryRequest, { kind: "llm-calls" }>,
): Statement {
  const { grid, models } = request;
  return {
    sql: `WITH grouped AS (
  SELECT window, called_model AS model, slice AS version, count() AS count, countIf(status = 'error') AS errors,
  countIf(answer_valid IS NOT NULL) AS format_checked, countIf(answer_valid = 1) AS format_valid,
  countIf(suspected IS NOT NULL) AS injection_checked, countIf(suspected = 1) AS injection_suspected,
  ${sortedColumn("duration", "duration_ms", grid.count)},
  ${sortedColumn("first_token", "time_to_first_token_ms", grid.count)},
  ${momentColumns("input", "tokens_in")},
  ${momentColumns("output", "tokens_out")},
  ${momentColumns("cost", "usd")}
  FROM (
    SELECT ${llmModel} AS called_model, ${llmVersion} AS called_version, status, duration_ns / 1e6 AS duration_ms,
      time_to_first_token_ms, ifNull(input_tokens, nan) AS tokens_in, ifNull(output_tokens, nan) AS tokens_out, ifNull(cost_usd, nan) AS usd,
      if(mapContains(attributes_number, {answerValid:String}), attributes_number[{answerValid:String}], NULL) AS answer_valid,
      if(mapContains(attributes_number, {suspected:String}), attributes_number[{suspected:String}], NULL) AS suspected,
      toInt64(toUnixTimestamp64Milli(toDateTime64(start, 3, 'UTC'))) AS time_ms
    FROM spans FINAL
    PREWHERE is_llm = 1
    WHERE project = {project:String} AND ${within("start")}${models ? ` AND ${llmModel} IN {names:Array(String)}` : ""}
  )
  ARRAY JOIN ${windowIndexes("time_ms")} AS window
  ARRAY JOIN ${versionSlices("called_version")} AS slice
  GROUP BY window, model, version
)
SELECT * EXCEPT (duration_sorted, first_token_sorted),
  ${quantileColumns("duration")},
  ${quantileColumns("first_token")}
FROM grouped
ORDER BY window, model, version`,
    parameters: {
      project,
      answerValid: answerValidAttribute,
      suspected: suspectedInjectionAttribute,
      ...gridParameters(grid),
      ...namesParameter(models),
    },
  };
}

export function llmCallSummaryOf(row: RawRow): LlmCallSummary {
  return {
    window: whole(row, "window"),
    model: text(row, "model"),
    version: text(row, "version"),
    count: whole(row, "count"),
    errors: whole(row, "errors"),
    durationMs: quantilesOf(row, "duration"),
    timeToFirstTokenMs: quantilesOf(row, "first_token"),
    inputTokens: momentsOf(row, "input"),
    outputTokens: momentsOf(row, "output"),
    costUsd: momentsOf(row, "cost"),
    formatChecked: whole(row, "format_checked"),
    formatValid: whole(row, "format_valid"),
    injectionChecked: whole(row, "injection_checked"),
    injectionSuspected: whole(row, "injection_suspected"),
  };
}
