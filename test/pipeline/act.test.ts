import { describe, expect, it } from "vitest";
import { foldIncident } from "../../src/incident/fold.ts";
import type { Incident, IncidentEvent } from "../../src/model/incident.ts";
import { judgeIncident } from "../../src/pipeline/act.ts";
import type { Loop, LoopEvent, ProjectState } from "../../src/pipeline/loop.ts";
import { digitsIncident } from "../browser/fixture-incidents.ts";

const { events } = digitsIncident("fixed", []);
const id = events[0]!.incident;

/** A person calls the incident a false alarm; what was written, announced and is in memory then. */
async function judged(inMemory: readonly Incident[]) {
  const written: IncidentEvent[] = [];
  const announced: LoopEvent[] = [];
  const incidents = new Map(inMemory.map((incident) => [incident.id, incident]));
  const loop = {
    now: () => 1_800_000_000_000,
    announce: (event: LoopEvent) => announced.push(event),
    store: {
      appendIncidentEvents: async (_: string, news: readonly IncidentEvent[]) => {
        written.push(...news);
      },
    },
  };
  const project = { name: "default", incidents, past: new Map() };
  // Only what judging touches is there.
  const given = [loop as unknown as Loop, project as unknown as ProjectState] as const;
  await judgeIncident(...given, id, { by: "ann", verdict: "false-alarm" });
  return { written, announced, incidents };
}

describe("a person's verdict", () => {
  const said = { incident: id, by: "ann", type: "judged", verdict: "false-alarm" };

  it("joins the events of an incident at work, and whoever listens hears it", async () => {
    const incident = foldIncident(events)!;
    const { written, announced, incidents } = await judged([incident]);
    expect(written).toMatchObject([said]);
    expect(announced).toHaveLength(1);
    const now = incidents.get(id)!;
    expect(now.events.at(-1)).toMatchObject(said);
    expect(now.phase).toBe(incident.phase);
  });

  it("is kept of an incident that ended long ago too", async () => {
    const { written } = await judged([]);
    expect(written).toMatchObject([said]);
    expect(foldIncident([...events, ...written])!.events).toHaveLength(events.length + 1);
  });
});
