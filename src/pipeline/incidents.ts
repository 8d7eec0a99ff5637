import { advance, type Firing, type Recovery } from "../incident/advance.ts";
import { foldIncident } from "../incident/fold.ts";
import { dateOnset } from "../incident/onset.ts";
import { subjectOf } from "../incident/subject.ts";
import { pastIncidentOf } from "../incident/similar.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { Evaluation } from "../model/monitor.ts";
import type { PastIncident } from "../model/similar-incident.ts";
import { hour, minute, type TimeMs } from "../model/time.ts";
import { knownEdges } from "./known-edges.ts";
import type { MonitorAtWork } from "./judge.ts";
import type { Loop, ProjectState } from "./loop.ts";

/** Resolved incidents stay in memory this long, so that a relapse is recognised. */
const resolvedKeptMs = hour;
/** Calls between components are learned from spans of this long before now. */
const edgesMs = 15 * minute;
/** Incidents that are over and remembered for comparison. */
const pastMax = 1_000;
/** Evaluations per monitor kept for dating an onset. */
export const recentMax = 90;

/** Turns what fires and what recovered into events of incidents, and keeps them. */
export async function advanceIncidents(
  loop: Loop,
  project: ProjectState,
  evaluations: readonly Evaluation[],
  end: TimeMs,
): Promise<void> {
  const recoveries = recoveriesOf(project, evaluations);
  remember(project, evaluations);
  const firings = [...project.monitors.values()].flatMap((work) => firingOf(project, work) ?? []);
  if (firings.length === 0 && project.incidents.size === 0) return;
  const window = { start: end - edgesMs, end: end + minute };
  const events = advance({
    project: project.name,
    incidents: [...project.incidents.values()],
    firings,
    recoveries,
    // Who needs whom only matters for what has no incident yet.
    edges: firings.every((firing) => isSymptom(project, firing.monitor.id))
      ? []
      : await knownEdges(loop, project.name, window),
    now: end,
  });
  await record(loop, project, events);
  forgetResolved(project, end);
}

/** Whether the monitor is a symptom of an open incident that has not recovered. */
function isSymptom(project: ProjectState, monitor: string): boolean {
  return [...project.incidents.values()].some(
    ({ phase, symptoms }) =>
      phase !== "resolved" &&
      symptoms.some((each) => each.monitor === monitor && each.recoveredAt === null),
  );
}

/** Appends events durably, then folds them into the project's incidents and tells who listens. */
export async function record(
  loop: Loop,
  project: ProjectState,
  events: readonly IncidentEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await loop.store.appendIncidentEvents(project.name, events);
  for (const id of new Set(events.map((event) => event.incident))) {
    const news = events.filter((event) => event.incident === id);
    const incident = foldIncident([...(project.incidents.get(id)?.events ?? []), ...news]);
    if (!incident) continue;
    project.incidents.set(id, incident);
    rememberPast(project.past, incident);
    loop.announce({ type: "incident", project: project.name, incident, news });
  }
}

/** Keeps what later incidents may be compared with, once an incident is over; the oldest are forgotten first. */
export function rememberPast(past: Map<string, PastIncident>, incident: Incident): void {
  if (incident.phase !== "resolved") return;
  past.set(incident.id, pastIncidentOf(incident));
  for (const id of past.keys()) {
    if (past.size <= pastMax) return;
    past.delete(id);
  }
}

function firingOf(project: ProjectState, work: MonitorAtWork): Firing | undefined {
  const evaluation = project.newest.get(work.monitor.id);
  if (!evaluation?.firing || !work.hold.firing || evaluation.value === null) return undefined;
  const firstStart = work.hold.startedAt ?? evaluation.windowStart;
  const about = (project.recent.get(work.monitor.id) ?? []).filter(
    (recent) => recent.windowEnd <= evaluation.windowEnd,
  );
  const startedAt = dateOnset(about) ?? firstStart;
  return {
    monitor: work.monitor,
    evaluation,
    startedAt,
    ...subjectOf(work.monitor.watch, project.known),
  };
}

/**
 * Monitors whose evaluations went from firing to not firing. After a restart the evaluations before are
 * not known: what an open incident takes for a symptom was firing.
 */
function recoveriesOf(
  project: ProjectState,
  evaluations: readonly Evaluation[],
): readonly Recovery[] {
  const recoveries: Recovery[] = [];
  const wasFiring = new Map<string, boolean>();
  for (const { monitor, firing, state, windowEnd } of evaluations) {
    const before =
      wasFiring.get(monitor) ??
      project.recent.get(monitor)?.at(-1)?.firing ??
      (state === "normal" && isSymptom(project, monitor));
    if (before && !firing) recoveries.push({ monitor, at: windowEnd });
    wasFiring.set(monitor, firing);
  }
  return recoveries;
}

function remember(project: ProjectState, evaluations: readonly Evaluation[]): void {
  for (const evaluation of evaluations) {
    const recent = project.recent.get(evaluation.monitor);
    if (!recent) project.recent.set(evaluation.monitor, [evaluation]);
    else {
      recent.push(evaluation);
      if (recent.length > recentMax) recent.shift();
    }
  }
}

function forgetResolved(project: ProjectState, now: TimeMs): void {
  for (const [id, { resolvedAt }] of project.incidents) {
    if (resolvedAt !== null && resolvedAt < now - resolvedKeptMs) project.incidents.delete(id);
  }
}
