import type { Diagnosis } from "../model/diagnosis.ts";
import { say } from "../model/message.ts";
import { probes } from "./catalog.ts";
import { componentMap } from "./component-map.ts";
import { pastEvidence } from "./past-evidence.ts";
import type { CaseFile, Probe } from "./probe.ts";
import { rank, unknownCause } from "./rank.ts";

/** Share of belief below which no cause is named. */
export const confidenceBar = 0.45;

/**
 * Explains an incident: asks every probe, ranks what they found, draws the map. Below the bar the answer
 * is "unknown", with the weaker candidates behind it. Pure; the same case gives the same diagnosis.
 */
export function diagnose(file: CaseFile, asked: readonly Probe[] = probes): Diagnosis {
  const answers = asked.map((probe) => probe.probe(file));
  const found = answers.flatMap(({ findings }) => findings);
  const { causes, somethingElse } = rank(file, [...found, ...pastEvidence(file, found)]);
  const similar = file.similar?.map((past) => ({
    incident: past.id,
    code: past.code,
    openedAt: past.openedAt,
    likeness: past.likeness,
    cause: past.cause?.statement ?? null,
    fixedBy: past.fixedBy,
  }));
  const ruledOut = answers.flatMap((answer) => answer.ruledOut);
  const first = causes[0];
  if (first && first.confidence >= confidenceBar) {
    const map = componentMap(file, first);
    return {
      causes,
      somethingElse,
      ruledOut,
      map,
      headline: first.statement,
      ...(similar && { similar }),
    };
  }
  return {
    causes: [unknownCause(somethingElse), ...causes],
    somethingElse: 0,
    ruledOut,
    map: componentMap(file, null),
    headline: say("diagnose/cause-unknown", { name: "", version: "", detail: "" }),
    ...(similar && { similar }),
  };
}
