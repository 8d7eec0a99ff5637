import { foldIncident } from "../incident/fold.ts";
import type { IncidentEvent } from "../model/incident.ts";
import { day, type TimeMs } from "../model/time.ts";
import type { Notifier, ToldEvent } from "../notify/notifier.ts";
import type { Store } from "../store/store.ts";

/** Events of a project that are looked at, newest kept. */
const eventsMax = 20_000;

/**
 * Hands the notifier every incident event of the last day of every project, each with its incident as
 * it was then: what a crash kept from being told is told now.
 */
export async function resumeNotifications(
  store: Pick<Store, "projects" | "incidentEvents">,
  notifier: Pick<Notifier, "resume">,
  now: TimeMs,
): Promise<void> {
  for (const project of await store.projects()) {
    const window = { start: now - day, end: now + 1 };
    const events = await store.incidentEvents(project, { window, limit: eventsMax });
    await notifier.resume(project, toldEvents(events, window.start));
  }
}

function toldEvents(events: readonly IncidentEvent[], since: TimeMs): readonly ToldEvent[] {
  const told: ToldEvent[] = [];
  // incident id → its events so far
  const past = new Map<string, IncidentEvent[]>();
  for (const event of events) {
    const own = past.get(event.incident) ?? [];
    own.push(event);
    past.set(event.incident, own);
    if (event.at < since) continue;
    const incident = foldIncident(own);
    if (incident) told.push({ event, incident });
  }
  return told;
}
