import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { isWhole, shiftsOf, strength, type Shift } from "../shift.ts";
import { failingPeers } from "./dependency.ts";

const probeName = "error-rate";

/** A service that fails by itself: errors rose and nothing it calls fails. */
export const errorRate: Probe = {
  name: probeName,
  summary: "Errors of a service that no failing dependency explains.",
  probe(file) {
    const { services } = scopeOf(file);
    const looked = shiftsOf(file).filter(
      ({ role, subject, slice }) =>
        role === "errors" &&
        subject.kind === "service" &&
        services.includes(subject.service) &&
        isWhole(slice),
    );
    const rose = looked.filter(({ worse }) => worse);
    const ruledOut =
      looked.length > 0 && rose.length === 0
        ? [say("diagnose/errors-fine", { count: looked.length })]
        : [];
    return { findings: rose.map((shift) => findingOf(file, shift)), ruledOut };
  },
};

function findingOf(file: CaseFile, shift: Shift): Finding {
  const name = shift.subject.kind === "service" ? shift.subject.service : "";
  const params = { name, before: shift.from, after: shift.to };
  const parts = [
    evidence(file, {
      probe: probeName,
      statement: say("diagnose/errors-rose", params),
      weight: strength(shift.z, 2.5),
      measure: shift.measure,
    }),
  ];
  const failing = failingPeers(file).find(({ caller }) => caller === name);
  if (failing) {
    const statement = say("diagnose/service-peer-failing", { name, peer: failing.peer });
    parts.push(evidence(file, { probe: probeName, statement, weight: -2.5 }));
  }
  return {
    kind: "bug",
    component: { kind: "serving", name },
    version: "",
    detail: "",
    statement: say("diagnose/cause-bug", { name, version: "", detail: "" }),
    evidence: parts,
  };
}
