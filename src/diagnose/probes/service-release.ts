import { say } from "../../model/message.ts";
import { minute, second, type TimeMs } from "../../model/time.ts";
import type { ChangeRow } from "../../model/signals.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { isWhole, shiftsOf } from "../shift.ts";

const probeName = "service-release";
/** Share of a service's requests that a version must gain to count as released. */
const gainMin = 0.5;
/** Requests without the told version from which on it counts as not serving. */
const rowsMin = 20;
const stuckWeight = 1;
/** As for versions of a model that do as well as those before. */
const harmlessWeight = 4;
/** How near to the onset it must have begun to serve. */
const nearMs = 90 * second;

/** A version of a service, not of a model, that took over. */
export interface ServiceRelease {
  readonly service: string;
  readonly version: string;
  /** When it first answered; null where no short window shows it. */
  readonly since: TimeMs | null;
  /** Features of the models it serves whose values moved. */
  readonly moved: number;
}

/** Services of the case that run another release than before, by the versions in their own spans. */
export function serviceReleases(file: CaseFile): readonly ServiceRelease[] {
  const { entryServices } = scopeOf(file);
  const moved = movedFeatures(file);
  return entryServices.flatMap((service) => {
    const before = rowsByVersion(file, service, "before");
    const during = rowsByVersion(file, service, "during");
    const all = sum(during);
    const allBefore = sum(before);
    if (all === 0 || allBefore === 0) return [];
    return [...during].flatMap(([version, rows]) => {
      const gained = rows / all - (before.get(version) ?? 0) / allBefore;
      if (gained < gainMin) return [];
      return [{ service, version, since: firstSeen(file, service, version), moved }];
    });
  });
}

/**
 * Deploys that were told shortly before the onset and whose version answers nothing, while the version before them does:
 * a roll-out that hangs. Told and seen versions must be written alike, which `from` shows.
 */
export function stuckReleases(file: CaseFile): readonly ChangeRow[] {
  const { entryServices } = scopeOf(file);
  return file.changes.filter(({ kind, component, from, to, time }) => {
    if (kind !== "deploy" || from === "" || to === "" || from === to) return false;
    const lead = file.incident.onset - time;
    if (!entryServices.includes(component) || lead > 2 * minute || lead < -nearMs) return false;
    const during = rowsByVersion(file, component, "during");
    return (during.get(from) ?? 0) >= rowsMin && !during.has(to);
  });
}

/** A release of the serving code that changed what the model is fed, or fails by itself. */
export const serviceRelease: Probe = {
  name: probeName,
  summary: "Releases of the serving code by the versions in its spans, and what moved with them.",
  probe(file) {
    return {
      findings: [
        ...serviceReleases(file).map((release) => findingOf(file, release)),
        ...stuckReleases(file).map((stuck) => stuckFinding(file, stuck)),
      ],
      ruledOut: [],
    };
  },
};

function findingOf(file: CaseFile, { service, version, since, moved }: ServiceRelease): Finding {
  const late = since === null ? null : since - file.incident.onset;
  // The onset is known to about a window and may be late by a minute or more.
  const isNear = late !== null && late <= nearMs && late >= -2 * minute;
  const found = [
    evidence(file, {
      probe: probeName,
      statement: say("diagnose/release-began", {
        name: service,
        version,
        seconds: Math.round(Math.abs(late ?? 0) / second),
      }),
      weight: isNear ? 2 : -1,
    }),
  ];
  if (moved >= 2) {
    const statement = say("diagnose/release-moved-features", { name: service, count: moved });
    found.push(evidence(file, { probe: probeName, statement, weight: 3 }));
  }
  const failing = shiftsOf(file).find(
    ({ subject, slice, role, worse }) =>
      worse &&
      role === "errors" &&
      subject.kind === "service" &&
      subject.service === service &&
      isWhole(slice),
  );
  if (failing && isNear) {
    const params = { name: service, version, before: failing.from, after: failing.to };
    const statement = say("diagnose/release-fails", params);
    found.push(
      evidence(file, { probe: probeName, statement, weight: 2, measure: failing.measure }),
    );
  }
  if (isHarmless(file, service)) {
    const statement = say("diagnose/release-as-before", { name: service, version });
    found.push(evidence(file, { probe: probeName, statement, weight: -harmlessWeight }));
  }
  return {
    kind: "deployment",
    component: { kind: "deployment", name: service },
    version,
    detail: "",
    statement: say("diagnose/cause-deployment", { name: service, version, detail: "" }),
    evidence: found,
  };
}

/** Whether enough is known of a service or of the case's models, and nothing of it became worse. */
function isHarmless(file: CaseFile, service: string): boolean {
  const { models } = scopeOf(file);
  const own = shiftsOf(file).filter(({ subject }) =>
    subject.kind === "service" ? subject.service === service : models.includes(subject.model),
  );
  return own.length > 0 && !own.some(({ worse }) => worse);
}

function stuckFinding(file: CaseFile, { component: name, to: version, from }: ChangeRow): Finding {
  const statement = say("diagnose/release-not-serving", { name, version, before: from });
  return {
    kind: "deployment",
    component: { kind: "deployment", name },
    version,
    detail: "",
    statement: say("diagnose/cause-deployment", { name, version, detail: "" }),
    evidence: [evidence(file, { probe: probeName, statement, weight: stuckWeight })],
  };
}

/** How many features of the case's models drifted. */
function movedFeatures(file: CaseFile): number {
  const { models } = scopeOf(file);
  return shiftsOf(file).filter(
    ({ subject, slice, role, worse }) =>
      worse &&
      role === "drift" &&
      !slice.version &&
      subject.kind === "model" &&
      models.includes(subject.model),
  ).length;
}

/** version → rows of the service's own spans */
function rowsByVersion(
  file: CaseFile,
  service: string,
  which: "before" | "during",
): ReadonlyMap<string, number> {
  const rows = which === "before" ? file.measurementsBefore : file.measurementsDuring;
  const counts = new Map<string, number>();
  for (const { measure, subject, slice, count } of rows) {
    if (measure !== "request-rate" || subject.kind !== "service") continue;
    if (subject.service !== service || !slice.version || slice.peer) continue;
    counts.set(slice.version, count);
  }
  return counts;
}

function firstSeen(file: CaseFile, service: string, version: string): TimeMs | null {
  let first: TimeMs | null = null;
  for (const { subject, slice, count, window } of file.measurementsOverTime) {
    if (subject.kind !== "service" || subject.service !== service || count === 0) continue;
    if (slice.version !== version || !isWhole({ ...slice, version: "" })) continue;
    if (first === null || window.start < first) first = window.start;
  }
  return first;
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
