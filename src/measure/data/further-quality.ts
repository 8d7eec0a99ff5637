import { balancedAccuracyScore, kappaScore, matthewsScore } from "../quality/class-agreement.ts";
import type { Averaging } from "../quality/class-average.ts";
import { precisionScore, recallScore, specificityScore } from "../quality/class-scores.ts";
import { confusionOf } from "../quality/confusion-counts.ts";
import { averagePrecisionScore, liftScore, separationScore } from "../quality/ranking-curves.ts";
import {
  mapeScore,
  meanErrorScore,
  mseScore,
  quantileLossScore,
  regressionSumsOf,
  smapeScore,
} from "../quality/regression-scores.ts";
import { calibrationScore } from "../quality/score-groups.ts";
import type { Score } from "../quality/score.ts";
import { groupsOf, guessesOf, type Outcomes } from "./outcomes.ts";

/** One more measure of labelled rows; its text is `measure.<name>`. */
export interface FurtherValue {
  readonly name: string;
  /** NaN where undefined. */
  readonly value: number;
  readonly unit: "ratio" | "1";
}

// Share of the rows with the highest scores whose lift is shown.
const liftShare = 0.1;
// An error above costs four times one below: the 80 % quantile.
const lossProbability = 0.8;

/**
 * What people look at besides the measures that are judged: agreement beyond chance, each kind of error,
 * ranking and calibration of scores, or other losses of numbers. Classes count alike where there are more
 * than two.
 * Cost O(n log n).
 */
export function furtherQuality(outcomes: Outcomes): readonly FurtherValue[] {
  switch (outcomes.task) {
    case "numbers":
      return ofNumbers(outcomes);
    case "binary":
      return [...ofClasses(outcomes, { positive: outcomes.positive }), ...ofScores(outcomes)];
    case "classes":
      return ofClasses(outcomes, "macro");
    default:
      return outcomes.task satisfies never;
  }
}

function ofClasses(outcomes: Outcomes, averaging: Averaging): readonly FurtherValue[] {
  const outputs = guessesOf(outcomes);
  if (outputs === null) return [];
  const counts = confusionOf({ truths: outcomes.labels, outputs });
  return [
    shown("balanced-accuracy", balancedAccuracyScore(counts), "ratio"),
    shown("precision", precisionScore(counts, averaging), "ratio"),
    shown("recall", recallScore(counts, averaging), "ratio"),
    shown("specificity", specificityScore(counts, averaging), "ratio"),
    shown("mcc", matthewsScore(counts), "1"),
    shown("kappa", kappaScore(counts), "1"),
  ];
}

function ofScores(outcomes: Outcomes): readonly FurtherValue[] {
  const { scores } = outcomes;
  if (scores === null) return [];
  const groups = groupsOf(outcomes);
  const isProbability = scores.every((score) => score >= 0 && score <= 1);
  return [
    shown("auc-pr", averagePrecisionScore(groups), "ratio"),
    shown("separation", separationScore(groups), "ratio"),
    shown("lift", liftScore(groups, liftShare), "1"),
    ...(isProbability ? [shown("calibration-error", calibrationScore(groups), "ratio")] : []),
  ];
}

function ofNumbers({ labelNumbers, scores }: Outcomes): readonly FurtherValue[] {
  if (scores === null) return [];
  const sums = regressionSumsOf({ truths: labelNumbers, outputs: scores });
  return [
    shown("mean-error", meanErrorScore(sums), "1"),
    shown("mse", mseScore(sums), "1"),
    shown("mape", mapeScore(sums), "ratio"),
    shown("smape", smapeScore(sums), "ratio"),
    shown("quantile-loss", quantileLossScore(sums, lossProbability), "1"),
  ];
}

function shown(name: string, { value }: Score, unit: FurtherValue["unit"]): FurtherValue {
  return { name, value, unit };
}
