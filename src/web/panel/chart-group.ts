import type { Monitor } from "../../model/monitor.ts";

/** What a monitor speaks of, as the model page groups it. */
export type ChartGroup = "quality" | "data" | "serving";

const qualityMeasures =
  /^(accuracy|precision|recall|f1|auc|mse|rmse|mae|r2|ndcg|box-precision|mase|concordance|token-f1|exact-match|valid-output|output-mean|output-share)/;
const dataMeasures = /^(feature|null|jensen|drift|text-drift|input-)/;

/** The group of a monitor; what is neither quality nor data is how the model is served. */
export function chartGroup(monitor: Monitor): ChartGroup {
  if (monitor.watch.kind !== "measure") return "serving";
  if (monitor.watch.slice.feature !== undefined || dataMeasures.test(monitor.watch.measure)) {
    return "data";
  }
  return qualityMeasures.test(monitor.watch.measure) ? "quality" : "serving";
}
