import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { factsOf, scopeOf } from "../scope.ts";
import { shiftsOf, type Shift } from "../shift.ts";

const probeName = "users";

/** Text inputs of the case's models whose mix of values moved: other groups of users than before. */
export function movedGroups(file: CaseFile): readonly Shift[] {
  const { models } = scopeOf(file);
  return shiftsOf(file)
    .filter(({ subject, slice, role, worse }) => {
      if (!worse || role !== "drift" || slice.version || subject.kind !== "model") return false;
      if (!models.includes(subject.model)) return false;
      const features = factsOf(file, subject.model)?.features ?? [];
      return features.some(({ name, type }) => name === slice.feature && type === "text");
    })
    .toSorted((a, b) => b.to - b.from - (a.to - a.from));
}

/** The requests come from other users: a group that was rare is common now. */
export const users: Probe = {
  name: probeName,
  summary: "Inputs that name a group (country, device, plan), and whether their mix moved.",
  probe(file) {
    const moved = movedGroups(file);
    const first = moved[0];
    return { findings: first ? [findingOf(file, first)] : [], ruledOut: [] };
  },
};

function findingOf(file: CaseFile, { subject, slice, from, to, measure }: Shift): Finding {
  const name = subject.kind === "model" ? subject.model : "";
  const feature = slice.feature ?? "";
  return {
    kind: "usage",
    component: { kind: "client", name },
    version: "",
    detail: "",
    statement: say("diagnose/cause-usage", { name, version: "", detail: "" }),
    evidence: [
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/groups-moved", { feature, before: from, after: to }),
        weight: Math.min(4, 1.5 + 8 * (to - from)),
        measure,
      }),
    ],
  };
}
