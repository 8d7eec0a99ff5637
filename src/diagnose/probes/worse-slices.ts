import type { Evidence } from "../../model/diagnosis.ts";
import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, ModelSlices, Probe } from "../probe.ts";
import type { Slice } from "../slices/slice.ts";
import { whereOf } from "../slices/where-of.ts";

const probeName = "worse-slices";
// Share of the additional errors that a slice must hold for the trouble to be confined to it.
const confinedShare = 0.6;
const confinedWeight = 2;
const otherWeight = 1;
// Share of the reference below which a slice counts as rare there, and how many times commoner it is by now.
const rareMax = 0.02;
const commonerMin = 3;
// What new rows meet is told by the drift of their features; here it only explains. The least weight that is told.
const rareWeight = 0.15;

/**
 * Where a model became wrong more often: only for some rows (country = NL and device = ios), or everywhere. A
 * model that fails for one kind of rows has learned too little about them, or they are new to it.
 */
export const worseSlices: Probe = {
  name: probeName,
  summary: "Slices of predictions, by features and tags, that became wrong more often.",
  probe(file) {
    const all = file.worseSlices ?? [];
    return { findings: all.flatMap((found) => findingsOf(file, found)), ruledOut: [] };
  },
};

function findingsOf(file: CaseFile, found: ModelSlices): readonly Finding[] {
  return found.slices.map((slice, place) => {
    const where = whereOf(slice.predicates);
    const statement = say("diagnose/slice-worse", {
      where,
      before: slice.rateExpected,
      after: slice.rateDuring,
      rows: slice.rowsDuring,
      share: shareOf(found, slice),
    });
    const isConfined = shareOf(found, slice) >= confinedShare;
    const weight = isConfined ? confinedWeight : otherWeight;
    return {
      kind: "training-data",
      component: { kind: "training", name: found.model },
      version: "",
      detail: where,
      statement: say("diagnose/cause-training-data", {
        name: found.model,
        version: "",
        detail: where,
      }),
      evidence: [
        evidence(file, { probe: probeName, statement, weight }),
        ...rareness(file, { found, slice, share: found.referenceShares?.[place] ?? null }),
      ],
    };
  });
}

/** Too little data: the slice hardly stood in what the model was trained on. */
function rareness(
  file: CaseFile,
  of: { readonly found: ModelSlices; readonly slice: Slice; readonly share: number | null },
): readonly Evidence[] {
  const { found, slice, share: before } = of;
  const after = slice.rowsDuring / Math.max(1, found.rowsDuring);
  if (before === null || before > rareMax || after < commonerMin * before) return [];
  const where = whereOf(slice.predicates);
  const statement = say("diagnose/slice-rare-in-training", { where, before, after });
  return [evidence(file, { probe: probeName, statement, weight: rareWeight })];
}

/** Share of the model's additional errors that lie in the slice, in [0, 1]. */
function shareOf(
  { rowsDuring, rateBefore, rateDuring }: ModelSlices,
  { rowsDuring: rows, rateDuring: rate, rateExpected }: Slice,
): number {
  const all = (rateDuring - rateBefore) * rowsDuring;
  if (!(all > 0)) return 1;
  return Math.min(1, Math.max(0, ((rate - rateExpected) * rows) / all));
}
