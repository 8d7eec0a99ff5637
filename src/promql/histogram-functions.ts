import { type Bucket, bucketFraction, bucketQuantile } from "./classic-histogram.ts";
import { distinct, dropName, type Evaluation, inform, warn } from "./evaluation.ts";
import { labelValue, withoutLabels, withoutName } from "./label-set.ts";
import { plainNumberText } from "./number-text.ts";
import { parseFloatText } from "./parse-float-text.ts";
import type { Call } from "./syntax.ts";
import { emptySeries, type Grid, type VectorSeries } from "./value.ts";

/** Series of one classic histogram: one per bucket. */
interface Histogram {
  readonly result: VectorSeries;
  readonly buckets: { readonly upper: number; readonly series: VectorSeries }[];
}

const bucketLabel: ReadonlySet<string> = new Set(["le"]);

/** histogram_quantile(p, v) and histogram_fraction(lower, upper, v) of classic histograms. */
export function histogramCall(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): readonly VectorSeries[] {
  const node = call.arguments.at(-1)!;
  const parameters = call.arguments
    .slice(0, -1)
    .map((argument) => evaluation.evaluateScalar(argument, grid));
  const histograms = groupBuckets(evaluation, call, grid);
  if (call.name === "histogram_quantile") warnOfQuantile(evaluation, call, parameters[0]!);
  for (const { result, buckets } of histograms) {
    for (let index = 0; index < grid.count; index++) {
      const own: Bucket[] = [];
      for (const { upper, series } of buckets) {
        if (series.present[index] === 1) own.push({ upper, count: series.values[index]! });
      }
      if (own.length === 0) continue;
      const [first, second] = parameters.map((values) => values[index]!);
      const { value, wasRepaired } =
        call.name === "histogram_quantile"
          ? bucketQuantile(first!, own)
          : bucketFraction({ lower: first!, upper: second! }, own);
      result.values[index] = value;
      result.present[index] = 1;
      if (wasRepaired) {
        const name = JSON.stringify(labelValue(buckets[0]!.series.labels, "__name__"));
        const hint = `input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile) for metric name ${name}`;
        inform(evaluation, node, hint);
      }
    }
  }
  const results = histograms.map(({ result }) => dropName(evaluation, result));
  return distinct(
    evaluation,
    call,
    results.filter(({ present }) => present.includes(1)),
  );
}

function groupBuckets(evaluation: Evaluation, call: Call, grid: Grid): readonly Histogram[] {
  const node = call.arguments.at(-1)!;
  const histograms = new Map<string, Histogram>();
  for (const series of evaluation.evaluateVector(node, grid)) {
    const text = labelValue(series.labels, "le");
    const upper = parseFloatText(text);
    if (upper === null) {
      const name = JSON.stringify(labelValue(series.labels, "__name__"));
      const shown = JSON.stringify(text);
      const message = `bucket label "le" is missing or has a malformed value of ${shown} for metric name ${name}`;
      warn(evaluation, node, message);
      continue;
    }
    const labels = withoutLabels(series.labels, bucketLabel);
    const own = evaluation.options.dropsNamesLate ? labels : withoutName(labels);
    const histogram = histograms.get(own.key) ?? {
      result: emptySeries(own, grid.count),
      buckets: [],
    };
    histogram.buckets.push({ upper, series });
    histograms.set(own.key, histogram);
  }
  return [...histograms.values()];
}

function warnOfQuantile(evaluation: Evaluation, call: Call, probabilities: Float64Array): void {
  for (const p of probabilities) {
    if (p >= 0 && p <= 1) continue;
    const shown = plainNumberText(p);
    warn(evaluation, call.arguments[0]!, `quantile value should be between 0 and 1, got ${shown}`);
  }
}
