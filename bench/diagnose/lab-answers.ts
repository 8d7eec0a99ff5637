import { probes } from "../../src/diagnose/catalog.ts";
import { shiftsOf } from "../../src/diagnose/shift.ts";
import type { ComponentRef } from "../../src/model/component.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { judgeCase, type JudgedCase, type LabCase } from "./lab-judge.ts";

/** Evidence kinds, each with the probes that bring it. */
const evidenceKinds: { readonly [name: string]: readonly string[] } = {
  changes: ["change-before-onset", "version-exposure", "version-contents", "service-release"],
  inputs: ["feature-null", "feature-integrity", "feature-drift", "users"],
  labels: ["label-mix", "concept-drift", "decision-rule", "worse-slices"],
  "language models": ["output-format", "prompt-injection", "retrieval"],
  spans: ["dependency", "traffic-surge", "error-rate"],
  machines: ["resource-saturation", "hardware"],
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

/** Expected calibration error over ten equal bins of the first cause's confidence, and their plot. */
export function reliability(judged: readonly JudgedCase[]): {
  readonly calibrationError: number;
  readonly lines: readonly string[];
} {
  const lines: string[] = ["confidence   cases  right  (# right, | stated)"];
  let error = 0;
  for (let bin = 0; bin < 10; bin += 1) {
    const own = judged.filter(
      ({ answer }) => Math.min(9, Math.floor(answer.confidence * 10)) === bin,
    );
    if (own.length === 0) continue;
    const stated = own.reduce((sum, { answer }) => sum + answer.confidence, 0) / own.length;
    const right = own.filter(({ isRight }) => isRight).length / own.length;
    error += (own.length / judged.length) * Math.abs(stated - right);
    const bar = "#".repeat(Math.round(right * 40)).padEnd(41);
    const at = Math.round(stated * 40);
    lines.push(
      `${(bin / 10).toFixed(1)} to ${((bin + 1) / 10).toFixed(1)}  ${String(own.length).padStart(6)}  ` +
        `${right.toFixed(2).padStart(5)}  ${bar.slice(0, at)}|${bar.slice(at + 1)}`,
    );
  }
  return { calibrationError: error, lines };
}

/** What the answers lose when one kind of evidence is not asked for. */
export function ablation(cases: readonly LabCase[]): readonly string[] {
  const share = (without: readonly string[]) => {
    const asked = probes.filter(({ name }) => !without.includes(name));
    const faults = cases.filter(({ incident }) => incident.truth !== null);
    return (
      faults.filter((each) => judgeCase(each, asked).isComponentRight).length /
      Math.max(1, faults.length)
    );
  };
  const whole = share([]);
  return Object.entries(evidenceKinds).map(([name, without]) => {
    const left = share(without);
    return `without ${name}: component AC@1 ${left.toFixed(3)} (${(left - whole).toFixed(3)})`;
  });
}

/** Answers that look at no evidence of causes: what a hurried person might point at. */
export function baselines(
  cases: readonly LabCase[],
): readonly { readonly name: string; readonly share: number }[] {
  const faults = cases.filter(({ incident }) => incident.truth !== null);
  const share = (answer: (each: LabCase) => ComponentRef | undefined) =>
    faults.filter((each) => {
      const given = answer(each);
      const truth = each.incident.truth?.component;
      return given?.kind === truth?.kind && given?.name === truth?.name;
    }).length / Math.max(1, faults.length);
  return [
    { name: "largest-z", share: share(largestShift) },
    { name: "latest-change", share: share(latestChange) },
    { name: "alert-count", share: share(mostAlerts) },
    { name: "random", share: share(anyComponent) },
  ];
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
