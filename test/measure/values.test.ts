import { describe, expect, it } from "vitest";
import { aucRoc } from "../../src/measure/auc-roc.ts";
import {
  featureJensenShannon,
  featureMean,
  featureNullShare,
  featureUnseenShare,
} from "../../src/measure/features.ts";
import { llmCost, llmFirstTokenP95, llmSpend } from "../../src/measure/llm-calls.ts";
import { outputShare, predictionRate, validOutput } from "../../src/measure/predictions.ts";
import { labelCoverage, labelDelayP50, labelDelayP95 } from "../../src/measure/labels.ts";
import { mae, mape, mse, quantileLoss, r2, rmse, smape } from "../../src/measure/regression.ts";
import { worth } from "../../src/measure/worth.ts";
import { errorRate, latencyP95, requestRate } from "../../src/measure/spans.ts";
import {
  emptyRows,
  momentsOf,
  noQuantiles,
  outcomeOf,
  plainContext,
  regressionOf,
} from "./summary-rows.ts";

describe("regression measures", () => {
  // Labels and outputs; scikit-learn 1.9.1: mean_squared_error 0.375, root 0.6123724356957945,
  // mean_absolute_error 0.5, r2_score 0.9486081370449679.
  const row = regressionOf([
    [3, 2.5],
    [-0.5, 0],
    [2, 2],
    [7, 8],
  ]);
  it("agree with scikit-learn", () => {
    const value = (measure: typeof mse) => measure.measure([row], {}, plainContext)[0]!.value;
    expect(value(mse)).toBeCloseTo(0.375, 12);
    expect(value(rmse)).toBeCloseTo(0.6123724356957945, 12);
    expect(value(mae)).toBeCloseTo(0.5, 12);
    expect(value(r2)).toBeCloseTo(0.9486081370449679, 12);
  });
  it("as shares and at a quantile too: mean_absolute_percentage_error 0.3273809523809524, mean_pinball_loss(alpha=0.9) 0.25; SMAPE by hand (2/11 + 2 + 0 + 2/15) / 4", () => {
    const value = (measure: typeof mape) => measure.measure([row], {}, plainContext)[0]!.value;
    expect(value(mape)).toBeCloseTo(0.3273809523809524, 12);
    expect(value(smape)).toBeCloseTo((2 / 11 + 2 + 2 / 15) / 4, 12);
    const loss = quantileLoss.measure([row], { probability: 0.9 }, plainContext)[0]!;
    // Losses 0.45, 0.05, 0, 0.1.
    expect(loss.value).toBeCloseTo(0.15, 12);
    // NumPy std([0.45, 0.05, 0, 0.1], ddof=1) / 2
    expect(loss.standardError).toBeCloseTo(0.1020620726159658, 12);
  });
  it("have the error of a mean: NumPy std([.25, .25, 0, 1], ddof=1) / 2", () => {
    const found = mse.measure([row], {}, plainContext)[0]!;
    expect(found.standardError).toBeCloseTo(0.21650635094610965, 12);
  });
  it("R² of equal labels is undefined", () => {
    const found = r2.measure(
      [
        regressionOf([
          [7, 1],
          [7, 2],
          [7, 3],
        ]),
      ],
      {},
      plainContext,
    )[0]!;
    expect(found).toMatchObject({ value: null, count: 3, standardError: null });
  });
  it("say nothing of models of other tasks", () => {
    const known = { ...plainContext, tasks: new Map([["m", "multiclass"]] as const) };
    expect(mse.measure([row], {}, known)).toEqual([]);
  });
});

describe("worth", () => {
  const row = outcomeOf([
    ["fraud", "fraud"],
    ["fraud", "fair"],
    ["fair", "fraud"],
    ["fair", "fair"],
  ]);
  it("is the mean over the declared matrix, what it leaves out being worth nothing", () => {
    const matrix = new Map([
      ["fraud", new Map([["fraud", 50]])],
      ["fair", new Map([["fraud", -6]])],
    ]);
    const known = { ...plainContext, worths: new Map([["m", matrix]]) };
    const found = worth.measure([row], {}, known)[0]!;
    expect(found).toMatchObject({ value: 11, count: 4 });
    // NumPy std([50, 0, -6, 0], ddof=1) / 2
    expect(found.standardError).toBeCloseTo(13.076696830622021, 9);
  });
  it("is absent where nothing is declared", () => {
    expect(worth.measure([row], {}, plainContext)).toEqual([]);
  });
});

describe("labels", () => {
  const row = outcomeOf([], {
    predictions: 40,
    labelled: 30,
    version: "v2",
    labelDelayMsP50: 900,
    labelDelayMsP95: 4_000,
  });
  it("coverage is a share of the predictions, delays are those of the labels that came", () => {
    expect(labelCoverage.measure([row], {}, plainContext)[0]).toMatchObject({
      value: 0.75,
      count: 40,
      slice: { version: "v2" },
    });
    expect(labelDelayP50.measure([row], {}, plainContext)[0]).toMatchObject({
      value: 900,
      count: 30,
    });
    expect(labelDelayP95.measure([row], {}, plainContext)[0]).toMatchObject({ value: 4_000 });
  });
  it("a window without any label yet has coverage 0 and no delay", () => {
    const none = outcomeOf([], { predictions: 5, labelled: 0 });
    expect(labelCoverage.measure([none], {}, plainContext)[0]!.value).toBe(0);
    expect(labelDelayP50.measure([none], {}, plainContext)[0]!.value).toBeNull();
  });
  it("are not awaited of a model that never had one", () => {
    const unlabelled = { ...plainContext, labelledModels: new Set<string>() };
    expect(labelCoverage.measure([row], {}, unlabelled)).toEqual([]);
  });
});

describe("auc-roc", () => {
  it("counts pairs in order, and is undefined with one class", () => {
    const scores = [
      { score: 0.2, positive: 0, negative: 2 },
      { score: 0.6, positive: 2, negative: 1 },
    ];
    const found = aucRoc.measure([outcomeOf([], { scores })], {}, plainContext)[0]!;
    // Of six pairs four are in order and two tied.
    expect(found).toMatchObject({ value: 5 / 6, count: 5 });
    const one = outcomeOf([], { scores: [{ score: 1, positive: 3, negative: 0 }] });
    expect(aucRoc.measure([one], {}, plainContext)[0]).toMatchObject({ value: null, count: 3 });
  });
});

describe("feature measures", () => {
  const row = {
    ...emptyRows.features,
    count: 40,
    nulls: 10,
    moments: momentsOf([1, 2, 3, 4]),
    histogram: [30, 0],
    version: "v2",
    window: 2,
  };
  const reference = {
    model: "m",
    feature: "f",
    bins: { type: "number", edges: [2] } as const,
    histogram: [50, 50],
    count: 100,
    nulls: 0,
    importance: null,
  };
  const known = { ...plainContext, references: new Map([["m", new Map([["f", reference]])]]) };

  it("carry feature, version and the window of the grid", () => {
    expect(featureNullShare.measure([row], {}, known)[0]).toMatchObject({
      value: 0.25,
      count: 40,
      slice: { feature: "f", version: "v2" },
      window: { start: 20_000, end: 80_000 },
    });
    expect(featureMean.measure([row], {}, known)[0]).toMatchObject({ value: 2.5, count: 4 });
  });
  it("the distance is SciPy's jensenshannon([30, 0], [50, 50], 2)", () => {
    const found = featureJensenShannon.measure([row], { countMin: 20 }, known)[0]!;
    expect(found.value).toBeCloseTo(0.5579230452841438, 12);
    expect(found.standardError).toBeGreaterThan(0);
  });
  it("the distance is null for few rows and absent without a fitting reference", () => {
    const few = featureJensenShannon.measure([row], { countMin: 31 }, known)[0]!;
    expect(few).toMatchObject({ value: null, count: 30 });
    const other = { ...row, histogram: [1, 2, 3] };
    expect(featureJensenShannon.measure([other], { countMin: 1 }, known)).toEqual([]);
    expect(featureJensenShannon.measure([row], { countMin: 1 }, plainContext)).toEqual([]);
  });
});

it("the unseen share counts what lies outside the reference: below and above, or other texts", () => {
  const bins = { type: "number", edges: [0, 1, 2] } as const;
  const base = { model: "m", feature: "f", count: 9, nulls: 0, importance: null };
  const numbers = { ...base, bins, histogram: [0, 5, 4, 0] };
  const texts = {
    ...base,
    bins: { type: "text", categories: ["a", "b"] } as const,
    histogram: [5, 4, 0],
  };
  const shareOf = (reference: typeof numbers | typeof texts, histogram: readonly number[]) => {
    const references = new Map([["m", new Map([["f", reference]])]]);
    const row = { ...emptyRows.features, histogram };
    return featureUnseenShare.measure([row], {}, { ...plainContext, references })[0];
  };
  expect(shareOf(numbers, [1, 4, 4, 1])).toMatchObject({ value: 0.2, count: 10 });
  expect(shareOf(texts, [4, 4, 2])).toMatchObject({ value: 0.2, count: 10 });
  expect(shareOf(texts, [0, 0, 0])).toMatchObject({ value: null, count: 0 });
});

describe("prediction measures", () => {
  const row = {
    ...emptyRows.predictions,
    count: 120,
    formatChecked: 100,
    formatValid: 97,
    outputs: new Map([
      ["cat", 90],
      ["", 30],
    ]),
  };
  it("give the rate per second and the valid share", () => {
    expect(predictionRate.measure([row], {}, plainContext)[0]).toMatchObject({
      value: 2,
      count: 120,
    });
    const valid = validOutput.measure([row], {}, plainContext)[0]!;
    expect(valid).toMatchObject({ value: 0.97, count: 100 });
    expect(valid.standardError).toBeCloseTo(Math.sqrt((0.97 * 0.03) / 100), 12);
  });
  it("are silent where no format is declared", () => {
    expect(validOutput.measure([emptyRows.predictions], {}, plainContext)).toEqual([]);
  });
  it("give each output class of a classifier its share, and none of a generator", () => {
    const as = (task: "multiclass" | "generation") =>
      outputShare.measure([row], {}, { ...plainContext, tasks: new Map([["m", task]]) });
    expect(as("multiclass")).toHaveLength(1);
    expect(as("multiclass")[0]).toMatchObject({ value: 0.75, slice: { class: "cat" } });
    expect(as("generation")).toEqual([]);
  });
});

describe("span and call measures", () => {
  const durationMs = { ...noQuantiles, count: 200, p95: 100, p95Low: 90, p95High: 130 };
  const row = { ...emptyRows.spans, count: 200, errors: 4, peer: "retriever", durationMs };
  it("carry the peer, and the error of a quantile from its interval", () => {
    expect(errorRate.measure([row], {}, plainContext)[0]).toMatchObject({
      value: 0.02,
      slice: { peer: "retriever" },
      subject: { kind: "service", service: "s" },
    });
    expect(requestRate.measure([row], {}, plainContext)[0]!.value).toBeCloseTo(200 / 60, 12);
    const latency = latencyP95.measure([row], {}, plainContext)[0]!;
    expect(latency.standardError).toBeCloseTo(20 / 1.959963984540054, 12);
  });
  it("cost is a mean per call and spend the sum; absent facts are silent", () => {
    const call = { ...emptyRows["llm-calls"], count: 2, costUsd: momentsOf([0.5, 1.5]) };
    expect(llmCost.measure([call], {}, plainContext)[0]).toMatchObject({ value: 1, count: 2 });
    expect(llmSpend.measure([call], {}, plainContext)[0]).toMatchObject({ value: 2, count: 2 });
    expect(llmFirstTokenP95.measure([call], {}, plainContext)).toEqual([]);
  });
});
