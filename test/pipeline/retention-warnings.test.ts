import { expect, it } from "vitest";
import { day, hour } from "../../src/model/time.ts";
import { retentionWarnings } from "../../src/pipeline/retention-warnings.ts";

it("two weeks and more are enough for a weekly season", () => {
  const retention = { samples: 14 * day, spans: 30 * day, predictions: 90 * day };
  expect(retentionWarnings({ retention, labelHorizonMs: hour })).toEqual([]);
});

it("a signal kept for less is named with what is needed", () => {
  expect(retentionWarnings({ retention: { spans: 12 * hour }, labelHorizonMs: hour })).toEqual([
    {
      code: "pipeline/retention-short-season",
      params: { signal: "spans", kept: 12 * hour, needed: 14 * day },
    },
  ]);
});

it("predictions are kept until their labels have come", () => {
  const warnings = retentionWarnings({
    retention: { predictions: 20 * day },
    labelHorizonMs: 30 * day,
  });
  expect(warnings.map(({ code }) => code)).toEqual(["pipeline/retention-short-labels"]);
});

it("a retention that is not set warns of nothing", () => {
  expect(retentionWarnings({ retention: {}, labelHorizonMs: day })).toEqual([]);
});
