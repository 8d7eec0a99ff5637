import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { isWhole, shiftsOf, strength, type Shift } from "../shift.ts";

const probeName = "prompt-injection";
/** Rise of the share of suspicious prompts, and standard errors, that count as an attack. */
const riseMin = 0.05;
const zMin = 3;

/** Models of the case whose prompts look like injection more often than before. */
export function injectionRises(file: CaseFile): readonly Shift[] {
  const { models } = scopeOf(file);
  return shiftsOf(file).filter(
    ({ measure, subject, slice, from, to, z }) =>
      measure === "llm-suspected-injection" &&
      subject.kind === "model" &&
      models.includes(subject.model) &&
      isWhole(slice) &&
      to - from >= riseMin &&
      z >= zMin,
  );
}

/** Somebody tries to make the model leave its instructions. */
export const promptInjection: Probe = {
  name: probeName,
  summary: "Prompts that hold well-known phrases of prompt injection.",
  probe(file) {
    const rises = injectionRises(file);
    const looked = shiftsOf(file).some(({ measure }) => measure === "llm-suspected-injection");
    const ruledOut = looked && rises.length === 0 ? [say("diagnose/prompts-usual")] : [];
    return { findings: rises.map((shift) => findingOf(file, shift)), ruledOut };
  },
};

function findingOf(file: CaseFile, shift: Shift): Finding {
  const name = shift.subject.kind === "model" ? shift.subject.model : "";
  return {
    kind: "security",
    component: { kind: "client", name },
    version: "",
    detail: "",
    statement: say("diagnose/cause-security", { name, version: "", detail: "" }),
    evidence: [
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/injection-suspected", {
          name,
          before: shift.from,
          after: shift.to,
          rows: shift.countDuring,
        }),
        weight: 1 + strength(shift.z, 3),
        measure: shift.measure,
      }),
    ],
  };
}
