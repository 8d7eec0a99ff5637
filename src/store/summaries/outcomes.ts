import type { OutcomeSummary, SummaryRequest } from "../../model/summary.ts";
import type { RawRow } from "../native/reader.ts";
import { number, numberOrNull, text, tuples, whole } from "../row-fields.ts";
import { within } from "../signal-rows.ts";
import {
  among,
  bucketOf,
  bucketParameter,
  gridParameters,
  namesParameter,
  versionSlices,
  windowIndexes,
} from "./grid.ts";
import type { Statement } from "./statement.ts";

type Request = Extract<SummaryRequest, { kind: "outcomes" }>;

/** Distinct scores kept exactly; beyond, scores are rounded to 4 digits (at most 10,001 values). */
const scoreCountMax = 10_000;
const classCountMax = 100;
/** Confusion cells read; far more than 100 x 100 classes have. */
const cellCountMax = 20_000;

/** Each part of a bucket goes to every window and version slice that holds it. */
const everyWindow = `ARRAY JOIN ${windowIndexes("bucket")} AS window
  ARRAY JOIN ${versionSlices("own_version")} AS slice`;

/**
 * Predictions of each window beside the labels that have come. Each number is grouped on its own and
 * met with the others by window, model and version. A row is a regression when neither output nor
 * scores name a class; a row is binary when its scores name one or two classes. Rankings, boxes, forecasts and times to
 * an event, which begin with their kind, are neither. Rows are summed by bucket first: a row of overlapping windows is
 * looked at once, not once for each.
 */
export function outcomeStatement(project: string, request: Request): Statement {
  const { grid, models, positiveClasses = {} } = request;
  const names = Object.keys(positiveClasses);
  return {
    sql: `WITH
${predictionCounts(models)},
${labelledRows(models)},
${totals},
${confusions},
${scoreLists}
SELECT window, model, version, predictions, labelled, class_rows, error_count, label_sum, label_squares, error_sum, error_squares, error_fourths, error_absolutes, over_squares, share_count, shares, share_squares, symmetrics, symmetric_squares, delays, confusion, scores
FROM all_predictions
LEFT JOIN totals USING (window, model, version)
LEFT JOIN confusions USING (window, model, version)
LEFT JOIN score_lists USING (window, model, version)
ORDER BY window, model, version`,
    parameters: {
      project,
      ...gridParameters(grid),
      ...bucketParameter(grid),
      ...namesParameter(models),
      positiveModels: names,
      positiveClasses: names.map((name) => positiveClasses[name] ?? ""),
    },
  };
}

/** Everything predicted, with a label or without. */
function predictionCounts(models: Request["models"]): string {
  return `all_predictions AS (
  SELECT window, model, slice AS version, sum(rows) AS predictions
  FROM (
    SELECT toString(model) AS model, toString(version) AS own_version, ${bucketOf("time")} AS bucket, count() AS rows
    FROM predictions FINAL
    WHERE project = {project:String} AND ${within("time")}${among("model", models)}
    GROUP BY model, own_version, bucket
  )
  ${everyWindow}
  GROUP BY window, model, version
)`;
}

/** One row per outcome with what the numbers below are made of. */
function labelledRows(models: Request["models"]): string {
  return `labelled_rows AS (
  SELECT toString(model) AS model, toString(version) AS own_version, ${bucketOf("prediction_time")} AS bucket,
    (output_text != '' OR notEmpty(scores)) AND NOT startsWith(output_text, '{"kind":"') AS is_class,
    if(label_text = '' AND isNotNull(outcomes.label_number), toString(assumeNotNull(outcomes.label_number)), label_text) AS truth,
    if(output_text = '' AND isNotNull(output_number), toString(assumeNotNull(output_number)), output_text) AS answer,
    arraySort(CAST(mapKeys(scores) AS Array(String))) AS score_classes,
    {positiveClasses:Array(String)}[indexOf({positiveModels:Array(String)}, model)] AS named_class,
    if(named_class != '', named_class, score_classes[-1]) AS positive_class,
    multiIf(empty(score_classes) OR length(score_classes) > 2, NULL, has(score_classes, positive_class), scores[positive_class], 1 - scores[score_classes[1]]) AS score,
    truth = positive_class AS is_positive,
    outcomes.label_number AS label_number,
    if(is_class, NULL, output_number - outcomes.label_number) AS error,
    if(outcomes.label_number = 0, NULL, abs(error / outcomes.label_number)) AS error_share,
    abs(output_number) + abs(outcomes.label_number) AS error_size,
    if(error_size = 0, error, 2 * abs(error) / error_size) AS symmetric_share,
    toInt64(toUnixTimestamp64Milli(label_time)) - toInt64(toUnixTimestamp64Milli(prediction_time)) AS delay_ms
  FROM outcomes FINAL
  WHERE project = {project:String} AND ${within("prediction_time")}${among("model", models)}
)`;
}

const totals = `totals AS (
  SELECT window, model, slice AS version, sum(parts.rows) AS labelled, sum(parts.class_rows) AS class_rows, sum(parts.error_count) AS error_count,
    sumKahan(parts.label_sum) AS label_sum, sumKahan(parts.label_squares) AS label_squares, sumKahan(parts.error_sum) AS error_sum,
    sumKahan(parts.error_squares) AS error_squares, sumKahan(parts.error_fourths) AS error_fourths, sumKahan(parts.error_absolutes) AS error_absolutes,
    sumKahan(parts.over_squares) AS over_squares, sum(parts.share_count) AS share_count, sumKahan(parts.shares) AS shares,
    sumKahan(parts.share_squares) AS share_squares, sumKahan(parts.symmetrics) AS symmetrics, sumKahan(parts.symmetric_squares) AS symmetric_squares,
    quantilesExactInclusiveMerge(0.5, 0.95)(parts.delay_state) AS delays
  FROM (
    SELECT model, own_version, bucket, count() AS rows, countIf(is_class) AS class_rows, countIf(isFinite(error)) AS error_count,
      sumKahanIf(assumeNotNull(label_number), isFinite(error)) AS label_sum,
      sumKahanIf(assumeNotNull(label_number) * assumeNotNull(label_number), isFinite(error)) AS label_squares,
      sumKahanIf(assumeNotNull(error), isFinite(error)) AS error_sum,
      sumKahanIf(pow(assumeNotNull(error), 2), isFinite(error)) AS error_squares,
      sumKahanIf(pow(assumeNotNull(error), 4), isFinite(error)) AS error_fourths,
      sumKahanIf(abs(assumeNotNull(error)), isFinite(error)) AS error_absolutes,
      sumKahanIf(pow(assumeNotNull(error), 2), isFinite(error) AND error > 0) AS over_squares,
      countIf(isFinite(error_share)) AS share_count,
      sumKahanIf(assumeNotNull(error_share), isFinite(error_share)) AS shares,
      sumKahanIf(pow(assumeNotNull(error_share), 2), isFinite(error_share)) AS share_squares,
      sumKahanIf(assumeNotNull(symmetric_share), isFinite(symmetric_share)) AS symmetrics,
      sumKahanIf(pow(assumeNotNull(symmetric_share), 2), isFinite(symmetric_share)) AS symmetric_squares,
      quantilesExactInclusiveState(0.5, 0.95)(delay_ms) AS delay_state
    FROM labelled_rows
    GROUP BY model, own_version, bucket
  ) AS parts
  ${everyWindow}
  GROUP BY window, model, version
)`;

const confusions = `confusions AS (
  SELECT window, model, version, arraySlice(arraySort(cell -> (-toInt64(cell.3), cell.1, cell.2), groupArray((truth, answer, rows))), 1, ${cellCountMax}) AS confusion
  FROM (
    SELECT window, model, slice AS version, truth, answer, sum(parts.rows) AS rows
    FROM (
      SELECT model, own_version, bucket, truth, answer, count() AS rows
      FROM labelled_rows
      WHERE is_class
      GROUP BY model, own_version, bucket, truth, answer
    ) AS parts
    ${everyWindow}
    GROUP BY window, model, version, truth, answer
  )
  GROUP BY window, model, version
)`;

const scoreLists = `score_rows AS (
  SELECT window, model, slice AS version, exact, sum(parts.positive) AS positive, sum(parts.negative) AS negative,
    count() OVER (PARTITION BY window, model, version) AS distinct_scores
  FROM (
    SELECT model, own_version, bucket, assumeNotNull(labelled_rows.score) AS exact, countIf(is_positive) AS positive, countIf(NOT is_positive) AS negative
    FROM labelled_rows
    WHERE isFinite(labelled_rows.score)
    GROUP BY model, own_version, bucket, exact
  ) AS parts
  ${everyWindow}
  GROUP BY window, model, version, exact
),
score_lists AS (
  SELECT window, model, version, arraySort(groupArray((score, positive, negative))) AS scores
  FROM (
    SELECT window, model, version, if(distinct_scores > ${scoreCountMax}, round(exact, 4), exact) AS score, sum(score_rows.positive) AS positive, sum(score_rows.negative) AS negative
    FROM score_rows
    GROUP BY window, model, version, score
  )
  GROUP BY window, model, version
)`;

export function outcomeSummaryOf(row: RawRow): OutcomeSummary {
  const labelled = whole(row, "labelled");
  const errorCount = whole(row, "error_count");
  const delays = row["delays"];
  const delay = (index: number) =>
    labelled > 0 && Array.isArray(delays) ? Number(delays[index]) : null;
  return {
    window: whole(row, "window"),
    model: text(row, "model"),
    version: text(row, "version"),
    predictions: whole(row, "predictions"),
    labelled,
    confusion: confusionOf(tuples(row, "confusion", 3), whole(row, "class_rows")),
    scores: tuples(row, "scores", 3).map(([score, positive, negative]) => ({
      score: Number(score),
      positive: Number(positive),
      negative: Number(negative),
    })),
    regression:
      errorCount === 0
        ? null
        : {
            count: errorCount,
            labelSum: number(row, "label_sum"),
            labelSquareSum: number(row, "label_squares"),
            errorSum: number(row, "error_sum"),
            errorSquareSum: number(row, "error_squares"),
            errorFourthSum: number(row, "error_fourths"),
            absoluteErrorSum: numberOrNull(row, "error_absolutes") ?? 0,
            overSquareSum: number(row, "over_squares"),
            shareCount: whole(row, "share_count"),
            shareSum: number(row, "shares"),
            shareSquareSum: number(row, "share_squares"),
            symmetricSum: number(row, "symmetrics"),
            symmetricSquareSum: number(row, "symmetric_squares"),
          },
    labelDelayMsP50: delay(0),
    labelDelayMsP95: delay(1),
  };
}

/** Cells by truth and output; classes beyond the commonest 100 of each side go together under "". */
function confusionOf(
  cells: readonly (readonly unknown[])[],
  total: number,
): OutcomeSummary["confusion"] {
  const kept = [commonest(cells, 0), commonest(cells, 1)] as const;
  const confusion = new Map<string, Map<string, number>>();
  let counted = 0;
  const add = (truth: string, answer: string, rows: number) => {
    const answers = confusion.get(truth) ?? new Map<string, number>();
    answers.set(answer, (answers.get(answer) ?? 0) + rows);
    confusion.set(truth, answers);
    counted += rows;
  };
  for (const [truth, answer, rows] of cells) {
    const [truthName, answerName] = [String(truth), String(answer)];
    add(
      kept[0].has(truthName) ? truthName : "",
      kept[1].has(answerName) ? answerName : "",
      Number(rows),
    );
  }
  if (total > counted) add("", "", total - counted);
  return confusion;
}

function commonest(cells: readonly (readonly unknown[])[], side: 0 | 1): ReadonlySet<string> {
  const totals = new Map<string, number>();
  for (const cell of cells) {
    const name = String(cell[side]);
    totals.set(name, (totals.get(name) ?? 0) + Number(cell[2]));
  }
  const ranked = [...totals].toSorted((a, b) => b[1] - a[1]).slice(0, classCountMax);
  return new Set(ranked.map(([name]) => name));
}
