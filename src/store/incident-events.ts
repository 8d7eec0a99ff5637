import { z } from "zod";
import { AcesoError } from "../model/errors.ts";
import type { IncidentEvent } from "../model/incident.ts";
import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import type { RawRow } from "./native/reader.ts";
import { LongColumn, RepeatedTextColumn, TextColumn } from "./native/writer.ts";
import { json, text } from "./row-fields.ts";
import type { RowTable } from "./row-table.ts";

/** An event with its place in the order of writing. */
export interface SequencedEvent {
  readonly event: IncidentEvent;
  readonly sequence: number;
}

export function incidentEventTable(): RowTable<SequencedEvent> {
  const columns = {
    project: new RepeatedTextColumn(),
    incident: new TextColumn(),
    id: new TextColumn(),
    at: new LongColumn("DateTime64(3, 'UTC')"),
    type: new RepeatedTextColumn(),
    body: new TextColumn(),
    sequence: new LongColumn("UInt64"),
    received_at: new LongColumn("DateTime64(3, 'UTC')"),
  };
  return {
    table: "incident_events",
    columns,
    push({ event, sequence }, origin) {
      columns.project.push(origin.project);
      columns.incident.push(event.incident);
      columns.id.push(event.id);
      columns.at.push(event.at);
      columns.type.push(event.type);
      columns.body.push(JSON.stringify(event));
      columns.sequence.push(sequence);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

/** Those of the given event ids that are already written. */
export async function writtenEventIds(
  connection: Connection,
  project: string,
  events: readonly IncidentEvent[],
): Promise<ReadonlySet<string>> {
  const incidents = [...new Set(events.map((event) => event.incident))];
  const rows = await connection.rows(
    `SELECT DISTINCT id
FROM incident_events
WHERE project = {project:String} AND incident IN {incidents:Array(String)} AND id IN {ids:Array(String)}`,
    { project, incidents, ids: events.map((event) => event.id) },
  );
  return new Set(rows.map((row) => text(row, "id")));
}

/**
 * Events in the order they were written, of one incident, or of those that were open or opened within
 * the window; of all incidents without either. Of more than `limit` the newest are kept.
 */
export async function readIncidentEvents(
  connection: Connection,
  project: string,
  request: { readonly window?: Window; readonly incident?: string; readonly limit: number },
): Promise<readonly IncidentEvent[]> {
  const { window, incident, limit } = request;
  const rows = await connection.rows(
    `SELECT body
FROM (
  SELECT body, at, sequence
  FROM incident_events FINAL
  WHERE project = {project:String}${incident === undefined ? "" : " AND incident = {incident:String}"}${window ? openWithin : ""}
  ORDER BY sequence DESC, at DESC
  LIMIT {limit:UInt64}
)
ORDER BY sequence, at`,
    {
      project,
      limit,
      ...(incident === undefined ? {} : { incident }),
      ...(window ? { start: window.start, end: window.end } : {}),
    },
  );
  return rows.map(eventOf);
}

const openWithin = `
    AND incident IN (
      SELECT incident
      FROM incident_events FINAL
      WHERE project = {project:String}
      GROUP BY incident
      HAVING minIf(at, type = 'opened') < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
        AND (countIf(type = 'resolved') = 0 OR maxIf(at, type = 'resolved') >= fromUnixTimestamp64Milli({start:Int64}, 'UTC'))
    )`;

const eventSchema = z.looseObject({
  id: z.string(),
  incident: z.string(),
  at: z.number(),
  by: z.string(),
  type: z.enum([
    "opened",
    "symptom-joined",
    "symptom-recovered",
    "onset-revised",
    "diagnosed",
    "repair-proposed",
    "repair-approved",
    "repair-rejected",
    "repair-performed",
    "repair-verified",
    "repair-undone",
    "acknowledged",
    "escalated",
    "cause-marked",
    "judged",
    "noted",
    "resolved",
  ]),
});

function eventOf(row: RawRow): IncidentEvent {
  const parsed = eventSchema.safeParse(json(row, "body"));
  if (!parsed.success) {
    throw new AcesoError("internal", { reason: "an incident event has an unknown shape" });
  }
  // The head was checked; the body of each type was written by this program from the same type, and
  // only this program writes the table.
  return parsed.data as unknown as IncidentEvent;
}
