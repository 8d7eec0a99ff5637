import type { Evidence } from "../../model/diagnosis.ts";
import type { ModelDifference, ModelSummary } from "../../model/model-summary.ts";
import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe, ToldVersion } from "../probe.ts";
import { compareModels } from "../versions/compare-models.ts";
import { versionSwitches, type VersionSwitch } from "../version-switch.ts";

const probeName = "version-contents";
/** Differences told by name; of more, how many. */
const namedMax = 4;

/**
 * What the file of a new version holds against that of the one before, and how it was trained. Says nothing where
 * nobody told Aceso of the versions (`aceso inspect FILE --model M --version V`).
 */
export const versionContents: Probe = {
  name: probeName,
  summary: "What differs between the files of two versions, and what their training curves say.",
  probe(file) {
    const told = file.versions ?? [];
    const findings: Finding[] = [];
    for (const change of versionSwitches(file)) {
      const of = (version: string) =>
        told.find((each) => each.model === change.model && each.version === version);
      const after = of(change.version);
      if (!after) continue;
      const found = [...contents(file, of(change.previous), after), ...training(file, after)];
      if (found.length > 0) findings.push(findingOf(change, found));
    }
    return { findings, ruledOut: [] };
  },
};

function findingOf({ model, version }: VersionSwitch, found: readonly Evidence[]): Finding {
  return {
    kind: "bad-version",
    component: { kind: "artifact", name: model },
    version,
    detail: "",
    statement: say("diagnose/cause-bad-version", { name: model, version, detail: "" }),
    evidence: found,
  };
}

function contents(
  file: CaseFile,
  before: ToldVersion | undefined,
  after: ToldVersion,
): readonly Evidence[] {
  if (!before?.summary || !after.summary) return [];
  const versions = { version: after.version, previous: before.version };
  if (before.summary.sha256 === after.summary.sha256) {
    // The same bytes cannot answer otherwise: what differs is around them.
    const statement = say("diagnose/version-same-file", versions);
    return [evidence(file, { probe: probeName, statement, weight: -3 })];
  }
  const differences = compareModels(before.summary, after.summary).filter(isTelling);
  if (differences.length === 0) {
    const statement = say("diagnose/version-other-weights", versions);
    return [evidence(file, { probe: probeName, statement, weight: 0.2 })];
  }
  const types = typesOf(before.summary, after.summary);
  const list = [...types, ...differences.filter(({ part }) => part !== "tensor" || !types.length)];
  const named = list.slice(0, namedMax).map(textOf).join("; ");
  const statement = say("diagnose/version-differs", {
    ...versions,
    count: differences.length,
    what: named,
  });
  return [evidence(file, { probe: probeName, statement, weight: types.length > 0 ? 1 : 0.7 })];
}

/** A hash says only that something differs. */
function isTelling({ part, name }: ModelDifference): boolean {
  return part !== "file" || name !== "sha256";
}

/** One difference for all tensors when their commonest element type changed: f32 → int8 is a quantised model. */
function typesOf(before: ModelSummary, after: ModelSummary): readonly ModelDifference[] {
  const [from, to] = [commonestType(before), commonestType(after)];
  return from === to ? [] : [{ part: "tensor", name: "types", before: from, after: to }];
}

function commonestType({ tensors }: ModelSummary): string {
  const counts = new Map<string, number>();
  for (const { type, shape } of tensors) {
    const size = shape.reduce((product, each) => product * each, 1);
    counts.set(type, (counts.get(type) ?? 0) + size);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

function textOf({ part, name, before, after }: ModelDifference): string {
  return `${part} ${name}: ${before || "—"} → ${after || "—"}`;
}

function training(file: CaseFile, { version, training: signs }: ToldVersion): readonly Evidence[] {
  return signs.map(({ kind, curve, step }) =>
    evidence(file, {
      probe: probeName,
      statement: say(`diagnose/training-${kind}`, { version, curve, step }),
      weight: 1.5,
    }),
  );
}
