import type { TableDetector } from "../../src/detect/table/detector.ts";
import { tableDefault } from "../../src/detect/table/table-default.ts";
import type { Json } from "../../src/model/json.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { type LabelledTable, type Protocol, rowsOf, splitOf } from "./adbench-sets.ts";
import { rankingQuality, type RankingQuality } from "./ranking-quality.ts";

/** How a table is to be judged. */
export interface Judging {
  readonly detector: TableDetector;
  readonly protocol: Protocol;
  /** Of the split and of the detector. */
  readonly seed: number;
}

/** How well a detector ranks the rows a protocol judges; null where the protocol leaves the table out. */
export function judge(set: LabelledTable, given: Judging): RankingQuality | null {
  const { detector, protocol, seed } = given;
  const split = splitOf(set, protocol, seed);
  if (split === null) return null;
  const told: { [name: string]: Json } =
    detector.name === tableDefault.name
      ? { reference: protocol === "unsup" ? "contaminated" : "clean" }
      : {};
  const { values } = resolveSettings(detector.settings, told);
  const model = detector.fit(rowsOf(set, split.train), values, seed);
  const scores = split.isSame ? model.fittedScores() : model.score(rowsOf(set, split.test));
  return rankingQuality(
    scores,
    Uint8Array.from(split.test, (row) => set.labels[row]!),
  );
}
