import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { isWhole, shiftsOf, strength, type Shift } from "../shift.ts";

const probeName = "decision-rule";
/** Change of an output's share, and standard errors, from which on decisions count as moved. */
const moveMin = 0.1;
const zMin = 4;

/** A model that decides otherwise although it ranks its inputs as well as before. */
export interface MovedDecision {
  readonly model: string;
  readonly output: Shift;
  readonly ranking: Shift;
}

/** Models of the case whose outputs moved while the order of their scores kept its worth. */
export function movedDecisions(file: CaseFile): readonly MovedDecision[] {
  const shifts = shiftsOf(file);
  return scopeOf(file).models.flatMap((model) => {
    const own = shifts.filter(
      ({ subject, slice }) => subject.kind === "model" && subject.model === model && !slice.version,
    );
    const ranking = own.find(({ measure, slice }) => measure === "auc-roc" && isWhole(slice));
    const output = own
      .filter(({ measure }) => measure === "output-share")
      .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))[0];
    if (!ranking || ranking.worse || !output) return [];
    const labels = own.find(
      ({ measure, slice }) => measure === "label-share" && slice.class === output.slice.class,
    );
    const moved = output.to - output.from;
    // Decisions that follow the truth are no one's fault.
    const isTruth = labels !== undefined && Math.abs(moved - (labels.to - labels.from)) < moveMin;
    const isMoved = Math.abs(moved) >= moveMin && Math.abs(output.z) >= zMin && !isTruth;
    return isMoved ? [{ model, output, ranking }] : [];
  });
}

/** Scores as before, other decisions: a threshold or rule behind the model was changed. */
export const decisionRule: Probe = {
  name: probeName,
  summary: "Outputs that moved while the ranking by score is as good as before.",
  probe(file) {
    return { findings: movedDecisions(file).map((moved) => findingOf(file, moved)), ruledOut: [] };
  },
};

function findingOf(file: CaseFile, { model, output, ranking }: MovedDecision): Finding {
  return {
    kind: "configuration",
    component: { kind: "deployment", name: model },
    version: "",
    detail: "",
    statement: say("diagnose/cause-configuration", { name: model, version: "", detail: "" }),
    evidence: [
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/decisions-moved", {
          class: output.slice.class ?? "",
          before: output.from,
          after: output.to,
        }),
        weight: strength(output.z, 2.5),
        measure: output.measure,
      }),
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/ranking-kept", { before: ranking.from, after: ranking.to }),
        weight: 2,
        measure: ranking.measure,
      }),
    ],
  };
}
