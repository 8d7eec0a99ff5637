import type { PredictionSummary, SummaryRequest } from "../../model/summary.ts";
import type { Parameter, Parameters } from "../parameters.ts";
import type { RawRow } from "../native/reader.ts";
import { text, tuples, whole } from "../row-fields.ts";
import { within } from "../signal-rows.ts";
import { among, gridParameters, namesParameter, versionSlices, windowIndexes } from "./grid.ts";
import { cellMoments, momentsOf, momentsOfCells } from "./order-statistics.ts";
import type { Statement } from "./statement.ts";

/** Classes kept of one window; the rest is counted under "". */
const classCountMax = 100;
/** A text longer than this is an answer, not a class; it is counted under "". */
const classLengthMax = 200;

/** Volume, output format and outputs of predictions. */
export function predictionStatement(
  project: string,
  request: Extract<SummaryRequest, { kind: "predictions" }>,
): Statement {
  const { grid, models, formats = {} } = request;
  const format = formatCondition(formats);
  return {
    sql: `WITH cells AS (
  SELECT window, model, slice AS version, class, is_number, count() AS rows, countIf(isNotNull(valid)) AS checked, countIf(valid = 1) AS passed,
    ${cellMoments("number")}
  FROM (
    SELECT toString(model) AS model, version AS own_version, toInt64(toUnixTimestamp64Milli(time)) AS time_ms,
      if(lengthUTF8(output_text) <= ${classLengthMax}, output_text, '') AS class, output_text = '' AS is_number,
      ifNull(output_number, nan) AS number, ${format.sql} AS valid
    FROM predictions FINAL
    WHERE project = {project:String} AND ${within("time")}${among("model", models)}
  )
  ARRAY JOIN ${windowIndexes("time_ms")} AS window
  ARRAY JOIN ${versionSlices("own_version")} AS slice
  GROUP BY window, model, version, class, is_number
)
SELECT window, model, version, sum(rows) AS count, sum(checked) AS format_checked, sum(passed) AS format_valid,
  ${momentsOfCells},
  sumIf(rows, NOT is_number) AS class_rows,
  arraySlice(arraySort(cell -> (-toInt64(cell.2), cell.1), groupArrayIf((class, rows), class != '')), 1, ${classCountMax}) AS classes
FROM cells
GROUP BY window, model, version
ORDER BY window, model, version`,
    parameters: {
      project,
      ...gridParameters(grid),
      ...namesParameter(models),
      ...format.parameters,
    },
  };
}

export function predictionSummaryOf(row: RawRow): PredictionSummary {
  const outputs = new Map<string, number>();
  let counted = 0;
  for (const [name, rows] of tuples(row, "classes", 2)) {
    outputs.set(String(name), Number(rows));
    counted += Number(rows);
  }
  const rest = whole(row, "class_rows") - counted;
  if (rest > 0) outputs.set("", rest);
  return {
    window: whole(row, "window"),
    model: text(row, "model"),
    version: text(row, "version"),
    count: whole(row, "count"),
    formatChecked: whole(row, "format_checked"),
    formatValid: whole(row, "format_valid"),
    outputNumber: momentsOf(row, "number"),
    outputs,
  };
}

/** Whether an output has the form declared for its model; NULL where none is declared. */
function formatCondition(formats: { readonly [model: string]: string }): {
  readonly sql: string;
  readonly parameters: Parameters;
} {
  const parameters: Record<string, Parameter> = {};
  const branches = Object.entries(formats).map(([model, format], index) => {
    parameters[`formatModel${index}`] = model;
    if (format !== "json") parameters[`format${index}`] = format;
    const test =
      format === "json"
        ? "isValidJSON(output_text)"
        : `match(output_text, {format${index}:String})`;
    return `model = {formatModel${index}:String}, toNullable(toUInt8(${test}))`;
  });
  const sql =
    branches.length === 0
      ? "CAST(NULL AS Nullable(UInt8))"
      : `multiIf(${branches.join(", ")}, NULL)`;
  return { sql, parameters };
}
