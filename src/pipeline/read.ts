import { foldIncident, foldIncidents } from "../incident/fold.ts";
import { measureName } from "../incident/title.ts";
import { AcesoError } from "../model/errors.ts";
import type { Incident } from "../model/incident.ts";
import type { Monitor } from "../model/monitor.ts";
import type { TimeMs, Window } from "../model/time.ts";
import { playbooks } from "../repair/playbooks.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { runQuery } from "./run-query.ts";

/** Events of one incident that are read back at most. */
const eventsMax = 10_000;

/** An incident by id or short code: from memory while it is fresh, else from the store. */
export async function readIncident(
  loop: Loop,
  project: ProjectState,
  id: string,
): Promise<Incident> {
  const fresh =
    project.incidents.get(id) ??
    [...project.incidents.values()].find((incident) => incident.code === id.toUpperCase());
  if (fresh) return fresh;
  // Of the incidents that are over, the newest of this code.
  const past = [...project.past.values()].findLast(({ code }) => code === id.toUpperCase());
  const incident = past?.id ?? id;
  const stored = foldIncident(
    await loop.store.incidentEvents(project.name, { incident, limit: eventsMax }),
  );
  if (stored) return stored;
  throw new AcesoError("not-found", { what: "incident", id, list: "GET /api/v1/incidents" });
}

/** Incidents that were open or opened in the window, newest first. */
export async function readIncidents(
  loop: Loop,
  project: string,
  window: Window,
): Promise<readonly Incident[]> {
  const events = await loop.store.incidentEvents(project, { window, limit: 10 * eventsMax });
  return foldIncidents(events).toSorted((a, b) => b.openedAt - a.openedAt);
}

/** PromQL at one moment, as the Prometheus API gives it. */
export async function queryInstant(
  loop: Loop,
  project: string,
  request: { readonly query: string; readonly time: TimeMs },
): Promise<unknown> {
  const { query: expression, time } = request;
  return runQuery(loop, project, { expression, start: time, end: time, step: null });
}

/** PromQL over a range, as the Prometheus API gives it. All times in ms. */
export async function queryRange(
  loop: Loop,
  project: string,
  request: {
    readonly query: string;
    readonly start: TimeMs;
    readonly end: TimeMs;
    readonly step: number;
  },
): Promise<unknown> {
  const { query: expression, ...range } = request;
  return runQuery(loop, project, { expression, ...range });
}

/** The measure that a monitor watches, as people's words know it. */
export function nameOfWatched(monitor: Monitor): string {
  return measureName(monitor);
}

/** The shipped playbooks as people see them. */
export function shippedPlaybooks(): readonly {
  readonly name: string;
  readonly causes: readonly string[];
  readonly operations: readonly string[];
  readonly risk: string;
}[] {
  return playbooks.map(({ name, cause, operations, risk }) => ({
    name,
    causes: [cause],
    operations,
    risk,
  }));
}
