import { foldIncidents } from "../incident/fold.ts";
import type { PastIncident } from "../model/similar-incident.ts";
import { day } from "../model/time.ts";
import { rememberPast } from "./incidents.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { nothingKnown } from "./known.ts";
import { restoreLogMining } from "./log-templates.ts";
import { savedBeliefsOf } from "./weigh-evidence.ts";

/** Incidents opened longer ago than this are not picked up again after a restart. */
const openIncidentAgeMs = 30 * day;

/** A project's memory after a start: open incidents from the store, everything else learned anew. */
export async function newProjectState(loop: Loop, name: string): Promise<ProjectState> {
  const now = loop.now();
  const events = await loop.store.incidentEvents(name, {
    window: { start: now - openIncidentAgeMs, end: now + 1 },
    limit: 100_000,
  });
  const all = foldIncidents(events);
  const incidents = new Map(
    all
      .filter((incident) => incident.phase !== "resolved")
      .map((incident) => [incident.id, incident]),
  );
  const past = new Map<string, PastIncident>();
  for (const incident of all.toReversed()) rememberPast(past, incident);
  return {
    name,
    known: nothingKnown,
    monitors: new Map(),
    saved: new Map(),
    incidents,
    past,
    lastEnd: 0,
    pendingEnd: null,
    newest: new Map(),
    recent: new Map(),
    agreements: new Map(),
    performing: new Set(),
    logs: await restoreLogMining(loop, name),
    beliefs: await savedBeliefsOf(loop, name),
    slices: new Map(),
    slicesAt: 0,
    estimates: {
      byModel: new Map(),
      reference: [],
      referenceAt: 0,
      at: 0,
      losses: new Map(),
      awaited: new Set(),
    },
    drift: { byModel: new Map(), recent: new Map(), past: new Map(), pastAt: 0, at: 0 },
    texts: {
      byModel: new Map(),
      past: new Map(),
      soughtAt: new Map(),
      wordlessAt: new Map(),
      at: 0,
    },
    answers: { byModel: new Map(), lookedAt: new Map(), at: 0 },
    rows: {
      byModel: new Map(),
      past: new Map(),
      soughtAt: new Map(),
      labelLag: new Map(),
      lookedAt: new Map(),
      outlying: new Map(),
      at: 0,
    },
    judged: { byModel: new Map(), told: new Map(), at: 0 },
    distributions: { until: null, begun: [], at: 0 },
    refreshedAt: 0,
  };
}
