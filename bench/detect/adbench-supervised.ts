import { learnVerdicts } from "../../src/detect/table/verdict-ranker.ts";
import type { Figure } from "../report.ts";
import { readSets, rowsOf, supervisedSplit } from "./adbench-sets.ts";
import { meanQuality, rankingQuality } from "./ranking-quality.ts";
import type { DetectSet } from "./set.ts";

// Share of the training anomalies that carry their label; references are the better of scikit-learn's random forest and
// support vector machine by that figure, from the README of the data.
const protocols = [
  { name: "sup70", labelled: 1, auroc: [95.7, 95.7], ap: [0.828, 0.828] },
  { name: "sup70-la10", labelled: 0.1, auroc: [86, 87.8], ap: [0.64, 0.635] },
] as const;

/** Tables with labels: what the ranker learns from 70 % of the rows, judged on the rest; seeds 0 to 2. */
export const adbenchSupervised: DetectSet = {
  name: "supervised",
  folder: "adbench",
  async run({ data }) {
    const sets = readSets(data);
    const figures = protocols.flatMap(({ name, labelled, auroc, ap }): readonly Figure[] => {
      const bySet = sets.map((set) =>
        meanQuality(
          [0, 1, 2].map((seed) => {
            const { train, test, given } = supervisedSplit(set, seed, labelled);
            const model = learnVerdicts(rowsOf(set, train), given, { seed, folds: 0 });
            const labels = Uint8Array.from(test, (row) => set.labels[row]!);
            return rankingQuality(model.score(rowsOf(set, test)), labels);
          }),
        ),
      );
      const mean = meanQuality(bySet);
      const figure = { bench: "detect", set: "supervised", better: "higher" } as const;
      const referenceName = "scikit-learn's best of two";
      return [
        {
          ...figure,
          measure: `${name}-auroc`,
          value: 100 * mean.auroc,
          unit: "percent",
          target: auroc[0],
          reference: auroc[1],
          referenceName,
        },
        {
          ...figure,
          measure: `${name}-ap`,
          value: mean.ap,
          unit: "1",
          target: ap[0],
          reference: ap[1],
          referenceName,
        },
      ];
    });
    return { figures, notes: [`supervised: ${sets.length} tables, 70 % learned from`] };
  },
};
