import { areaUnderRoc } from "../../src/stats/area-under-roc.ts";
import { precisionRecall } from "./precision-recall.ts";

/** How well scores rank anomalies above the rest. */
export interface RankingQuality {
  /** Area under the ROC curve, 0 to 1. */
  readonly auroc: number;
  /** Average precision, 0 to 1. */
  readonly ap: number;
}

/** Both figures of scores against labels, where 1 is an anomaly. Cost O(n log n). */
export function rankingQuality(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): RankingQuality {
  const groups = new Map<number, { score: number; positive: number; negative: number }>();
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]!;
    const group = groups.get(score) ?? { score, positive: 0, negative: 0 };
    if (labels[row] === 1) group.positive++;
    else group.negative++;
    groups.set(score, group);
  }
  const { auc } = areaUnderRoc([...groups.values()].sort((a, b) => a.score - b.score));
  return { auroc: auc, ap: precisionRecall(scores, labels).aucPr };
}

/** Mean of both figures. */
export function meanQuality(all: readonly RankingQuality[]): RankingQuality {
  const mean = (pick: (quality: RankingQuality) => number) =>
    all.reduce((sum, quality) => sum + pick(quality), 0) / all.length;
  return { auroc: mean(({ auroc }) => auroc), ap: mean(({ ap }) => ap) };
}
