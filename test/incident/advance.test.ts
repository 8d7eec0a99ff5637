import { describe, expect, it } from "vitest";
import { advance, type Firing, type Recovery } from "../../src/incident/advance.ts";
import { foldIncidents } from "../../src/incident/fold.ts";
import type { ComponentEdge } from "../../src/model/component.ts";
import type { Incident, IncidentEvent } from "../../src/model/incident.ts";
import { minute, second } from "../../src/model/time.ts";
import { firingOf, now } from "./fixtures.ts";

const edges: readonly ComponentEdge[] = [
  {
    caller: { kind: "serving", name: "writer-api" },
    callee: { kind: "dependency", name: "retriever" },
  },
];
const writer = firingOf({
  id: "ttft",
  models: ["writer"],
  components: [
    { kind: "artifact", name: "writer" },
    { kind: "serving", name: "writer-api" },
  ],
});
const retriever = firingOf({
  id: "retriever-latency",
  models: [],
  components: [{ kind: "serving", name: "retriever" }],
});
const prices = firingOf({
  id: "mae",
  models: ["prices"],
  components: [{ kind: "artifact", name: "prices" }],
});
const drift = firingOf({ id: "drift", monitor: { class: "evidence", severity: "info" } });

/** A project's incidents over several ticks, as the pipeline keeps them. */
class Story {
  readonly events: IncidentEvent[] = [];
  get incidents(): readonly Incident[] {
    return foldIncidents(this.events);
  }
  tick(
    at: number,
    firings: readonly Firing[],
    recoveries: readonly Recovery[] = [],
  ): readonly string[] {
    const news = advance({
      project: "default",
      incidents: this.incidents,
      firings,
      recoveries,
      edges,
      now: at,
    });
    this.events.push(...news);
    return news.map(({ type }) => type);
  }
}

describe("advance", () => {
  it("opens one incident for related objective anomalies, and another for an unrelated one", () => {
    const story = new Story();
    expect(story.tick(now, [writer, retriever, prices])).toEqual(
      ["opened", "opened", "symptom-joined"].toSorted(),
    );
    expect(story.incidents.map(({ symptoms }) => symptoms.length).toSorted()).toEqual([1, 2]);
  });

  it("does the same twice for the same tick, whatever the order of firings", () => {
    const once = advance({
      project: "p",
      incidents: [],
      firings: [writer, retriever],
      recoveries: [],
      edges,
      now,
    });
    const again = advance({
      project: "p",
      incidents: [],
      firings: [retriever, writer],
      recoveries: [],
      edges,
      now: now + 1,
    });
    expect(again.map(({ id }) => id)).toEqual(once.map(({ id }) => id));
  });

  it("changes nothing while the same monitors go on firing", () => {
    const story = new Story();
    story.tick(now, [writer]);
    expect(
      story.tick(now + 10 * second, [
        { ...writer, evaluation: { ...writer.evaluation, windowEnd: now + 10 * second } },
      ]),
    ).toEqual([]);
  });

  it("evidence joins a related incident and never opens one", () => {
    const story = new Story();
    expect(story.tick(now, [drift])).toEqual([]);
    expect(story.tick(now, [drift, firingOf({ id: "accuracy" })])).toEqual([
      "opened",
      "symptom-joined",
    ]);
    expect(story.incidents[0]?.symptoms.map(({ monitor }) => monitor)).toEqual([
      "accuracy",
      "drift",
    ]);
    expect(
      story.tick(now, [
        firingOf({
          id: "other-drift",
          models: ["prices"],
          components: [],
          monitor: { class: "evidence" },
        }),
      ]),
    ).toEqual([]);
  });

  it("evidence of a machine no edge speaks of joins what is open", () => {
    const story = new Story();
    const busy = firingOf({
      id: "cpu",
      models: [],
      components: [{ kind: "hardware", name: "box" }],
      monitor: { class: "evidence" },
    });
    expect(story.tick(now, [prices, busy])).toEqual(["opened", "symptom-joined"]);
  });

  it("the worst and oldest symptom leads", () => {
    const story = new Story();
    const worse = firingOf({ id: "zz-accuracy", monitor: { severity: "critical" } });
    story.tick(now, [firingOf({ id: "aa-latency", startedAt: now - 2 * minute }), worse]);
    expect(story.incidents[0]).toMatchObject({ severity: "critical", onset: now - minute });
    expect(story.incidents[0]?.title.code).toBe("incident/below");
    expect(story.incidents[0]?.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it("three objective symptoms make it critical", () => {
    const story = new Story();
    story.tick(
      now,
      ["a", "b", "c"].map((id) => firingOf({ id })),
    );
    expect(story.incidents[0]?.severity).toBe("critical");
  });

  it("a neighbour that begins more than five minutes later is another incident", () => {
    const story = new Story();
    story.tick(now, [writer]);
    const late = now + 8 * minute;
    expect(
      story.tick(late, [
        writer,
        firingOf({ id: "r", models: [], components: retriever.components, at: late }),
      ]),
    ).toEqual(["opened"]);
  });

  it("windows older than 15 minutes open nothing", () => {
    const story = new Story();
    expect(story.tick(now + 16 * minute, [writer])).toEqual([]);
  });

  it("ends three minutes after every objective symptom recovered, not before", () => {
    const story = new Story();
    story.tick(now, [writer, drift]);
    expect(story.tick(now + minute, [drift], [{ monitor: "ttft", at: now + minute }])).toEqual([
      "symptom-recovered",
    ]);
    expect(story.tick(now + 3 * minute, [drift])).toEqual([]);
    expect(story.tick(now + 4 * minute, [drift])).toEqual(["resolved"]);
    expect(story.incidents[0]).toMatchObject({ phase: "resolved", resolvedReason: "recovered" });
  });

  it("does not end while a repair runs", () => {
    const story = new Story();
    story.tick(now, [writer], []);
    const [incident] = story.incidents;
    const recovered = {
      ...incident!,
      symptoms: incident!.symptoms.map((symptom) => ({ ...symptom, recoveredAt: now })),
    };
    for (const [status, types] of [
      ["performed", []],
      ["approved", []],
      ["proposed", ["resolved"]],
      ["fixed", ["resolved"]],
    ] as const) {
      // Only the status of the repair is looked at.
      const repair = { status } as unknown as Incident["repair"];
      const events = advance({
        project: "default",
        incidents: [{ ...recovered, repair }],
        firings: [],
        recoveries: [],
        edges,
        now: now + 5 * minute,
      });
      expect(
        events.map(({ type }) => type),
        status,
      ).toEqual(types);
    }
  });

  it("flapping stays one incident", () => {
    const story = new Story();
    let at = now;
    for (let round = 0; round < 10; round++) {
      story.tick(at, [firingOf({ id: "accuracy", at })]);
      at += minute;
      story.tick(at, [], [{ monitor: "accuracy", at }]);
      at += minute;
    }
    expect(story.incidents).toHaveLength(1);
    expect(story.incidents[0]?.symptoms).toHaveLength(1);
    expect(story.tick(at + 3 * minute, [])).toEqual(["resolved"]);
  });

  it("what outlives the end of its incident opens none until it was normal once", () => {
    const story = new Story();
    story.tick(now, [writer]);
    const [{ id }] = story.incidents as [Incident];
    story.events.push({
      id: "closed",
      incident: id,
      at: now + minute,
      by: "someone",
      type: "resolved",
      reason: "closed-by-person",
    });
    const still = { ...writer, evaluation: { ...writer.evaluation, windowEnd: now + 10 * minute } };
    expect(story.tick(now + 10 * minute, [still])).toEqual([]);
    // Its trail in related monitors neither, for a while.
    const trail = firingOf({
      id: "errors",
      models: ["writer"],
      components: [],
      at: now + 90 * second,
      startedAt: now + 30 * second,
    });
    expect(story.tick(now + 90 * second, [trail])).toEqual([]);
    const anew = firingOf({
      id: "ttft",
      models: ["writer"],
      components: [],
      at: now + 20 * minute,
    });
    expect(story.tick(now + 20 * minute, [anew])).toEqual(["opened"]);
  });
});
