import { expect, it } from "vitest";
import { expectedLoss } from "../../src/measure/estimates.ts";
import type { EstimateSummary } from "../../src/model/summary.ts";
import { emptyRows, plainContext } from "./summary-rows.ts";

const loss = {
  measure: "accuracy",
  value: 0.2,
  standardError: 0.01,
  limit: 0.05,
  isAwaited: true,
} as const;

const cases: [string, Partial<EstimateSummary>, number | null][] = [
  ["what is expected where inputs drift and labels are awaited", {}, 0.2],
  ["what is expected where nobody knows whether inputs drift", { isDrifting: null }, 0.2],
  ["nothing where inputs do not drift", { isDrifting: false }, 0],
  ["nothing where labels tell", { loss: { ...loss, isAwaited: false } }, 0],
  ["unknown where nothing can be expected", { loss: null }, null],
];

it.each(cases)("the loss to drift is %s", (_, more, value) => {
  const row: EstimateSummary = { ...emptyRows.estimates, isDrifting: true, loss, ...more };
  const context = { ...plainContext, grid: { ...plainContext.grid, count: 1 } };
  expect(expectedLoss.measure([row], {}, context)).toEqual([
    expect.objectContaining({
      measure: "expected-loss",
      value,
      standardError: value === null ? null : 0.01,
      // The last half of the window.
      window: { start: 30_000, end: 60_000 },
      settled: true,
    }),
  ]);
});
