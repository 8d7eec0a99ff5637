import { modelTasks } from "../model/measurement.ts";
import { windowAt } from "../model/time.ts";
import { lastHalf } from "./last-half.ts";
import type { Measure } from "./measure.ts";

// Whether people write to a model about other things than before, and whether it answers otherwise.

const common = {
  subject: "model",
  tasks: modelTasks,
  class: "evidence",
  settings: {},
  needs: "text-drift",
} as const;

/** How far texts and embeddings are from their reference. */
export const textDrift: Measure<"text-drift", Record<never, never>> = {
  ...common,
  name: "text-drift",
  series: "aceso_text_drift",
  unit: "1",
  summary:
    "How well the prompts, answers, free texts or embeddings of the last hour can be told from those of the reference: 0 not at all, 1 always.",
  source:
    "Every four minutes, over a sample of at most 400 rows a side: 2 AUC - 1 of a logistic regression on 64 numbers a row, each half scored by the model of the other, not below 0; Lopez-Paz and Oquab 2017. Texts by the hashes of their words (Weinberger et al. 2009), personal data masked. Standard error 2 √2 times DeLong's.",
  measure: (rows, _settings, context) =>
    rows.flatMap(({ model, columns }) =>
      columns.map(({ column, rows: count, value, standardError }) => ({
        ...about(context),
        measure: "text-drift",
        subject: { kind: "model" as const, model },
        slice: { feature: column },
        value,
        count,
        standardError,
      })),
    ),
};

/** How many kinds of text that come in drift. */
export const driftedTexts: Measure<"text-drift", Record<never, never>> = {
  ...common,
  name: "drifted-texts",
  series: "aceso_drifted_texts",
  unit: "1",
  summary:
    "How many of prompts, free texts and embeddings of the last hour differ from their reference, surely and by enough; answers are no input and do not count.",
  source:
    "Columns whose text drift is above 0 at the significance, shared by the columns compared (Bonferroni), and at least as large as matters. A count of verdicts has no standard error.",
  measure: (rows, _settings, context) =>
    rows.map(({ model, columns: all }) => {
      const columns = all.filter(({ column }) => column !== "answer");
      const tested = columns.filter(({ verdict }) => verdict !== "untested");
      const drifting = tested.filter(({ verdict }) => verdict === "drift").length;
      return {
        ...about(context),
        measure: "drifted-texts",
        subject: { kind: "model" as const, model },
        slice: {},
        value: tested.length > 0 ? drifting : null,
        count: Math.max(0, ...columns.map(({ rows: count }) => count)),
        standardError: null,
      };
    }),
};

function about({ grid, now }: Parameters<typeof textDrift.measure>[2]) {
  const window = windowAt(grid, 0);
  return { window: lastHalf(window), labelCoverage: 1, settled: now >= window.end };
}
