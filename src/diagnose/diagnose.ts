import type { Cause, Diagnosis } from "../model/diagnosis.ts";
import { probes } from "./catalog.ts";
import { componentMap } from "./component-map.ts";
import { pastEvidence } from "./past-evidence.ts";
import type { CaseFile, Probe } from "./probe.ts";
import { rank, unknownCause } from "./rank.ts";

/** Share of belief below which no cause is named. */
export const confidenceBar = 0.45;

/** What one probe answered. */
export interface ProbeAnswer extends ReturnType<Probe["probe"]> {
  readonly probe: string;
}

/**
 * Explains an incident: asks every probe, ranks what they found, draws the map. Below the bar the answer
 * is "unknown", with the weaker candidates behind it. Pure; the same case gives the same diagnosis.
 */
export function diagnose(file: CaseFile, asked: readonly Probe[] = probes): Diagnosis {
  const answers = askProbes(file, asked);
  const { causes, somethingElse, named } = explain(file, answers);
  const similar = file.similar?.map((past) => ({
    incident: past.id,
    code: past.code,
    openedAt: past.openedAt,
    likeness: past.likeness,
    cause: past.cause?.statement ?? null,
    fixedBy: past.fixedBy,
  }));
  return {
    causes,
    somethingElse,
    ruledOut: answers.flatMap(({ ruledOut }) => ruledOut),
    map: componentMap(file, named),
    headline: named?.statement ?? unknownCause(1).statement,
    ...(similar && { similar }),
  };
}

/** Every probe's answer, in the order they are asked. */
export function askProbes(
  file: CaseFile,
  asked: readonly Probe[] = probes,
): readonly ProbeAnswer[] {
  return asked.map((probe) => ({ probe: probe.name, ...probe.probe(file) }));
}

/** Causes, likeliest first, from the answers of some or all probes; `named` is null where none reaches the bar. */
export function explain(
  file: CaseFile,
  answers: readonly ProbeAnswer[],
): Pick<Diagnosis, "causes" | "somethingElse"> & { readonly named: Cause | null } {
  const found = answers.flatMap(({ findings }) => findings);
  const { causes, somethingElse } = rank(file, [...found, ...pastEvidence(file, found)]);
  const first = causes[0];
  if (first && first.confidence >= confidenceBar) return { causes, somethingElse, named: first };
  return { causes: [unknownCause(somethingElse), ...causes], somethingElse: 0, named: null };
}
