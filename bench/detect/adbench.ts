import { tableDetectors } from "../../src/detect/catalog.ts";
import type { TableDetector } from "../../src/detect/table/detector.ts";
import { tableDefault } from "../../src/detect/table/table-default.ts";
import type { Figure } from "../report.ts";
import { parityFigures } from "./adbench-parity.ts";
import { type LabelledTable, readSets } from "./adbench-sets.ts";
import { judge, type Judging } from "./judge-table.ts";
import { meanQuality } from "./ranking-quality.ts";
import type { DetectSet } from "./set.ts";

// What issue and research ask of the default; published or measured beside the data.
const targets = {
  "unsup-auroc": { target: 80, reference: 78.85, referenceName: "MCD (DTE, given half)" },
  "unsup-ap": { target: 0.41, reference: 0.404, referenceName: "HBOS (scikit-learn run)" },
  "semi-auroc": { target: 89, reference: 86.9, referenceName: "kNN (scikit-learn run)" },
  "semi-fileorder-auroc": { target: 78.5, reference: 77.1, referenceName: "kNN (DTE)" },
} as const;

/**
 * Tables with labelled anomalies: the default by three protocols, named detectors against scikit-learn's numbers where
 * baselines_sklearn.csv lies beside the data. `--detector NAME` judges a named detector by the same protocols; seeds 0 to
 * 4. Parity: see `parityFigures`.
 */
export const adbench: DetectSet = {
  name: "adbench",
  folder: "adbench",
  async run({ data, detectors }) {
    const sets = readSets(data);
    const judged = detectors === null ? [tableDefault] : named(detectors);
    const figures: Figure[] = [];
    for (const detector of judged) {
      for (const protocol of ["unsup", "semi", "semi_fileorder"] as const) {
        figures.push(...protocolFigures(detector, sets, protocol));
      }
    }
    const parity = parityFigures(sets, data, detectors);
    const notes = [
      `adbench: ${sets.length} tables, each mean over tables of the mean over seeds 0 to 4; AUROC in percent; ` +
        "table-default with reference contaminated (unsup) and clean (semi)",
    ];
    if (parity.length === 0) notes.push("adbench: no parity, there is no baselines_sklearn.csv");
    return { figures: [...figures, ...parity], notes };
  },
};

function named(names: readonly string[]): readonly TableDetector[] {
  return tableDetectors.filter(({ name }) => names.includes(name));
}

function protocolFigures(
  detector: TableDetector,
  sets: readonly LabelledTable[],
  protocol: Judging["protocol"],
): readonly Figure[] {
  const seeds =
    protocol === "semi_fileorder" && detector.name !== tableDefault.name ? [0] : [0, 1, 2, 3, 4];
  const bySet = sets.flatMap((set) => {
    const judged = seeds.flatMap((seed) => judge(set, { detector, protocol, seed }) ?? []);
    return judged.length === 0 ? [] : [meanQuality(judged)];
  });
  if (bySet.length === 0) return [];
  const { auroc, ap } = meanQuality(bySet);
  const isDefault = detector.name === tableDefault.name;
  const prefix = `${isDefault ? "" : `${detector.name}-`}${protocol.replace("_", "-")}`;
  const figure = (measure: string, value: number, unit: string): Figure => {
    const known = Object.entries(targets).find(([name]) => name === measure)?.[1];
    const aim = isDefault && known !== undefined ? ({ ...known, better: "higher" } as const) : {};
    return { bench: "detect", set: "adbench", measure, value, unit, ...aim };
  };
  return [figure(`${prefix}-auroc`, 100 * auroc, "percent"), figure(`${prefix}-ap`, ap, "1")];
}
