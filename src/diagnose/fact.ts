import { alarmedMeasures } from "./alarmed.ts";
import type { CaseFile } from "./probe.ts";
import type { Message } from "../model/message.ts";
import { say } from "../model/message.ts";
import {
  busierModels,
  changedSettings,
  failingTools,
  longerInputs,
  servedModels,
} from "./llm-culprit.ts";
import { tightResources } from "./resource.ts";
import { movedDecisions } from "./probes/decision-rule.ts";
import { failingPeers } from "./probes/dependency.ts";
import { brokenFeatures } from "./probes/feature-integrity.ts";
import { hardwareSigns, watchesOurHardware } from "./probes/hardware.ts";
import { startFailures } from "./probes/machine-events.ts";
import { labelMixes } from "./probes/label-mix.ts";
import { knownErrorsOf } from "./probes/log-templates.ts";
import { injectionRises } from "./probes/prompt-injection.ts";
import { worseRetrievals } from "./probes/retrieval.ts";
import { serviceReleases, stuckReleases } from "./probes/service-release.ts";
import { movedGroups } from "./probes/users.ts";
import { versionSwitches } from "./version-switch.ts";
import { scopeOf } from "./scope.ts";
import { isWhole, shiftsOf, type Shift } from "./shift.ts";

/** What a kind of cause may expect to see or not to see in a case. */
export const factNames = [
  "inputs-drifted",
  "nulls-rose",
  "version-switched",
  "format-broken",
  "quality-dropped",
  "latency-rose",
  "errors-rose",
  "dependency-failing",
  "resource-tight",
  "feature-broken",
  "label-mix-moved",
  "groups-moved",
  "decisions-moved",
  "service-released",
  "retrieval-worse",
  "injection-rose",
  "hardware-ill",
  "settings-changed",
  "tools-failing",
  "model-busier",
  "release-stuck",
  "error-known",
] as const;
export type FactName = (typeof factNames)[number];

/** One thing that was looked at: seen, absent though it could have been seen, or not observable. */
export interface Fact {
  readonly name: FactName;
  readonly state: "seen" | "absent" | "unobserved";
  readonly statement: Message;
}

/** The facts of a case, each once. Missing telemetry makes a fact "unobserved", never "absent". */
export function factsOfCase(file: CaseFile): readonly Fact[] {
  const { models, entryServices } = scopeOf(file);
  const shifts = shiftsOf(file);
  const ofModels = shifts.filter(
    (shift) => shift.subject.kind === "model" && models.includes(shift.subject.model),
  );
  const ofServices = shifts.filter(
    (shift) =>
      shift.subject.kind === "service" &&
      entryServices.includes(shift.subject.service) &&
      isWhole(shift.slice),
  );
  const whole = ofModels.filter((shift) => isWhole(shift.slice));
  const speed = [...whole, ...ofServices].filter(
    ({ role }) => role === "latency" || role === "first-token",
  );
  const slowAlarms = alarmedMeasures(file, "latency").filter(
    ({ subject }) => models.includes(subject) || entryServices.includes(subject),
  );
  const nullFeatures = new Set(
    ofModels
      .filter(({ role, worse }) => role === "nulls" && worse)
      .map(({ slice }) => slice.feature),
  );
  const drifts = ofModels.filter(
    ({ role, slice }) => role === "drift" && !nullFeatures.has(slice.feature),
  );
  return [
    fromList(
      "inputs-drifted",
      drifts.length > 0,
      drifts.filter(({ worse }) => worse).length + longerInputs(file).length,
    ),
    fromShifts("nulls-rose", ofRole(ofModels, ["nulls"])),
    fromList(
      "version-switched",
      models.length > 0,
      versionSwitches(file).length + servedModels(file).length,
    ),
    fromShifts("format-broken", ofRole(whole, ["valid-output"])),
    fromShifts("quality-dropped", ofRole(whole, ["quality-higher", "quality-lower"])),
    fromList(
      "latency-rose",
      speed.length > 0 || slowAlarms.length > 0,
      speed.filter(({ worse }) => worse).length + slowAlarms.length,
    ),
    fromShifts("errors-rose", ofRole([...whole, ...ofServices], ["errors"])),
    fromList(
      "dependency-failing",
      shifts.some(({ slice }) => Boolean(slice.peer)),
      failingPeers(file).length + failingTools(file).length,
    ),
    fromList("feature-broken", drifts.length > 0, brokenFeatures(file).length),
    fromList(
      "label-mix-moved",
      shifts.some(({ measure }) => measure === "label-share"),
      labelMixes(file).filter(({ isKnown }) => isKnown).length,
    ),
    fromList("groups-moved", drifts.length > 0, movedGroups(file).length),
    fromList(
      "decisions-moved",
      shifts.some(({ measure }) => measure === "auc-roc"),
      movedDecisions(file).length,
    ),
    fromList("service-released", ofServices.length > 0, serviceReleases(file).length),
    ...factsOfCalls(file, ofModels),
    ...factsOfMachines(file),
  ];
}

/** What the calls of language models and their answers tell; not observable where there are none. */
function factsOfCalls(file: CaseFile, ofModels: readonly Shift[]): readonly Fact[] {
  const isCalled = (file.llmCalls ?? []).length > 0;
  return [
    fromList("retrieval-worse", ofModels.length > 0, worseRetrievals(file).length),
    fromList(
      "injection-rose",
      shiftsOf(file).some(({ measure }) => measure === "llm-suspected-injection"),
      injectionRises(file).length,
    ),
    fromList("settings-changed", isCalled, changedSettings(file).length),
    fromList("tools-failing", isCalled, failingTools(file).length),
    fromList("model-busier", isCalled, busierModels(file).length),
  ];
}

/** What machines and containers tell; that no release hangs is not known for sure. */
function factsOfMachines(file: CaseFile): readonly Fact[] {
  const stuck = startFailures(file).length + stuckReleases(file).length;
  return [
    fromList("resource-tight", file.resources.length > 0, tightResources(file).length),
    fromList("hardware-ill", watchesOurHardware(file), hardwareSigns(file).length),
    fromList("release-stuck", false, stuck),
    // One that is a bug by itself takes nothing from a bug.
    fromList("error-known", false, knownErrorsOf(file).filter(({ kind }) => kind !== "bug").length),
  ];
}

function ofRole(shifts: readonly Shift[], roles: readonly Shift["role"][]): readonly Shift[] {
  return shifts.filter(({ role }) => roles.includes(role));
}

function fromShifts(name: FactName, shifts: readonly Shift[]): Fact {
  return fromList(name, shifts.length > 0, shifts.filter(({ worse }) => worse).length);
}

function fromList(name: FactName, observable: boolean, count: number): Fact {
  const state = count > 0 ? "seen" : observable ? "absent" : "unobserved";
  return { name, state, statement: say(`diagnose/${name}-${state}`) };
}
