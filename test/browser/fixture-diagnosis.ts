import type { ComponentRef } from "../../src/model/component.ts";
import type { Cause, Diagnosis, Evidence } from "../../src/model/diagnosis.ts";
import type { Symptom } from "../../src/model/incident.ts";
import { say } from "../../src/model/message.ts";
import type { Message } from "../../src/model/message.ts";
import type { RepairPlan } from "../../src/model/repair.ts";
import { minute, second } from "../../src/model/time.ts";
import { fixtureOnset } from "./fixture-series.ts";

export const refs = {
  digits: { kind: "artifact", name: "digits" },
  digitsService: { kind: "serving", name: "digits" },
  gateway: { kind: "client", name: "gateway" },
  imageStore: { kind: "dependency", name: "image-store" },
  camera: { kind: "data", name: "camera" },
  pricesFeatures: { kind: "features", name: "prices" },
  featureStore: { kind: "dependency", name: "feature-store" },
  prices: { kind: "artifact", name: "prices" },
} as const satisfies Record<string, ComponentRef>;

export const accuracyId = "pack/model:digits/accuracy/all";
export const f1Id = "pack/model:digits/f1/all";

function evidence(id: string, weight: number, statement: Message, at: number): Evidence {
  const window = { start: at - 5 * minute, end: at + 5 * minute };
  return { id, probe: id, statement, weight, window, chart: null };
}

const digitsCause: Cause = {
  id: "bad-version artifact digits v2",
  kind: "bad-version",
  component: refs.digits,
  version: "v2",
  detail: "",
  statement: say("diagnose/cause-bad-version", { name: "digits", version: "v2" }),
  confidence: 0.91,
  evidenceFor: [
    evidence(
      "since",
      2.4,
      say("diagnose/version-since-onset", { version: "v2", before: 0, after: 1, seconds: 8 }),
      fixtureOnset,
    ),
    evidence(
      "worse",
      4.6,
      say("diagnose/version-worse-than-before", {
        measure: "accuracy",
        before: 0.962,
        after: 0.714,
        version: "v2",
        rows: 1148,
        unit: "ratio",
      }),
      fixtureOnset,
    ),
    evidence(
      "change",
      1.3,
      say("diagnose/change-before", { title: "digits v2 promoted", name: "digits", seconds: 8 }),
      fixtureOnset,
    ),
    evidence("no-drift", 0.8, say("diagnose/no-drift", { count: 6, name: "digits" }), fixtureOnset),
  ],
  evidenceAgainst: [],
};

const deployCause: Cause = {
  id: "deployment image-store",
  kind: "deployment",
  component: { kind: "deployment", name: "image-store" },
  version: "2.4.1",
  detail: "",
  statement: say("diagnose/cause-deployment", { name: "image-store" }),
  confidence: 0.04,
  evidenceFor: [
    evidence(
      "deploy",
      0.7,
      say("diagnose/change-before", {
        title: "image-store 2.4.1",
        name: "image-store",
        seconds: 1190,
      }),
      fixtureOnset,
    ),
  ],
  evidenceAgainst: [
    evidence("fine", -2.1, say("diagnose/dependencies-fine", { count: 2 }), fixtureOnset),
  ],
};

export const digitsDiagnosis: Diagnosis = {
  causes: [digitsCause, deployCause],
  somethingElse: 0.05,
  ruledOut: [
    say("diagnose/no-nulls", { count: 6 }),
    say("diagnose/format-holds"),
    say("diagnose/resources-fine", { count: 9 }),
    say("diagnose/traffic-usual"),
  ],
  map: {
    components: [
      { ...refs.camera, state: "ok" },
      { ...refs.imageStore, state: "ok" },
      { ...refs.digits, state: "cause" },
      { ...refs.digitsService, state: "failing" },
      { ...refs.gateway, state: "affected" },
    ],
    edges: [
      { caller: refs.digits, callee: refs.camera },
      { caller: refs.digitsService, callee: refs.imageStore },
      { caller: refs.digitsService, callee: refs.digits },
      { caller: refs.gateway, callee: refs.digitsService },
    ],
  },
  headline: digitsCause.statement,
};

export function symptom(
  monitor: string,
  measure: string,
  facts: { value: number; low: number; high: number; unit: string; subject: string; onset: number },
): Symptom {
  const { value, low, high, unit, subject, onset } = facts;
  const above = value > high;
  return {
    monitor,
    title: say(above ? "incident/above" : "incident/below", {
      subject,
      measure,
      value,
      limit: above ? high : low,
      unit,
    }),
    onset,
    value,
    expected: (low + high) / 2,
    low,
    high,
    score: 0.999,
    unit,
    class: "objective",
  };
}

export const digitsSymptoms = [
  symptom(accuracyId, "accuracy", {
    subject: "digits",
    value: 0.714,
    low: 0.93,
    high: 0.994,
    unit: "ratio",
    onset: fixtureOnset,
  }),
  symptom(f1Id, "f1", {
    subject: "digits",
    value: 0.702,
    low: 0.929,
    high: 0.993,
    unit: "ratio",
    onset: fixtureOnset + 10 * second,
  }),
];

export function plan(id: string, incident: string, at: number): RepairPlan {
  const names = { name: "digits", target: "digits-registry" };
  return {
    id,
    incident,
    cause: digitsCause.id,
    playbook: "roll-back-model",
    component: refs.digits,
    steps: [
      {
        id: `${id}-1`,
        action: "switch-version",
        target: "digits-registry",
        call: {
          method: "POST",
          url: "http://127.0.0.1:4711/repair/model-version",
          body: { version: "v1", reason: "bad-version", incident, idempotencyKey: `${id}-1` },
        },
        says: say("repair/switch-version", { ...names, from: "v2", to: "v1" }),
        undo: {
          method: "POST",
          url: "http://127.0.0.1:4711/repair/model-version",
          body: { version: "v2", reason: "undo", incident, idempotencyKey: `${id}-1-undo` },
        },
        undoSays: say("repair/switch-version-undo", { ...names, from: "v1", to: "v2" }),
      },
    ],
    blastRadius: say("repair/blast-radius", { ...names, models: "digits" }),
    risk: "low",
    createdAt: at,
    mode: "propose",
    verification: {
      monitors: [accuracyId, f1Id],
      settleMs: 10 * second,
      timeoutMs: 5 * minute,
      countMin: 30,
    },
  };
}
