import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { factsOf, scopeOf } from "../scope.ts";
import { shiftsOf, strength } from "../shift.ts";
import { retrievalLoss } from "../traces/llm-signs.ts";

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
  /** The service that retrieves; the model's own name where no call looks like it. */
  readonly retriever: string;
  /** Name of the feature, or of the number on the spans, that tells the fit. */
  readonly told: string;
  readonly from: number;
  readonly to: number;
  /** Standard errors, negative. */
  readonly z: number;
  /** The measure that shows it; undefined where spans tell it. */
  readonly measure: string | undefined;
}

/** Models of the case whose retrieved passages fit worse than before, by their predictions or their spans. */
export function worseRetrievals(file: CaseFile): readonly WorseRetrieval[] {
  const { models } = scopeOf(file);
  const byFeature = shiftsOf(file).flatMap((shift): readonly WorseRetrieval[] => {
    const { subject, slice, role, from, to, z, measure } = shift;
    if (subject.kind !== "model" || !models.includes(subject.model)) return [];
    if (role !== "feature-mean" || slice.version || !fitNames.test(slice.feature ?? "")) return [];
    const isWorse = z <= -4 && from > 0 && to <= (1 - lossMin) * from;
    const { model } = subject;
    const retriever = retrieverOf(file, model);
    return isWorse ? [{ model, retriever, told: slice.feature ?? "", from, to, z, measure }] : [];
  });
  const bySpans = (file.llmCalls ?? []).flatMap(({ model, before, during }) => {
    const loss = retrievalLoss(before, during);
    if (!loss) return [];
    const retriever = retrieverOf(file, model);
    const { before: from, after: to, z } = loss;
    return [{ model, retriever, told: "score", from, to, z, measure: undefined }];
  });
  return [...byFeature, ...bySpans];
}

/** A language model answers from passages that no longer fit the question. */
export const retrieval: Probe = {
  name: probeName,
  summary:
    "How well retrieved passages fit, as the service reports it with each prediction or on the spans of its retrieval.",
  probe(file) {
    return {
      findings: worseRetrievals(file).map((worse) => findingOf(file, worse)),
      ruledOut: [],
    };
  },
};

function findingOf(file: CaseFile, worse: WorseRetrieval): Finding {
  const { retriever: name, told: feature, from, to, z, measure } = worse;
  return {
    kind: "retrieval",
    component: { kind: "dependency", name },
    version: "",
    detail: "",
    statement: say("diagnose/cause-retrieval", { name, version: "", detail: "" }),
    evidence: [
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/retrieval-worse", { feature, before: from, after: to }),
        weight: 1 + strength(z, 3),
        ...(measure !== undefined && { measure }),
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
