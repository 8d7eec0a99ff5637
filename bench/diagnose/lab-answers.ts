import { askProbes } from "../../src/diagnose/diagnose.ts";
import { shiftsOf } from "../../src/diagnose/shift.ts";
import type { ComponentRef } from "../../src/model/component.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { judgeCase, type JudgedCase, type LabCase } from "./lab-judge.ts";

/** Evidence kinds, each with the probes that bring it. */
const evidenceKinds: { readonly [name: string]: readonly string[] } = {
  changes: ["change-before-onset", "version-exposure", "version-contents", "service-release"],
  inputs: ["feature-null", "feature-integrity", "feature-drift", "users"],
  labels: ["label-mix", "concept-drift", "decision-rule", "worse-slices"],
  "language models": ["output-format", "prompt-injection", "retrieval", "llm-calls"],
  spans: ["dependency", "traffic-surge", "error-rate", "failing-spans"],
  machines: ["resource-saturation", "hardware", "machine-events"],
  logs: ["log-templates"],
  "all series side by side": ["component-ranking"],
};

/** Wrong answers shown at most. */
const blamedMax = 25;

/** One line per kind of fault: how many, and the shares right by kind, component and both. */
export function tableByKind(judged: readonly JudgedCase[]): readonly string[] {
  const kinds = [...new Set(judged.map(({ kind }) => kind))].sort();
  return kinds.map((kind) => {
    const own = judged.filter((each) => each.kind === kind);
    const share = (isHit: (each: JudgedCase) => boolean) =>
      (own.filter((each) => isHit(each)).length / own.length).toFixed(2);
    return [
      kind.padEnd(24),
      String(own.length).padStart(5),
      `kind ${share(({ truth, answer }) => answer.kind === (truth?.kind ?? "unknown"))}`,
      `component ${kind === "benign" ? "   -" : share(({ isComponentRight }) => isComponentRight)}`,
      `both ${share(({ isRight }) => isRight)}`,
    ].join("  ");
  });
}

/** What is kept of an incident once its case is closed. */
export interface LabResult {
  readonly judged: JudgedCase;
  /** Evidence-blind answer → whether it named the component. */
  readonly blind: { readonly [name: string]: boolean };
  /** Kind of evidence → whether the component was right without it. */
  readonly without: { readonly [evidence: string]: boolean };
}

/** Judges a case: each probe is asked once, whatever is left out afterwards. */
export function resultOf(each: LabCase): LabResult {
  const answers = askProbes(each.file);
  const truth = each.incident.truth?.component;
  const isTruth = (given: ComponentRef | undefined) =>
    truth !== undefined && given?.kind === truth.kind && given.name === truth.name;
  return {
    judged: judgeCase(each, answers),
    blind: {
      "largest-z": isTruth(largestShift(each)),
      "latest-change": isTruth(latestChange(each)),
      "alert-count": isTruth(mostAlerts(each)),
      random: isTruth(anyComponent(each)),
    },
    without: Object.fromEntries(
      Object.entries(evidenceKinds).map(([name, left]) => {
        const others = answers.filter(({ probe }) => !left.includes(probe));
        return [name, judgeCase(each, others).isComponentRight];
      }),
    ),
  };
}

/** What the answers lose when one kind of evidence is not asked for. */
export function ablation(results: readonly LabResult[]): readonly string[] {
  const faults = results.filter(({ judged }) => judged.truth !== null);
  const share = (isHit: (each: LabResult) => boolean) => shareOf(faults, isHit);
  const whole = share(({ judged }) => judged.isComponentRight);
  return Object.keys(evidenceKinds).map((name) => {
    const left = share(({ without }) => without[name] === true);
    return `without ${name}: component AC@1 ${left.toFixed(3)} (${(left - whole).toFixed(3)})`;
  });
}

/** Answers that look at no evidence of causes: what a hurried person might point at. */
export function baselines(
  results: readonly LabResult[],
): readonly { readonly name: string; readonly share: number }[] {
  const faults = results.filter(({ judged }) => judged.truth !== null);
  return Object.keys(results[0]?.blind ?? {}).map((name) => ({
    name,
    share: shareOf(faults, ({ blind }) => blind[name] === true),
  }));
}

function shareOf(results: readonly LabResult[], isHit: (each: LabResult) => boolean): number {
  return results.filter((each) => isHit(each)).length / Math.max(1, results.length);
}

/** The component of the measure that moved most, in standard errors. */
function largestShift({ file }: LabCase): ComponentRef | undefined {
  const shifts = shiftsOf(file).toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z));
  const first = shifts[0];
  return first && placeOf(first);
}

/** The component with the most measures that moved for the worse. */
function mostAlerts({ file }: LabCase): ComponentRef | undefined {
  const counts = new Map<string, { readonly place: ComponentRef; count: number }>();
  for (const shift of shiftsOf(file).filter(({ worse }) => worse)) {
    const place = placeOf(shift);
    const key = `${place.kind}/${place.name}`;
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { place, count: 1 });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count)[0]?.place;
}

/** What the newest change touched. */
function latestChange({ file }: LabCase): ComponentRef | undefined {
  const last = file.changes.at(-1);
  if (!last) return undefined;
  if (last.kind === "promotion" || (last.kind === "deploy" && last.model)) {
    return { kind: "artifact", name: last.model };
  }
  return { kind: "deployment", name: last.model || last.component };
}

function anyComponent({ file, incident }: LabCase): ComponentRef | undefined {
  const places = [
    ...shiftsOf(file).map((shift) => placeOf(shift)),
    { kind: "deployment", name: incident.alarm.model } as const,
    { kind: "artifact", name: incident.alarm.model } as const,
  ];
  return places[seededRandom(incident.seed).integer(places.length)];
}

/** The part that a measure by itself speaks of. */
function placeOf({ subject, slice, role }: ReturnType<typeof shiftsOf>[number]): ComponentRef {
  if (subject.kind === "service") {
    return slice.peer
      ? { kind: "dependency", name: slice.peer }
      : { kind: "serving", name: subject.service };
  }
  if (role === "nulls") return { kind: "features", name: subject.model };
  if (role === "drift" || role === "feature-mean") return { kind: "data", name: subject.model };
  return { kind: "artifact", name: subject.model };
}

/** The wrong answers, for who wants to see why. */
export function blamed(judged: readonly JudgedCase[]): readonly string[] {
  return judged
    .filter(({ isRight }) => !isRight)
    .slice(0, blamedMax)
    .map(
      ({ seed, kind, answer }) =>
        `seed ${seed}: ${kind} taken for ${answer.kind} ${answer.component.kind}/${answer.component.name} (${answer.confidence.toFixed(2)})`,
    );
}
