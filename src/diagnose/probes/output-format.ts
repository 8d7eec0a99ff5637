import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { factsOf, scopeOf } from "../scope.ts";
import { isWhole, shiftsOf, strength, type Shift } from "../shift.ts";
import { versionSwitches } from "../version-switch.ts";
import { causeOf } from "./change-before-onset.ts";

const probeName = "output-format";

/**
 * Outputs stopped matching their declared format. What broke it is what changed last: the prompt, the
 * model version, a setting; with no change at all, a bug in what makes or wraps the answer.
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

/** What is to blame where the answers of a model are broken: what changed last, or what makes them. */
export function culpritOfAnswers(
  file: CaseFile,
  model: string,
): Pick<Finding, "kind" | "component" | "version"> {
  const told = file.changes.findLast(
    (change) => change.model === model && change.time <= file.incident.onset + 30_000,
  );
  const change = told ? causeOf(told) : undefined;
  const switched = versionSwitches(file).find((found) => found.model === model);
  if (change && (change.kind !== "bad-version" || change.version === switched?.version)) {
    return { kind: change.kind, component: change.component, version: change.version };
  }
  if (switched) {
    const isPrompt = factsOf(file, model)?.task === "generation" && switched.onCalls;
    return {
      kind: isPrompt ? "prompt" : "bad-version",
      component: { kind: isPrompt ? "deployment" : "artifact", name: model },
      version: switched.version,
    };
  }
  return { kind: "bug", component: { kind: "deployment", name: model }, version: "" };
}
