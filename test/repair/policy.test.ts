import { describe, expect, it } from "vitest";
import type { RepairPlan, RepairPolicy } from "../../src/model/repair.ts";
import { actions } from "../../src/repair/catalog.ts";
import { planRepair } from "../../src/repair/plan.ts";
import { checkPolicy, type RepairRun } from "../../src/repair/policy.ts";
import { incidentWith, now, policy, targetAt } from "./incident.ts";

const incident = incidentWith(
  "bad-version",
  { kind: "artifact", name: "digits" },
  { version: "v2" },
);
const planned = planRepair({
  incident,
  targets: [targetAt("http://127.0.0.1:9/")],
  states: new Map([["digits-version", { current: "v2", available: ["v1", "v2"] }]]),
  policy,
  goodVersions: ["v1"],
  actions,
  now,
});
const plan = planned.plan as RepairPlan;

const run = (given: Partial<RepairRun>): RepairRun => ({
  incident: "incident-0",
  playbook: "roll-back-model",
  targets: ["another-target"],
  at: now - 600_000,
  result: "fixed",
  ...given,
});
const refusals = (
  given: {
    policy?: Partial<RepairPolicy>;
    history?: RepairRun[];
    by?: "person" | "aceso";
    confidence?: number;
    risk?: RepairPlan["risk"];
  } = {},
) => {
  const cause = { ...incident.diagnosis!.causes[0]!, confidence: given.confidence ?? 0.9 };
  return checkPolicy({
    plan: { ...plan, risk: given.risk ?? "low" },
    incident: { ...incident, diagnosis: { ...incident.diagnosis!, causes: [cause] } },
    policy: { ...policy, ...given.policy },
    history: given.history ?? [],
    by: given.by ?? "person",
    now,
  })
    .filter(({ ok }) => !ok)
    .map(({ check }) => check);
};
const auto = { mode: "auto" } as const;

describe("policy", () => {
  it.each([
    ["a person may run a proposal", {}, []],
    ["Aceso alone may not under propose", { by: "aceso" }, ["mode"]],
    ["Aceso alone may not under approve", { by: "aceso", policy: { mode: "approve" } }, ["mode"]],
    ["Aceso alone may under auto", { by: "aceso", policy: auto }, []],
    ["but not when unsure", { by: "aceso", policy: auto, confidence: 0.4 }, ["confidence"]],
    ["nor at high risk", { by: "aceso", policy: auto, risk: "high" }, ["risk"]],
    ["a person may at high risk", { risk: "high" }, []],
    ["the stop switch stops persons too", { policy: { stopAll: true } }, ["stop"]],
    ["actions not allowed do not run", { policy: { allowedActions: ["webhook"] } }, ["action"]],
    ["the hour has a limit", { policy: { runsPerHourMax: 1 }, history: [run({})] }, ["hour"]],
    [
      "runs of two hours ago do not count for the hour, but for the day",
      {
        policy: { runsPerHourMax: 1, runsPerDayMax: 1 },
        history: [run({ at: now - 7_200_000 })],
      },
      ["day"],
    ],
    [
      "a target cools down",
      { history: [run({ targets: ["digits-version"], at: now - 100_000 })] },
      ["cool-down"],
    ],
    [
      "one repair at a time on a target",
      { history: [run({ targets: ["digits-version"], result: "running" })] },
      ["in-flight"],
    ],
    [
      "a repair that failed is not tried again on the same incident",
      { history: [run({ incident: "incident-1", result: "not-fixed" })] },
      ["retry"],
    ],
    [
      "nor one without enough data",
      { history: [run({ incident: "incident-1", result: "not-enough-data" })] },
      ["retry"],
    ],
    ["another incident's failure does not forbid it", { history: [run({ result: "failed" })] }, []],
  ] as const)("%s", (_, given, expected) => {
    expect(refusals(given as Parameters<typeof refusals>[0])).toEqual(expected);
  });
});
