import type { PredictionSummary, SummaryRequest } from "../../model/summary.ts";
import { AcesoError } from "../../model/errors.ts";
import { readOutputFormat } from "../../model/output-format.ts";
import type { Parameter } from "../parameters.ts";
import type { RawRow } from "../native/reader.ts";
import { text, tuples, whole } from "../row-fields.ts";
import { within } from "../signal-rows.ts";
import { among, gridParameters, namesParameter, versionSlices, windowIndexes } from "./grid.ts";
import { schemaCondition, type Condition } from "./json-schema.ts";
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
  SELECT window, model, toString(own_version) AS version, class, is_number, count() AS rows, countIf(isNotNull(valid)) AS checked, countIf(valid = 1) AS passed,
    ${cellMoments("number")}
  FROM (
    SELECT toString(model) AS model, version AS own_version, toInt64(toUnixTimestamp64Milli(time)) AS time_ms,
      if(lengthUTF8(output_text) <= ${classLengthMax}, output_text, '') AS class, output_text = '' AS is_number,
      ifNull(output_number, nan) AS number, ${format.sql} AS valid
    FROM predictions FINAL
    WHERE project = {project:String} AND ${within("time")}${among("model", models)}
  )
  ARRAY JOIN ${windowIndexes("time_ms")} AS window
  GROUP BY window, model, version, class, is_number
)
SELECT window, model, slice AS version, sum(rows) AS count, sum(checked) AS format_checked, sum(passed) AS format_valid,
  ${momentsOfCells},
  sumIf(rows, NOT is_number) AS class_rows,
  arraySlice(arraySort(cell -> (-toInt64(cell.2), cell.1), groupArrayIf((class, rows), class != '')), 1, ${classCountMax}) AS classes
FROM (
  SELECT window, model, slice, class, is_number, sum(cells.rows) AS rows, sum(cells.checked) AS checked, sum(cells.passed) AS passed,
    ${momentsOfCells}
  FROM cells
  ARRAY JOIN ${versionSlices("cells.version")} AS slice
  GROUP BY window, model, slice, class, is_number
) AS cells
GROUP BY window, model, slice
ORDER BY window, model, slice`,
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

/** The output as it was sent: a number counts as the JSON of a number. */
const sentOutput = "if(isNull(output_number), output_text, toString(assumeNotNull(output_number)))";
/** A sender may say by this tag that its output is JSON; what a person declares for the model goes first. */
const declaredBySender = "tags['output_format'] = 'json'";

/** Whether an output has the form declared for its model or by its sender; NULL where none is declared. */
function formatCondition(formats: { readonly [model: string]: string }): Condition {
  const parameters: Record<string, Parameter> = {};
  const branches = Object.entries(formats).map(([model, format], index) => {
    const { sql, parameters: own } = formatTest(format, `format${index}`);
    Object.assign(parameters, { [`formatModel${index}`]: model }, own);
    return `model = {formatModel${index}:String}, toNullable(toUInt8(${sql}))`;
  });
  branches.push(`${declaredBySender}, toNullable(isValidJSON(${sentOutput}))`);
  return { sql: `multiIf(${branches.join(", ")}, NULL)`, parameters };
}

/** @throws AcesoError "bad-expression" for a schema that configuration would have refused */
function formatTest(text: string, name: string): Condition {
  const read = readOutputFormat(text);
  if ("problem" in read) {
    throw new AcesoError("bad-expression", { where: "output format", reason: read.problem });
  }
  const { format } = read;
  switch (format.kind) {
    case "json":
      return { sql: `isValidJSON(${sentOutput})`, parameters: {} };
    case "schema":
      return schemaCondition(format.schema, sentOutput, name);
    case "pattern":
      return {
        sql: `match(${sentOutput}, {${name}:String})`,
        parameters: { [name]: format.pattern },
      };
    default:
      return format satisfies never;
  }
}
