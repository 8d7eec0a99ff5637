import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { isWhole, shiftsOf, strength, type Shift } from "../shift.ts";

const probeName = "concept-drift";

/**
 * Quality fell though inputs and outputs look as before: other truths belong to the same inputs. The
 * ranking of the scores must have suffered too, else only the decision was moved.
 */
export const conceptDrift: Probe = {
  name: probeName,
  summary: "Quality that fell while inputs, outputs and versions stayed as they were.",
  probe(file) {
    const shifts = shiftsOf(file);
    const findings = scopeOf(file).models.flatMap((model) => {
      const own = shifts.filter(
        ({ subject }) => subject.kind === "model" && subject.model === model,
      );
      const worst = own
        .filter(
          ({ role, slice, worse }) =>
            worse && isWhole(slice) && (role === "quality-higher" || role === "quality-lower"),
        )
        .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))[0];
      return worst ? [findingOf(file, { model, worst, own })] : [];
    });
    return { findings, ruledOut: [] };
  },
};

function findingOf(
  file: CaseFile,
  given: { readonly model: string; readonly worst: Shift; readonly own: readonly Shift[] },
): Finding {
  const { model, worst, own } = given;
  const params = { name: model, version: "", detail: "" };
  const found = [
    evidence(file, {
      probe: probeName,
      statement: say("diagnose/truth-differs", {
        measure: worst.measure,
        before: worst.from,
        after: worst.to,
        rows: worst.countDuring,
      }),
      weight: strength(worst.z, 1.5),
      measure: worst.measure,
    }),
  ];
  const ranking = own.find(({ measure, slice }) => measure === "auc-roc" && isWhole(slice));
  if (ranking) {
    const statement = say(ranking.worse ? "diagnose/ranking-lost" : "diagnose/ranking-kept", {
      before: ranking.from,
      after: ranking.to,
    });
    const weight = ranking.worse ? 1 : -2;
    found.push(evidence(file, { probe: probeName, statement, weight, measure: ranking.measure }));
  }
  return {
    kind: "concept-drift",
    component: { kind: "data", name: model },
    version: "",
    detail: "",
    statement: say("diagnose/cause-concept-drift", params),
    evidence: found,
  };
}
