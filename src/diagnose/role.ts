/**
 * What a measure tells a diagnosis, whatever its exact name: the probes ask for roles, so that a new
 * quality measure needs no new probe.
 */
export type Role =
  | "quality-higher"
  | "quality-lower"
  | "valid-output"
  | "nulls"
  | "drift"
  | "feature-mean"
  | "errors"
  | "latency"
  | "first-token"
  | "rate"
  | "other";

// Tried in order; the first match wins. Names come from the measure catalogue.
const patterns: readonly (readonly [RegExp, Role])[] = [
  [/null/, "nulls"],
  // Other words are other users or other answers, not inputs that changed.
  [/text/, "other"],
  // What comes out and what turns out to be right are no inputs either.
  [/output-distance|drifted-outputs/, "other"],
  [/jensen|drift|distance|psi/, "drift"],
  [/feature.*mean|mean.*feature/, "feature-mean"],
  [/valid/, "valid-output"],
  [/error-(rate|share|ratio)|errors/, "errors"],
  [/first-(token|chunk)|ttft/, "first-token"],
  [/latency|duration/, "latency"],
  // What is shown and how wide an interval is, not how good.
  [/(ranking|interval|label)-(coverage|diversity|novelty)/, "other"],
  [
    /(^|-)(mse|rmse|mae|mase|mape|smape)(-|$)|log-loss|quantile-loss|brier|calibration/,
    "quality-lower",
  ],
  [
    /accuracy|precision|recall|(^|-)f1(-|$)|auc|(^|-)r2(-|$)|r-squared|kappa|(^|-)mcc(-|$)|specificity|exact-match|rouge|bleu|chrf|ndcg|reciprocal-rank|hit-rate|retrieval-hit|box-overlap|concordance|(^|-)direction(-|$)|lift|separation|(^|-)worth(-|$)/,
    "quality-higher",
  ],
  [/(^|-)(rate|volume|count|requests|calls)(-|$)/, "rate"],
];

/** The role of a measure by its catalogue name, e.g. "null-share" → "nulls". */
export function roleOf(measure: string): Role {
  const name = measure.toLowerCase().replaceAll("_", "-");
  return patterns.find(([pattern]) => pattern.test(name))?.[1] ?? "other";
}

/** The unit of a measure for people, in the words of `render`: "ratio", "ms" or "1". */
export function unitOf(measure: string): string {
  // Scores of quality that are no share of anything, and losses that are one.
  if (/^(kappa|mcc|lift|worth|bleu|chrf)$/.test(measure)) return "1";
  if (/^(calibration-error|s?mape|expected-loss)$/.test(measure)) return "ratio";
  switch (roleOf(measure)) {
    case "quality-higher":
    case "valid-output":
    case "nulls":
    case "errors":
      return "ratio";
    case "latency":
    case "first-token":
      return "ms";
    case "rate":
      return "1/s";
    default:
      return "1";
  }
}
