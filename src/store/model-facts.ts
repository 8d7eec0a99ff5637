import type { ModelFacts, ModelTask } from "../model/measurement.ts";
import { embeddingTag } from "../model/packed-embedding.ts";
import { structuredTasks } from "../model/structured-task.ts";
import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { labelledModels } from "./labels.ts";
import type { RawRow } from "./native/reader.ts";
import { number, text, texts, whole } from "./row-fields.ts";
import { bounds, within } from "./signal-rows.ts";
import { llmModel, llmVersion } from "./summaries/llm-calls.ts";

/** Rows looked at for features and classes; beyond, a share of them chosen by the hash of their id. */
const sampleRows = 50_000;
/** More distinct outputs than this, or longer ones, are answers and not classes. */
const classCountMax = 100;
const classLengthMean = 40;

/** How an output begins that says of what kind it is; the pattern's group is the kind. */
const toldKind = `^\\{"kind":"(${structuredTasks.join("|")})"`;

type VersionFacts = ModelFacts["versions"][number];

interface ModelShape {
  readonly task: ModelTask;
  readonly features: ModelFacts["features"];
  readonly classes: readonly string[];
  readonly hasScores: boolean;
  readonly hasNumberOutputs: boolean;
  readonly hasEmbeddings?: boolean;
}

/** Models seen in predictions and LLM spans within the window, with what their signals say of them. */
export async function readModels(
  connection: Connection,
  project: string,
  window: Window,
): Promise<readonly ModelFacts[]> {
  const parameters = { project, ...bounds(window) };
  const [versionRows, callRows, serviceRows, labelled] = await Promise.all([
    connection.rows(predictionVersionsSql, parameters),
    connection.rows(callVersionsSql, parameters),
    connection.rows(modelServicesSql, parameters),
    labelledModels(connection, project),
  ]);
  const rows = versionRows.reduce((sum, row) => sum + whole(row, "predictions"), 0);
  return modelFactsFrom({
    versions: versionRows,
    calls: callRows,
    services: serviceRows,
    labelled,
    shapes: rows === 0 ? [] : await readShapes(connection, parameters, rows),
  });
}

/** Answers about the models of a window, one row a version, model or shape. */
export interface ModelRows {
  /** Versions in predictions and in calls: `model`, `version`, `first_seen`, `last_seen`, `predictions`; ordered by the first three. */
  readonly versions: readonly RawRow[];
  readonly calls: readonly RawRow[];
  /** `named_model` and `services`. */
  readonly services: readonly RawRow[];
  readonly labelled: ReadonlySet<string>;
  /** Names and values seen in a model's predictions, as `readShapes` asks for them. */
  readonly shapes: readonly RawRow[];
}

/** What rows about models say of each, ordered by name. */
export function modelFactsFrom(rows: ModelRows): readonly ModelFacts[] {
  const predicted = groupVersions(rows.versions);
  const called = groupVersions(rows.calls);
  const shapes = new Map(rows.shapes.map((row) => [text(row, "model"), shapeOf(row)]));
  const services = new Map(
    rows.services.map((row) => [text(row, "named_model"), texts(row, "services")]),
  );
  const names = [...new Set([...predicted.keys(), ...called.keys()])].toSorted();
  return names.map((model) => {
    const shape = shapes.get(model) ?? callShape;
    return {
      model,
      ...shape,
      versions: predicted.get(model) ?? called.get(model) ?? [],
      hasLabels: rows.labelled.has(model),
      services: [...(services.get(model) ?? [])].toSorted(),
    };
  });
}

const callShape: ModelShape = {
  task: "generation",
  features: [],
  classes: [],
  hasScores: false,
  hasNumberOutputs: false,
};

const predictionVersionsSql = `SELECT toString(model) AS model, toString(version) AS version, min(time) AS first_seen, max(time) AS last_seen, count() AS predictions
FROM predictions FINAL
WHERE project = {project:String} AND ${within("time")}
GROUP BY model, version
ORDER BY model, first_seen, version`;

// What a span is never changes, so the few calls to models are picked before equal keys are met: FINAL over ten million
// spans of other kinds took seconds.
const callVersionsSql = `SELECT called_model AS model, called_version AS version, toDateTime64(min(start), 3, 'UTC') AS first_seen, toDateTime64(max(start), 3, 'UTC') AS last_seen, count() AS predictions
FROM (
  SELECT ${llmModel} AS called_model, ${llmVersion} AS called_version, start
  FROM spans FINAL
  PREWHERE is_llm = 1
  WHERE project = {project:String} AND ${within("start")}
)
WHERE called_model != ''
GROUP BY model, version
ORDER BY model, first_seen, version`;

const modelServicesSql = `SELECT ${llmModel} AS named_model, groupUniqArray(200)(toString(service)) AS services
FROM (
  SELECT DISTINCT request_model, model, service
  FROM spans
  WHERE project = {project:String} AND ${within("start")} AND (request_model != '' OR model != '') AND service != ''
)
GROUP BY named_model`;

function groupVersions(rows: readonly RawRow[]): ReadonlyMap<string, readonly VersionFacts[]> {
  const result = new Map<string, VersionFacts[]>();
  for (const row of rows) {
    const model = text(row, "model");
    const versions = result.get(model) ?? [];
    versions.push({
      version: text(row, "version"),
      firstSeen: whole(row, "first_seen"),
      lastSeen: whole(row, "last_seen"),
      predictions: whole(row, "predictions"),
    });
    result.set(model, versions);
  }
  return result;
}

function readShapes(
  connection: Connection,
  parameters: { readonly project: string; readonly start: number; readonly end: number },
  rows: number,
): Promise<readonly RawRow[]> {
  return connection.rows(
    `SELECT toString(model) AS model,
  groupUniqArrayArray(1000)(CAST(features_number.keys AS Array(String))) AS number_features,
  groupUniqArrayArray(1000)(CAST(features_text.keys AS Array(String))) AS text_features,
  groupUniqArrayArray(${classCountMax + 1})(CAST(scores.keys AS Array(String))) AS score_classes,
  groupUniqArrayIf(${classCountMax + 1})(output_text, output_text != '') AS outputs,
  groupUniqArrayIf(3)(ifNull(output_number, 0), isNotNull(output_number)) AS numbers,
  ifNull(avgOrNullIf(lengthUTF8(output_text), output_text != ''), 0) AS length_mean,
  topKIf(1)(extract(output_text, '${toldKind}'), match(output_text, '${toldKind}')) AS told_kinds,
  countIf(match(output_text, '${toldKind}')) / count() AS told,
  countIf(arrayExists(name -> startsWith(name, '${embeddingTag}'), CAST(tags.keys AS Array(String)))) AS embedded,
  countIf(output_text LIKE '{%' OR output_text LIKE '[%') / count() AS structured
FROM predictions
WHERE project = {project:String} AND ${within("time")} AND cityHash64(id) % {share:UInt64} = 0
GROUP BY model`,
    { ...parameters, share: Math.max(1, Math.ceil(rows / sampleRows)) },
  );
}

function shapeOf(row: RawRow): ModelShape {
  const numberFeatures = texts(row, "number_features");
  // A feature that is sometimes a text and sometimes null can stand in both maps.
  const textFeatures = texts(row, "text_features").filter((name) => !numberFeatures.includes(name));
  const scoreClasses = texts(row, "score_classes");
  const outputs = texts(row, "outputs");
  const numbers = row["numbers"];
  const distinctNumbers: readonly unknown[] = Array.isArray(numbers) ? numbers : [];
  const features = [
    ...numberFeatures.map((name) => ({ name, type: "number" as const })),
    ...textFeatures.map((name) => ({ name, type: "text" as const })),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const isAnswer =
    scoreClasses.length === 0 &&
    (outputs.length > classCountMax ||
      number(row, "length_mean") > classLengthMean ||
      number(row, "structured") > 0.5);
  const classes = isAnswer ? [] : [...new Set([...scoreClasses, ...outputs])].toSorted();
  return {
    task: structuredTaskOf(row) ?? (isAnswer ? "generation" : taskOf(classes, distinctNumbers)),
    features,
    classes: classes.length > 0 || isAnswer ? classes : flagClasses(distinctNumbers),
    hasScores: scoreClasses.length > 0,
    hasNumberOutputs: distinctNumbers.length > 0,
    ...(whole(row, "embedded") > 0 && { hasEmbeddings: true }),
  };
}

function taskOf(classes: readonly string[], numbers: readonly unknown[]): ModelTask {
  if (classes.length > 2) return "multiclass";
  if (classes.length > 0) return "binary";
  return flagClasses(numbers).length > 0 ? "binary" : "regression";
}

/** The kind that more than half of a model's outputs say they are of; null of any other model. */
function structuredTaskOf(row: RawRow): ModelTask | null {
  const [kind] = texts(row, "told_kinds");
  const found = structuredTasks.find((task) => task === kind);
  return number(row, "told") > 0.5 ? (found ?? null) : null;
}

/** The classes of a model that answers only with the numbers 0 and 1; none for any other. */
function flagClasses(numbers: readonly unknown[]): readonly string[] {
  const isFlag = numbers.length === 2 && numbers.includes(0) && numbers.includes(1);
  return isFlag ? ["0", "1"] : [];
}
