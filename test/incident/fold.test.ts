import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldIncident, transitions } from "../../src/incident/fold.ts";
import { incidentPhases, type IncidentEvent } from "../../src/model/incident.ts";
import { say } from "../../src/model/message.ts";
import { now } from "./fixtures.ts";

// Distributes over the union of events, which Omit would flatten.
type Body = IncidentEvent extends infer Event
  ? Event extends IncidentEvent
    ? Omit<Event, "id" | "incident" | "at" | "by">
    : never
  : never;

// Folding keeps plans, diagnoses and outcomes as they are: their insides do not matter here.
const plan = (id: string) => ({ id }) as never;
const symptom = (monitor: string) => ({
  monitor,
  title: say("incident/unusual"),
  onset: now,
  value: 1,
  expected: 2,
  low: null,
  high: null,
  score: 1,
  unit: "1",
  class: "objective" as const,
});
const diagnosis = { headline: say("diagnose/cause-unknown"), causes: [] } as never;
const step = (ok: boolean) => ({
  step: "s",
  at: now,
  ok,
  status: 200,
  before: null,
  after: null,
  error: "",
});

const opened: Body = {
  type: "opened",
  severity: "warning",
  title: say("incident/unusual"),
  onset: now - 1,
  models: ["digits"],
  components: [],
  symptom: symptom("a"),
};
const bodies: readonly Body[] = [
  opened,
  { type: "symptom-joined", symptom: symptom("b") },
  { type: "symptom-recovered", monitor: "a" },
  { type: "onset-revised", onset: now - 5 },
  { type: "diagnosed", diagnosis },
  { type: "repair-proposed", plan: plan("p") },
  { type: "repair-proposed", plan: plan("q") },
  { type: "repair-approved", plan: "p" },
  { type: "repair-approved", plan: "unknown" },
  { type: "repair-rejected", plan: "p", reason: "no" },
  { type: "repair-performed", plan: "p", steps: [step(true)] },
  { type: "repair-performed", plan: "p", steps: [step(false)] },
  { type: "repair-verified", plan: "p", outcome: { result: "fixed", tests: [] } },
  { type: "repair-verified", plan: "p", outcome: { result: "not-fixed", tests: [] } },
  { type: "repair-undone", plan: "p", steps: [step(true)] },
  { type: "acknowledged" },
  { type: "escalated", reason: say("incident/unusual") },
  { type: "noted", text: "hm" },
  { type: "cause-marked", cause: "c", right: true },
  { type: "judged", verdict: "false-alarm" },
  { type: "resolved", reason: "verified" },
];
const events = (...list: readonly Body[]): IncidentEvent[] =>
  list.map((body, index) => ({
    ...body,
    id: `e${index}`,
    incident: "i",
    at: now + index,
    by: "ada",
  }));
const anyEvents = fc
  .array(fc.record({ body: fc.constantFrom(...bodies), at: fc.nat(50) }), { maxLength: 25 })
  .map((list) =>
    list.map(({ body, at }, index): IncidentEvent => ({
      ...body,
      id: `e${index}`,
      incident: "i",
      at: now + at,
      by: "ada",
    })),
  );

describe("foldIncident", () => {
  it("tells the life of a repaired incident", () => {
    const life = events(
      opened,
      { type: "diagnosed", diagnosis },
      { type: "repair-proposed", plan: plan("p") },
      { type: "repair-approved", plan: "p" },
      { type: "repair-performed", plan: "p", steps: [step(true)] },
      { type: "repair-verified", plan: "p", outcome: { result: "fixed", tests: [] } },
      { type: "resolved", reason: "verified" },
    );
    const phases = life.map((_, index) => foldIncident(life.slice(0, index + 1))?.phase);
    expect(phases).toEqual([
      "opened",
      "diagnosed",
      "diagnosed",
      "repairing",
      "verifying",
      "verifying",
      "resolved",
    ]);
    const ended = foldIncident(life)!;
    expect(ended).toMatchObject({ resolvedReason: "verified", resolvedAt: now + 6 });
    expect(ended.repair).toMatchObject({ status: "fixed", outcome: { result: "fixed" } });
    expect(ended.diagnosis?.headline).toEqual(say("diagnose/cause-unknown"));
  });

  it.each([
    [
      "a failed step",
      { type: "repair-performed", plan: "p", steps: [step(false)] },
      "diagnosed",
      "failed",
    ],
    ["an undo", { type: "repair-undone", plan: "p", steps: [] }, "diagnosed", "undone"],
    [
      "a repair that did not help",
      { type: "repair-verified", plan: "p", outcome: { result: "not-fixed", tests: [] } },
      "diagnosed",
      "not-fixed",
    ],
  ] as const)("%s leads back to the diagnosis", (_, last, phase, status) => {
    const performed: Body[] =
      last.type === "repair-performed"
        ? []
        : [{ type: "repair-performed", plan: "p", steps: [step(true)] }];
    const incident = foldIncident(
      events(
        opened,
        { type: "diagnosed", diagnosis },
        { type: "repair-proposed", plan: plan("p") },
        { type: "repair-approved", plan: "p" },
        ...performed,
        last,
      ),
    );
    expect(incident).toMatchObject({ phase, repair: { status } });
  });

  it("an approval of an unknown plan moves nothing", () => {
    const incident = foldIncident(events(opened, { type: "repair-approved", plan: "nope" }));
    expect(incident).toMatchObject({ phase: "opened", repair: null });
  });

  it("a symptom that comes back is no longer recovered", () => {
    const incident = foldIncident(
      events(
        opened,
        { type: "symptom-recovered", monitor: "a" },
        { type: "symptom-joined", symptom: symptom("a") },
      ),
    );
    expect(incident?.symptoms).toEqual([{ ...symptom("a"), recoveredAt: null }]);
  });

  it("any events in any order and number: never throws, a known phase, resolved is final", () => {
    fc.assert(
      fc.property(anyEvents, (list) => {
        const incident = foldIncident(list);
        expect(incident === undefined).toBe(!list.some(({ type }) => type === "opened"));
        if (incident === undefined) return;
        expect(incidentPhases).toContain(incident.phase);
        expect(incident.phase === "resolved").toBe(incident.resolvedAt !== null);
        const monitors = incident.symptoms.map(({ monitor }) => monitor);
        expect(new Set(monitors).size).toBe(monitors.length);
      }),
    );
  });

  it("shuffled and repeated events fold to the same incident", () => {
    const shuffled = anyEvents.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(foldIncident(other)).toEqual(foldIncident(list));
      }),
    );
  });

  it("the transition table leads from opened to every phase, and nowhere from resolved", () => {
    expect(transitions.resolved).toEqual({});
    const reached = new Set(Object.values(transitions).flatMap((moves) => Object.values(moves)));
    for (const phase of incidentPhases) if (phase !== "opened") expect(reached).toContain(phase);
  });
});
