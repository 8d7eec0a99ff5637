import { streamDetectors } from "../../src/detect/catalog.ts";
import type { StreamDetector } from "../../src/detect/detector.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import type { Figure } from "../report.ts";
import { readNab, readPublishedScores, type NabFile } from "./nab-files.ts";
import { bestNabThreshold, nabProfiles, nabScore, type ScoredFile } from "./nab-score.ts";
import type { DetectSet } from "./set.ts";

// What issue and research ask of the default, by profile.
const nabTargets = { standard: 75.5, "low-fp": 68.3, "low-fn": 81 } as const;
const nabDetectors = ["ARTime", "numenta", "contextOSE", "windowedGaussian"] as const;
/** The detector the targets are for. */
const defaultName = "ensemble";

/**
 * Numenta Anomaly Benchmark: strict streaming, detectors see one row at a time and neither minimum, maximum nor
 * length; one threshold per profile for all files, the best on the files to train on (which are those judged where no
 * others are given, as the published board does).
 */
export const nab: DetectSet = {
  name: "nab",
  folder: "nab",
  async run({ data, train, detectors }) {
    const chosen = streamDetectors.filter(
      ({ name }) => detectors === null || detectors.includes(name),
    );
    return {
      figures: nabFigures(data, train, chosen),
      notes: [
        "nab: seedless; every score is the mean over files of one frozen threshold a profile",
      ],
    };
  },
};

function nabFigures(
  folder: string,
  train: string,
  chosen: readonly StreamDetector[],
): readonly Figure[] {
  const files = readNab(folder);
  const trainFiles = train === folder ? files : readNab(train);
  const figures: Figure[] = [];
  for (const detector of chosen) {
    const began = performance.now();
    const scored = files.map((file) => ({ file, scores: scoresOf(detector, file) }));
    const rows = files.reduce((sum, file) => sum + file.values.length, 0);
    const microseconds = (1_000 * (performance.now() - began)) / rows;
    const learned =
      trainFiles === files
        ? scored
        : trainFiles.map((file) => ({ file, scores: scoresOf(detector, file) }));
    figures.push(...profileFigures(detector.name, scored, learned));
    if (detector.name !== defaultName) {
      // Detectors that alarm as long as an anomaly lasts lose the board's points by that alone.
      const resting = (files: readonly ScoredFile[]): readonly ScoredFile[] =>
        files.map(({ file, scores }) => ({ file, scores: rested(scores, 100) }));
      figures.push(
        ...profileFigures(`${detector.name}-rested`, resting(scored), resting(learned)).slice(0, 1),
      );
    }
    const measure = `${detector.name}-us-per-point`;
    figures.push({
      bench: "detect",
      set: "nab",
      measure,
      value: microseconds,
      unit: "microseconds",
    });
  }
  for (const name of nabDetectors) {
    const published = readPublishedScores(folder, name);
    if (published === null) continue;
    const scored = files.map((file) => ({ file, scores: published[file.name] ?? [] }));
    figures.push(...profileFigures(`published-${name}`, scored, scored));
  }
  return figures;
}

function profileFigures(
  name: string,
  scored: readonly ScoredFile[],
  learned: readonly ScoredFile[],
): readonly Figure[] {
  return nabProfiles.map((profile) => {
    const { threshold } = bestNabThreshold(learned, profile);
    const isDefault = name === defaultName;
    return {
      bench: "detect",
      set: "nab",
      measure: isDefault ? profile.name : `${name}-${profile.name}`,
      value: nabScore(scored, threshold, profile),
      unit: "points",
      ...(isDefault ? { target: nabTargets[profile.name], better: "higher" } : {}),
    } as const;
  });
}

/** A detector over a file, row by row, with default settings: scores in [0, 1], 0 while it learns. */
function scoresOf(detector: StreamDetector, file: NabFile): Float64Array {
  const state = detector.start(resolveSettings(detector.settings).values, "both");
  return file.values.map((value, index) => state.step({ time: file.times[index]!, value }).score);
}

/** Only scores above all of the `rest` rows before: one alarm an event for detectors that do not rest themselves. */
function rested(scores: ArrayLike<number>, rest: number): Float64Array {
  const result = new Float64Array(scores.length);
  // Rows that may still be the largest of the last ones, their scores falling.
  const larger: number[] = [];
  for (let row = 0; row < scores.length; row++) {
    if (larger.length > 0 && larger[0]! < row - rest) larger.shift();
    const score = scores[row]!;
    if (larger.length === 0 || score > scores[larger[0]!]!) result[row] = score;
    while (larger.length > 0 && scores[larger.at(-1)!]! <= score) larger.pop();
    larger.push(row);
  }
  return result;
}
