import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { factsOf, scopeOf } from "../scope.ts";
import { shiftsOf, strength, type Shift } from "../shift.ts";

const probeName = "retrieval";
/** Names under which services report how well retrieved passages fit. */
const fitNames = /retriev|relevan|similarity|passage|context_(score|fit)|(^|_)hit_rate/i;
/** Names of what retrieves. */
const retrieverNames = /retriev|search|vector|index|embed|rag/i;
/** Share of the usual fit that must be lost. */
const lossMin = 0.1;

/** The fit of what is retrieved for a model fell. */
export interface WorseRetrieval {
  readonly model: string;
  readonly fit: Shift;
}

/** Models of the case whose retrieved passages fit worse than before. */
export function worseRetrievals(file: CaseFile): readonly WorseRetrieval[] {
  const { models } = scopeOf(file);
  return shiftsOf(file).flatMap((shift) => {
    const { subject, slice, role, from, to, z } = shift;
    if (subject.kind !== "model" || !models.includes(subject.model)) return [];
    if (role !== "feature-mean" || slice.version || !fitNames.test(slice.feature ?? "")) return [];
    const isWorse = z <= -4 && from > 0 && to <= (1 - lossMin) * from;
    return isWorse ? [{ model: subject.model, fit: shift }] : [];
  });
}

/** A language model answers from passages that no longer fit the question. */
export const retrieval: Probe = {
  name: probeName,
  summary: "How well retrieved passages fit, as the service reports it with each prediction.",
  probe(file) {
    return {
      findings: worseRetrievals(file).map((worse) => findingOf(file, worse)),
      ruledOut: [],
    };
  },
};

function findingOf(file: CaseFile, { model, fit }: WorseRetrieval): Finding {
  const name = retrieverOf(file, model);
  return {
    kind: "retrieval",
    component: { kind: "dependency", name },
    version: "",
    detail: "",
    statement: say("diagnose/cause-retrieval", { name, version: "", detail: "" }),
    evidence: [
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/retrieval-worse", {
          feature: fit.slice.feature ?? "",
          before: fit.from,
          after: fit.to,
        }),
        weight: 1 + strength(fit.z, 3),
        measure: fit.measure,
      }),
    ],
  };
}

/** What the model's services call to retrieve; the model itself where no call looks like it. */
function retrieverOf(file: CaseFile, model: string): string {
  const services = factsOf(file, model)?.services ?? [];
  const called = file.edges.filter(({ caller }) => services.includes(caller.name));
  return called.find(({ callee }) => retrieverNames.test(callee.name))?.callee.name ?? model;
}
