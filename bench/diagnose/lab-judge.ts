import { explain, type ProbeAnswer } from "../../src/diagnose/diagnose.ts";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import type { LabLayer, LabTruth } from "../../src/lab/fault-kind.ts";
import type { LabIncident } from "../../src/lab/incident.ts";
import type { CauseKind, ComponentRef } from "../../src/model/component.ts";

/** A drawn incident and what the pipeline would know of it. */
export interface LabCase {
  readonly incident: LabIncident;
  readonly file: CaseFile;
}

/** The first cause beside the truth. */
export interface JudgedCase {
  readonly seed: number;
  readonly kind: string;
  readonly truth: LabTruth | null;
  readonly answer: {
    readonly kind: CauseKind;
    readonly component: ComponentRef;
    readonly confidence: number;
  };
  readonly isLayerRight: boolean;
  readonly isComponentRight: boolean;
  /** Kind and component; for a benign incident "unknown". */
  readonly isRight: boolean;
}

/** Where each kind of cause sits. */
const layers: { readonly [Kind in CauseKind]: LabLayer | null } = {
  "data-drift": "data",
  "data-quality": "data",
  "concept-drift": "data",
  "label-shift": "data",
  "training-data": "training",
  "training-process": "training",
  parameters: "training",
  "bad-version": "training",
  deployment: "deployment",
  configuration: "deployment",
  prompt: "deployment",
  retrieval: "dependency",
  dependency: "dependency",
  resource: "runtime",
  bug: "runtime",
  "hardware-fault": "hardware",
  overload: "usage",
  usage: "usage",
  security: "usage",
  unknown: null,
};

/** Compares the first cause that probes' answers lead to with the truth. */
export function judgeCase(
  { incident, file }: LabCase,
  answers: readonly ProbeAnswer[],
): JudgedCase {
  const [first] = explain(file, answers).causes;
  const answer = {
    kind: first?.kind ?? "unknown",
    component: first?.component ?? { kind: "client", name: "unknown" },
    confidence: first?.confidence ?? 1,
  } as const;
  const { seed, kind, layer, truth } = incident;
  const isComponentRight =
    truth !== null &&
    answer.component.kind === truth.component.kind &&
    answer.component.name === truth.component.name;
  return {
    seed,
    kind,
    truth,
    answer,
    isLayerRight: layers[answer.kind] === layer,
    isComponentRight,
    isRight:
      truth === null ? answer.kind === "unknown" : isComponentRight && answer.kind === truth.kind,
  };
}
