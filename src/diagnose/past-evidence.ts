import { say } from "../model/message.ts";
import type { SimilarIncident } from "../model/similar-incident.ts";
import { componentKey, evidence } from "./evidence.ts";
import type { CaseFile, Finding } from "./probe.ts";

/**
 * Nats that a past cause says of this one, for incidents that look the same in everything: known to be right (a
 * verified repair or a person's mark), only supposed, known to be wrong. Hints: what happens now decides.
 */
const weights = { known: 0.7, supposed: 0.2, wrong: -0.7 } as const;

/**
 * What incidents that looked alike say of the causes that probes found now. A cause of the past that nothing speaks
 * for today is not brought up again.
 */
export function pastEvidence(file: CaseFile, findings: readonly Finding[]): readonly Finding[] {
  const found: Finding[] = [];
  for (const past of file.similar ?? []) {
    const { cause } = past;
    if (cause === null) continue;
    const now = findings.find(
      ({ kind, component }) =>
        kind === cause.kind && componentKey(component) === componentKey(cause.component),
    );
    if (now) found.push({ ...now, version: "", detail: "", evidence: [told(file, past)] });
  }
  return found;
}

function told(file: CaseFile, past: SimilarIncident) {
  const { mark, fixedBy, code, openedAt, likeness } = past;
  const isKnown = mark === "right" || fixedBy !== null;
  const standing = mark === "wrong" ? "wrong" : isKnown ? "known" : "supposed";
  const statement = say(`diagnose/past-${standing}`, { code, time: openedAt, likeness });
  const weight = weights[standing] * likeness;
  return evidence(file, { probe: "past-incidents", statement, weight });
}
