import type { Evidence } from "../../model/diagnosis.ts";
import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { shiftsOf, strength, type Shift } from "../shift.ts";

const probeName = "label-mix";
/** Change of a class's share, and standard errors, from which on the mix counts as moved. */
const moveMin = 0.12;
const zMin = 4;
/** Change of a class's recall up to which the model knows the class as before. */
const recallMax = 0.13;

/** Rise of an input's distance that another mix of known classes cannot make. */
const driftMax = 0.4;
const beyondWeight = 2.5;

/** Classes of a model whose share moved while the model finds each as well as before. */
export interface LabelMix {
  readonly model: string;
  /** The class that moved most. */
  readonly moved: Shift;
  /** Whether every class with enough rows is found as before. */
  readonly isKnown: boolean;
  /** The input that moved most; undefined where none has a distance. */
  readonly drift: Shift | undefined;
}

/** Models of the case whose labels are mixed in another way than before. */
export function labelMixes(file: CaseFile): readonly LabelMix[] {
  const shifts = shiftsOf(file).filter(({ slice }) => slice.class && !slice.version);
  const drifts = shiftsOf(file).filter(({ role, slice }) => role === "drift" && !slice.version);
  return scopeOf(file).models.flatMap((model) => {
    const own = shifts.filter(({ subject }) => subject.kind === "model" && subject.model === model);
    const moved = own
      .filter(({ measure }) => measure === "label-share")
      .toSorted((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from))[0];
    if (!moved || Math.abs(moved.to - moved.from) < moveMin || Math.abs(moved.z) < zMin) return [];
    const recalls = own.filter(({ measure }) => measure === "class-recall");
    const isKnown = recalls.every(
      ({ from, to, z }) => Math.abs(to - from) <= recallMax || Math.abs(z) < 3,
    );
    const drift = drifts
      .filter(({ subject }) => subject.kind === "model" && subject.model === model)
      .toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
    return [{ model, moved, isKnown, drift }];
  });
}

/** The classes are mixed in another way, and each is known as before: the world's shares moved. */
export const labelMix: Probe = {
  name: probeName,
  summary: "Shares of the classes among the labels, and whether each class is found as before.",
  probe(file) {
    const mixes = labelMixes(file);
    const looked = shiftsOf(file).filter(({ measure }) => measure === "label-share").length;
    const ruledOut =
      mixes.length === 0 && looked > 0 ? [say("diagnose/label-mix-usual", { count: looked })] : [];
    return { findings: mixes.flatMap((mix) => findingsOf(file, mix)), ruledOut };
  },
};

/** Inputs that moved further than any mix of the classes could move them drew the labels along: the inputs drifted. */
function findingsOf(file: CaseFile, mix: LabelMix): readonly Finding[] {
  const { model, drift } = mix;
  if (!drift || drift.to - drift.from <= driftMax) return [shiftOf(file, mix, [])];
  const statement = say("diagnose/drift-beyond-classes", { feature: drift.slice.feature ?? "" });
  const beyond = (weight: number) => evidence(file, { probe: probeName, statement, weight });
  return [
    shiftOf(file, mix, [beyond(-beyondWeight)]),
    {
      kind: "data-drift",
      component: { kind: "data", name: model },
      version: "",
      detail: "",
      statement: say("diagnose/cause-data-drift", { name: model, version: "", detail: "" }),
      evidence: [beyond(beyondWeight)],
    },
  ];
}

function shiftOf(file: CaseFile, mix: LabelMix, found: readonly Evidence[]): Finding {
  const { model, moved, isKnown } = mix;
  const name = moved.slice.class ?? "";
  return {
    kind: "label-shift",
    component: { kind: "data", name: model },
    version: "",
    detail: "",
    statement: say("diagnose/cause-label-shift", { name: model, version: "", detail: "" }),
    evidence: [
      ...found,
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/label-share-moved", {
          class: name,
          before: moved.from,
          after: moved.to,
          rows: moved.countDuring,
        }),
        weight: strength(moved.z, 2.5),
        measure: moved.measure,
      }),
      evidence(file, {
        probe: probeName,
        statement: say(isKnown ? "diagnose/classes-known" : "diagnose/classes-unknown"),
        weight: isKnown ? 1.5 : -2.5,
        measure: "class-recall",
      }),
    ],
  };
}
