import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import { culpritOfAnswers } from "../llm-culprit.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { isWhole, shiftsOf, strength, type Shift } from "../shift.ts";

const probeName = "output-format";

/**
 * Outputs stopped matching their declared format. What broke it is what changed last: the prompt, the
 * model version, a setting; with no change at all, what it works with, or a bug in what makes or wraps the answer.
 */
export const outputFormat: Probe = {
  name: probeName,
  summary: "The share of outputs valid against their declared format.",
  probe(file) {
    const { models } = scopeOf(file);
    const shifts = shiftsOf(file).filter(
      ({ role, subject, slice }) =>
        role === "valid-output" &&
        subject.kind === "model" &&
        models.includes(subject.model) &&
        isWhole(slice),
    );
    const broken = shifts.filter(({ worse }) => worse);
    const ruledOut = shifts.length > 0 && broken.length === 0 ? [say("diagnose/format-holds")] : [];
    return { findings: broken.map((shift) => findingOf(file, shift)), ruledOut };
  },
};

function findingOf(file: CaseFile, shift: Shift): Finding {
  const model = shift.subject.kind === "model" ? shift.subject.model : "";
  const target = culpritOfAnswers(file, model);
  const params = {
    name: model,
    before: shift.from,
    after: shift.to,
    rows: shift.countDuring,
  };
  return {
    ...target,
    detail: "",
    statement: say(`diagnose/cause-${target.kind}`, {
      name: model,
      version: target.version,
      detail: "",
    }),
    evidence: [
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/format-broken", params),
        weight: strength(shift.z, 2.5),
        measure: shift.measure,
      }),
    ],
  };
}
