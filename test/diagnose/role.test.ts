import { describe, expect, it } from "vitest";
import { roleOf, unitOf } from "../../src/diagnose/role.ts";
import { measures } from "../../src/measure/catalog.ts";

describe("the role of a measure", () => {
  // Every measure of the catalogue; a new one must be given its line here.
  const roles: Record<string, string> = {
    accuracy: "quality-higher",
    precision: "quality-higher",
    recall: "quality-higher",
    f1: "quality-higher",
    "auc-roc": "quality-higher",
    r2: "quality-higher",
    mse: "quality-lower",
    rmse: "quality-lower",
    mae: "quality-lower",
    "valid-output": "valid-output",
    "output-mean": "other",
    "output-share": "other",
    "prediction-rate": "rate",
    "feature-null-share": "nulls",
    "feature-jensen-shannon": "drift",
    "feature-mean": "feature-mean",
    "feature-deviation": "other",
    "label-share": "other",
    "class-recall": "quality-higher",
    "request-rate": "rate",
    "error-rate": "errors",
    "latency-p50": "latency",
    "latency-p95": "latency",
    "latency-p99": "latency",
    "llm-rate": "rate",
    "llm-error-rate": "errors",
    "llm-latency-p95": "latency",
    "llm-first-token-p95": "first-token",
    "llm-input-tokens": "other",
    "llm-output-tokens": "other",
    "llm-cost": "other",
    "llm-spend": "other",
    "llm-valid-output": "valid-output",
    "llm-suspected-injection": "other",
    "auc-pr": "quality-higher",
    "balanced-accuracy": "quality-higher",
    brier: "quality-lower",
    "calibration-error": "quality-lower",
    "class-precision": "quality-higher",
    "feature-unseen-share": "other",
    kappa: "quality-higher",
    lift: "quality-higher",
    "log-loss": "quality-lower",
    mcc: "quality-higher",
    "mean-error": "other",
    mape: "quality-lower",
    smape: "quality-lower",
    "quantile-loss": "quality-lower",
    worth: "quality-higher",
    "estimated-accuracy": "quality-higher",
    "estimated-f1": "quality-higher",
    "estimated-auc": "quality-higher",
    "estimated-mae": "quality-lower",
    "estimated-mse": "quality-lower",
    "expected-loss": "other",
    "drifted-features": "drift",
    "llm-refusal": "other",
    "llm-empty-answer": "other",
    "llm-truncated-answer": "other",
    "llm-repetition": "other",
    "llm-other-language": "other",
    "llm-rude-language": "other",
    "llm-personal-data": "other",
    ndcg: "quality-higher",
    "average-precision": "quality-higher",
    "reciprocal-rank": "quality-higher",
    "hit-rate": "quality-higher",
    "precision-at-k": "quality-higher",
    "recall-at-k": "quality-higher",
    "ranking-coverage": "other",
    "ranking-diversity": "other",
    "ranking-novelty": "other",
    "box-precision": "quality-higher",
    "box-overlap": "quality-higher",
    mase: "quality-lower",
    "interval-coverage": "other",
    direction: "quality-higher",
    concordance: "quality-higher",
    "survival-brier": "quality-lower",
    "drifted-texts": "other",
    "text-drift": "other",
    "drifted-outputs": "other",
    "output-distance": "other",
    "worst-slice-accuracy": "quality-higher",
    "worst-slice-mae": "quality-lower",
    "slice-accuracy": "quality-higher",
    "slice-mae": "quality-lower",
    "label-coverage": "other",
    "label-delay-p50": "other",
    "label-delay-p95": "other",
    separation: "quality-higher",
    specificity: "quality-higher",
  };

  it("is known for every measure of the catalogue", () => {
    const found = Object.fromEntries(measures.map(({ name }) => [name, roleOf(name)]));
    expect(found).toEqual(roles);
  });

  it("has the unit that the measure has", () => {
    for (const { name, unit } of measures) {
      if (!["rate", "drift", "other", "feature-mean"].includes(roleOf(name))) {
        expect([name, unitOf(name)]).toEqual([name, unit]);
      }
    }
  });
});
