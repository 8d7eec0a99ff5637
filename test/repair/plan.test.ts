import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/model/incident.ts";
import type { Json } from "../../src/model/json.ts";
import type { RepairTarget } from "../../src/model/repair.ts";
import { actions } from "../../src/repair/catalog.ts";
import { goodVersionsOf, planRepair } from "../../src/repair/plan.ts";
import { incidentWith, now, policy, targetAt } from "./incident.ts";

const url = "http://127.0.0.1:9/repair";
const versionState = { current: "v2", available: ["v0", "v1", "v2"] };
const targets: readonly RepairTarget[] = [
  targetAt(url),
  targetAt(url, { name: "writer-prompt", model: "writer", operation: "prompt-version" }),
  targetAt(url, {
    name: "fallback",
    action: "webhook",
    model: "prices",
    component: "feature-store",
    operation: "feature-fallback",
  }),
  targetAt(url, {
    name: "fail-over",
    action: "webhook",
    model: "writer",
    component: "retriever",
    operation: "fail-over",
  }),
  targetAt(url, {
    name: "restart",
    action: "webhook",
    component: "digits-api",
    model: "",
    operation: "restart",
  }),
];
const states = new Map<string, Json>([
  ["digits-version", versionState],
  ["writer-prompt", { current: "p2", available: ["p1", "p2"] }],
  ["fallback", null],
  ["fail-over", null],
  ["restart", null],
]);

const plan = (incident: Incident, given: Partial<Parameters<typeof planRepair>[0]> = {}) =>
  planRepair({
    incident,
    targets,
    states,
    policy,
    goodVersions: ["v1", "p1", "v0"],
    actions,
    now,
    ...given,
  });

const badVersion = incidentWith(
  "bad-version",
  { kind: "artifact", name: "digits" },
  { version: "v2" },
);

describe("a plan is made for each kind that has a playbook", () => {
  it.each([
    [badVersion, "digits-version", { version: "v1" }],
    [
      incidentWith("prompt", { kind: "deployment", name: "writer" }, { version: "p2" }),
      "writer-prompt",
      { version: "p1" },
    ],
    [
      incidentWith("data-quality", { kind: "features", name: "prices" }, { detail: "income" }),
      "fallback",
      { operation: "feature-fallback", detail: "income" },
    ],
    [
      incidentWith("dependency", { kind: "dependency", name: "retriever" }, { model: "writer" }),
      "fail-over",
      { operation: "fail-over", component: "retriever" },
    ],
    [
      incidentWith("resource", { kind: "serving", name: "digits-api" }, { model: "digits" }),
      "restart",
      { operation: "restart" },
    ],
  ] as const)("case %#", (incident, target, body) => {
    const planned = plan(incident);
    expect(planned.plan?.steps[0]).toMatchObject({ target, call: { url, body } });
    expect(planned.plan?.verification.monitors).toEqual(["accuracy"]);
  });
});

describe("a plan", () => {
  it("has the same id each time it is made, and another when the call differs", () => {
    const first = plan(badVersion).plan?.id;
    expect(plan(badVersion, { now: now + 10_000 }).plan?.id).toBe(first);
    expect(plan(badVersion, { goodVersions: ["v0"] }).plan?.id).not.toBe(first);
  });

  it("is not made, with the reason, where it cannot help", () => {
    const reason = (incident: Incident, given = {}) => {
      const planned = plan(incident, given);
      return planned.plan === null ? planned.reason.code : "planned";
    };
    const drift = incidentWith("data-drift", { kind: "data", name: "digits" });
    const unknown = incidentWith("unknown", { kind: "client", name: "unknown" });
    expect(reason(unknown)).toBe("repair/none-unknown");
    expect(reason(drift)).toBe("repair/none-playbook");
    expect(reason(badVersion, { targets: [] })).toBe("repair/none-target");
    expect(reason(badVersion, { policy: { ...policy, allowedActions: ["webhook"] } })).toBe(
      "repair/none-target",
    );
    expect(reason(badVersion, { states: new Map() })).toBe("repair/none-answer");
    expect(reason(badVersion, { goodVersions: [] })).toBe("repair/none-step");
    const switched = new Map([["digits-version", { ...versionState, current: "v1" }]]);
    expect(reason(badVersion, { states: switched })).toBe("repair/none-step");
  });

  it("never acts on another model's target", () => {
    const other = incidentWith(
      "bad-version",
      { kind: "artifact", name: "prices" },
      { version: "v2" },
    );
    expect(plan(other).plan).toBeNull();
  });
});

describe("good versions", () => {
  it("are what the change came from, then those that served before the onset, newest first", () => {
    const version = (name: string, firstSeen: number, lastSeen: number, predictions = 500) => ({
      version: name,
      firstSeen,
      lastSeen,
      predictions,
    });
    const { onset } = badVersion;
    const facts = {
      model: "digits",
      task: "multiclass" as const,
      versions: [
        version("v0", onset - 9e8, onset - 8e8),
        version("v1", onset - 8e8, onset),
        version("v2", onset - 1_000, now),
        version("tried", onset - 9e8, onset - 7e8, 3),
      ],
      features: [],
      classes: [],
      hasLabels: true,
      hasScores: true,
      services: [],
    };
    expect(goodVersionsOf({ incident: badVersion, models: [facts], changes: [] })).toEqual([
      "v1",
      "v0",
    ]);
    const change = {
      id: "c",
      kind: "promotion" as const,
      model: "digits",
      component: "",
      version: "v2",
      from: "v0",
      to: "v2",
      time: onset,
      title: "",
      url: "",
    };
    expect(goodVersionsOf({ incident: badVersion, models: [facts], changes: [change] })).toEqual([
      "v0",
      "v1",
    ]);
  });
});

describe("verification of a fail-over", () => {
  // monitor → the service it watches, or the peer whose calls it watches
  const services = new Map([
    ["writer-latency", "writer"],
    ["retriever-calls", "retriever"],
    ["retriever-latency", "retriever"],
  ]);
  const planned = (ids: readonly string[]) => {
    const base = incidentWith(
      "dependency",
      { kind: "dependency", name: "retriever" },
      { model: "writer" },
    );
    const symptoms = ids.map((monitor) => ({ ...base.symptoms[0]!, monitor }));
    const serviceOf = (monitor: string) => services.get(monitor);
    return plan({ ...base, symptoms }, { serviceOf }).plan?.verification.monitors;
  };

  it("leaves out the dependency it turned away from, which gets no more rows", () => {
    expect(planned([...services.keys()])).toEqual(["writer-latency"]);
  });

  it("keeps all symptoms where there is no other", () => {
    expect(planned(["retriever-calls"])).toEqual(["retriever-calls"]);
  });
});
