import type { Evidence } from "../../model/diagnosis.ts";
import type { Measurement } from "../../model/measurement.ts";
import { say } from "../../model/message.ts";
import { minute, second } from "../../model/time.ts";
import { evidence } from "../evidence.ts";
import { busierModels } from "../llm-culprit.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { unitOf } from "../role.ts";
import { factsOf } from "../scope.ts";
import { compare, strength, type Shift } from "../shift.ts";
import { versionSwitches, type VersionSwitch } from "../version-switch.ts";
import { causeOf, changeTo } from "./change-before-onset.ts";

const probeName = "version-exposure";

/**
 * Does only the new version fail? Compares it with other versions on the same traffic now where there
 * are any (the stronger test: inputs are equal), else with what served before it.
 */
export const versionExposure: Probe = {
  name: probeName,
  summary: "Whether the trouble follows a version: new against old, now and before.",
  probe(file) {
    const switches = versionSwitches(file);
    if (switches.length === 0) {
      return { findings: [], ruledOut: [say("diagnose/no-version-switch")] };
    }
    return { findings: switches.map((change) => findingOf(file, change)), ruledOut: [] };
  },
};

function findingOf(file: CaseFile, change: VersionSwitch): Finding {
  const { model, version } = change;
  const isPrompt = isPromptVersion(file, change);
  const kind = isPrompt ? "prompt" : "bad-version";
  const found = [
    timing(file, change),
    ...againstOthers(file, change),
    ...againstBefore(file, change),
  ].filter((part) => part !== undefined);
  return {
    kind,
    component: { kind: isPrompt ? "deployment" : "artifact", name: model },
    version,
    detail: "",
    statement: say(`diagnose/cause-${kind}`, { name: model, version, detail: "" }),
    evidence: found,
  };
}

/** A told change decides; else versions that only language-model calls carry are prompt versions. */
function isPromptVersion(file: CaseFile, change: VersionSwitch): boolean {
  const told = changeTo(file, change.model, change.version);
  if (told) return causeOf(told).kind === "prompt";
  return factsOf(file, change.model)?.task === "generation" && change.onCalls;
}

function timing(file: CaseFile, change: VersionSwitch): Evidence | undefined {
  if (change.since === null) return undefined;
  const lead = file.incident.onset - change.since;
  const isNear = lead >= -minute && lead <= 2 * minute;
  const isFar = lead > 15 * minute || lead < -2 * minute;
  if (!isNear && !isFar) return undefined;
  const statement = say(isNear ? "diagnose/version-since-onset" : "diagnose/version-not-at-onset", {
    version: change.version,
    seconds: Math.round(Math.abs(lead) / second),
    before: change.shareBefore,
    after: change.shareDuring,
  });
  return evidence(file, { probe: probeName, statement, weight: isNear ? 1.5 : -1.5 });
}

/** The same traffic, served by other versions at the same time. */
function againstOthers(file: CaseFile, change: VersionSwitch): readonly (Evidence | undefined)[] {
  const pairs = pairsOf(
    file.measurementsDuring,
    file.measurementsDuring,
    change,
    // The rows without a version hold all of them together, the new one too.
    (version) => version !== "" && version !== change.version,
  );
  if (pairs.length === 0) return [];
  const worst = worstOf(pairs);
  if (worst) return [tell(file, "diagnose/version-worse-than-others", change, worst, 4)];
  const first = sharedFall(pairs, againstBeforeShifts(file, change));
  if (!first) return [];
  return [
    evidence(file, {
      probe: probeName,
      statement: say("diagnose/version-as-others", {
        version: change.version,
        measure: first.measure,
        unit: unitOf(first.measure),
        before: first.from,
        after: first.to,
      }),
      weight: -3,
    }),
  ];
}

/**
 * The comparison with the others by the measure that fell most, where they share at least half of its
 * fall. That a few rows of two versions cannot be told apart says nothing.
 */
function sharedFall(pairs: readonly Shift[], sinceBefore: readonly Shift[]): Shift | undefined {
  const fall = worstOf(sinceBefore);
  const pair = pairs.find(({ measure }) => measure === fall?.measure);
  if (!fall || !pair) return undefined;
  return Math.abs(pair.to - pair.from) <= Math.abs(fall.to - fall.from) / 2 ? pair : undefined;
}

function againstBefore(file: CaseFile, change: VersionSwitch): readonly (Evidence | undefined)[] {
  const shifts = againstBeforeShifts(file, change);
  const worst = worstOf(shifts);
  if (worst) return [tell(file, "diagnose/version-worse-than-before", change, worst, 3)];
  const first = shifts[0];
  // Answers as good as before that take several times the tokens or calls are not as good as before.
  const isDearer = change.onCalls && busierModels(file).includes(change.model);
  if (!first || isDearer) return [];
  return [
    evidence(file, {
      probe: probeName,
      statement: say("diagnose/version-as-before", {
        version: change.version,
        measure: first.measure,
        unit: unitOf(first.measure),
        before: first.from,
        after: first.to,
      }),
      weight: -5,
    }),
  ];
}

function againstBeforeShifts(file: CaseFile, change: VersionSwitch): readonly Shift[] {
  return pairsOf(
    file.measurementsBefore,
    file.measurementsDuring,
    change,
    (version) => version === "",
  );
}

/** The new version's measures now, each against the same measure of the rows `isOther` accepts. */
function pairsOf(
  others: readonly Measurement[],
  during: readonly Measurement[],
  change: VersionSwitch,
  isOther: (version: string) => boolean,
): readonly Shift[] {
  const found: Shift[] = [];
  for (const row of during) {
    if (!isOf(row, change.model) || (row.slice.version ?? "") !== change.version) continue;
    const best = others
      .filter((other) => isOf(other, change.model) && other.measure === row.measure)
      .filter((other) => isOther(other.slice.version ?? "") && other !== row)
      .filter((other) => isOther("") === !other.slice.version)
      .toSorted((a, b) => b.count - a.count)[0];
    const shift = best ? compare(best, row) : undefined;
    if (shift && countsForVersions(shift)) found.push(shift);
  }
  return found;
}

/** Roles that say how well a version does; drift and nulls are the inputs' doing. */
function countsForVersions({ role }: Shift): boolean {
  return (
    role !== "drift" &&
    role !== "nulls" &&
    role !== "other" &&
    role !== "feature-mean" &&
    role !== "rate"
  );
}

function isOf(row: Measurement, model: string): boolean {
  const { feature, peer, class: label } = row.slice;
  return row.subject.kind === "model" && row.subject.model === model && !feature && !peer && !label;
}

function worstOf(shifts: readonly Shift[]): Shift | undefined {
  return shifts.filter(({ worse }) => worse).toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))[0];
}

function tell(
  file: CaseFile,
  code: string,
  change: VersionSwitch,
  shift: Shift,
  most: number,
): Evidence {
  return evidence(file, {
    probe: probeName,
    statement: say(code, {
      version: change.version,
      measure: shift.measure,
      unit: unitOf(shift.measure),
      before: shift.from,
      after: shift.to,
      rows: shift.countDuring,
    }),
    weight: strength(shift.z, most),
    measure: shift.measure,
  });
}
