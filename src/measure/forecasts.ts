import { eachOutputs, type Judged, meanOf, type OfOutputs } from "./judged-outputs.ts";
import { directionScore, intervalCoverageScore, maseScore } from "./quality/forecast-scores.ts";

// Forecasts beside what came: errors in units of the history, intervals, direction.

const common = {
  subject: "model",
  tasks: ["forecast"],
  settings: {},
  needs: "judged-outputs",
} as const;
const windowSource =
  "The steps of a forecast are one, so that it counts once: its mean, then the mean over forecasts. Over windows of ten minutes, a sample of at most 200 forecasts by version. Standard error of a mean over forecasts.";

/** Errors in units of those of a naive forecast. */
export const mase: OfOutputs = {
  ...common,
  name: "mase",
  series: "aceso_mase",
  unit: "1",
  summary:
    "Mean absolute scaled error: below 1 is better than to repeat the value one season earlier; of forecasts that tell `history`.",
  source: `Σ |error| / steps over the mean change from season to season of the history; Hyndman and Koehler 2006. ${windowSource}`,
  class: "objective",
  measure: (rows, _settings, context) =>
    eachOutputs({ measure: "mase", kind: "forecast" }, rows, context, (own) =>
      meanOf(own, (row) => {
        const { values: outputs, history = [], season = 1 } = row.output;
        return maseScore({ truths: truthsOf(row), outputs, history, season }).value;
      }),
    ),
};

/** Share of what came that lies within the interval told. */
export const intervalCoverage: OfOutputs = {
  ...common,
  name: "interval-coverage",
  series: "aceso_interval_coverage_ratio",
  unit: "ratio",
  summary:
    "Share of what came that lies between `low` and `high`: to be held against the share that the interval promises.",
  source: `Limits count as within. ${windowSource}`,
  class: "evidence",
  measure: (rows, _settings, context) =>
    eachOutputs({ measure: "interval-coverage", kind: "forecast" }, rows, context, (own) =>
      meanOf(own, (row) => {
        const { low: lows, high: highs } = row.output;
        if (lows === undefined || highs === undefined) return Number.NaN;
        return intervalCoverageScore({ truths: truthsOf(row), lows, highs }).value;
      }),
    ),
};

/** Share of steps whose direction was right. */
export const direction: OfOutputs = {
  ...common,
  name: "direction",
  series: "aceso_direction_ratio",
  unit: "ratio",
  summary:
    "Share of steps that went up, down or nowhere as foretold, against the last value of `history`.",
  source: `Signs of what came and what was foretold, less the last value known. ${windowSource}`,
  class: "evidence",
  measure: (rows, _settings, context) =>
    eachOutputs({ measure: "direction", kind: "forecast" }, rows, context, (own) =>
      meanOf(own, (row) => {
        const last = row.output.history?.at(-1);
        if (last === undefined) return Number.NaN;
        const previous = row.output.values.map(() => last);
        const outputs = row.output.values;
        return directionScore({ truths: truthsOf(row), outputs, previous }).value;
      }),
    ),
};

/** What came at each step that was foretold; NaN where it is not known. */
function truthsOf({ output, label }: Judged<"forecast">): readonly number[] {
  return output.values.map((_, step) => label.values[step] ?? Number.NaN);
}
