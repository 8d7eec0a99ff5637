import { stableId } from "../incident/hash.ts";
import type { IncidentEvent } from "../model/incident.ts";
import type { TimeMs } from "../model/time.ts";

/** What an event says beside its id, incident, time and author. */
export type EventBody = IncidentEvent extends infer Event
  ? Event extends IncidentEvent
    ? Omit<Event, "id" | "incident" | "at" | "by">
    : never
  : never;

/** Names the event by incident, type, subject and time, so that writing it twice is one event. */
export function incidentEvent(
  incident: string,
  about: { readonly at: TimeMs; readonly by: string; readonly subject?: string },
  body: EventBody,
): IncidentEvent {
  const { at, by, subject = "" } = about;
  const id = stableId(incident, body.type, subject, at);
  // EventBody is IncidentEvent without exactly the four fields added here.
  return { id, incident, at, by, ...body } as IncidentEvent;
}
