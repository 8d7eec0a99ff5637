import { shareStandardError } from "../stats/share-standard-error.ts";
import { aboutRows, ofDrawnRows, type OfDrawnRows } from "./drawn-rows.ts";

// What is wrong with the data a model is given, beside what it was: repeats, other features, other types, old data,
// features that no longer go together.

/** Share of predictions whose inputs were sent before. */
export const repeatedInputs: OfDrawnRows = {
  ...ofDrawnRows,
  name: "repeated-inputs",
  series: "aceso_repeated_inputs_ratio",
  unit: "ratio",
  summary:
    "Share of the last hour's predictions whose features are all equal to those of another one: a stuck sender, a retry without its id, or few possible inputs.",
  source:
    "Every four minutes: 1 - different inputs / predictions, by a hash of 64 bits, over the hour or as much of its end as holds about 5,000. Standard error binomial; with none or all by Laplace's rule of succession.",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) => {
      if (row.repeated === null || row.repeated.of === 0) return [];
      const { seen, of } = row.repeated;
      const standardError = shareStandardError(seen, of);
      const about = aboutRows("repeated-inputs", row, context);
      return [{ ...about, slice: {}, value: seen / of, count: of, standardError }];
    }),
};

/** How many features are new, gone or of another type. */
export const schemaChanges: OfDrawnRows = {
  ...ofDrawnRows,
  name: "schema-changes",
  series: "aceso_schema_changes",
  unit: "1",
  summary:
    "Features that the reference does not have, that it has and predictions no longer carry, or that are mostly of another type (a number as a text).",
  source:
    "Every four minutes, over a sample of at most 500 predictions of the last hour. A feature that not every row carries counts only where chance would show so in less than 1 case of 1,000. A count has no standard error.",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) => {
      if (row.rows === 0 || row.schema === null) return [];
      const value = row.schema.changes.length;
      const about = aboutRows("schema-changes", row, context);
      return [{ ...about, slice: {}, value, count: row.rows, standardError: null }];
    }),
};

/** Share of predictions with a value of another type. */
export const mistypedRows: OfDrawnRows = {
  ...ofDrawnRows,
  name: "mistyped-rows",
  series: "aceso_mistyped_rows_ratio",
  unit: "ratio",
  summary:
    "Share of predictions with a feature whose value is a text where the reference has numbers, or a number where it has texts.",
  source:
    "Every four minutes: rows / rows drawn, at most 500 of the last hour. Standard error binomial; with none or all by Laplace's rule of succession.",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) => {
      if (row.rows === 0 || row.schema === null) return [];
      const { mistypedRows: seen } = row.schema;
      const standardError = shareStandardError(seen, row.rows);
      const about = aboutRows("mistyped-rows", row, context);
      return [{ ...about, slice: {}, value: seen / row.rows, count: row.rows, standardError }];
    }),
};

/** How much the correlation of two features changed. */
export const correlationChange: OfDrawnRows = {
  ...ofDrawnRows,
  name: "correlation-change",
  series: "aceso_correlation_change",
  unit: "1",
  summary:
    "Largest sure change of the rank correlation of two numeric features against the reference; 0 where none is sure.",
  source:
    "Every four minutes, over at most 500 rows a side and the 40 features that most rows carry: |difference| of Spearman's correlations, sure by Fisher's z (Fieller, Hartley and Pearson 1957) with Bonferroni's correction over the pairs at the significance of drift. Standard error (1 - r²) sqrt(1.06 / (n - 3)) of both sides.",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) => {
      if (row.correlation === null) return [];
      const { change } = row.correlation;
      const value = change === null ? 0 : Math.abs(change.now - change.before);
      const standardError = change?.standardError ?? null;
      const about = aboutRows("correlation-change", row, context);
      return [{ ...about, slice: {}, value, count: row.rows, standardError }];
    }),
};

/** How long ago the newest prediction was made. */
export const predictionAge: OfDrawnRows = {
  ...ofDrawnRows,
  name: "prediction-age",
  series: "aceso_prediction_age_ms",
  unit: "ms",
  summary: "How long ago the newest prediction was made, of models seen in the last two weeks.",
  source:
    "Every four minutes: end of the window - time of the newest prediction. No standard error.",
  measure: (rows, _settings, context) =>
    rows.map((row) => ({
      ...aboutRows("prediction-age", row, context),
      slice: {},
      value: row.age,
      count: row.predictions,
      standardError: null,
    })),
};

/** How old the newest value of a feature that holds times is. */
export const featureAge: OfDrawnRows = {
  ...ofDrawnRows,
  name: "feature-age",
  series: "aceso_feature_age_ms",
  unit: "ms",
  summary:
    "How old the newest value of a feature that holds times is: data that are no longer refreshed grow old. Negative where it lies ahead.",
  source:
    "Every four minutes, over a sample of at most 500 predictions of the last hour: end of the window - largest value, of features of which 90 % of the values are ISO 8601 texts or can only be times since 1970. No standard error.",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) =>
      row.ages.map(({ feature, ageMs, count }) => ({
        ...aboutRows("feature-age", row, context),
        slice: { feature },
        value: ageMs,
        count,
        standardError: null,
      })),
    ),
};

/** Share of inputs that are unlike the reference. */
export const outlyingInputs: OfDrawnRows = {
  ...ofDrawnRows,
  name: "outlying-inputs",
  series: "aceso_outlying_inputs_ratio",
  unit: "ratio",
  summary:
    "Share of predictions whose numeric features, taken together, are more unlike the reference than all but 1 % of its own rows.",
  source:
    "Every four minutes, over a sample of at most 500 predictions of the last hour and the 40 numeric features that most rows of the reference carry, by the default detector of tables learned on at most 500 rows of it. Standard error binomial; with none or all by Laplace's rule of succession. The limit rests on five rows of the reference: without any change the share is 0.3 to 2.3 %.",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) => {
      if (row.outlying === null || row.outlying.of === 0) return [];
      const { seen, of } = row.outlying;
      const standardError = shareStandardError(seen, of);
      const about = aboutRows("outlying-inputs", row, context);
      return [{ ...about, slice: {}, value: seen / of, count: of, standardError }];
    }),
};
