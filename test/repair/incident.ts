import type { CauseKind, ComponentRef } from "../../src/model/component.ts";
import type { Incident } from "../../src/model/incident.ts";
import { say } from "../../src/model/message.ts";
import type { RepairPolicy, RepairTarget } from "../../src/model/repair.ts";

export const now = Date.UTC(2026, 0, 14, 12, 0, 0);

/** A diagnosed incident with one objective symptom. */
export function incidentWith(
  kind: CauseKind,
  component: ComponentRef,
  given: { readonly version?: string; readonly detail?: string; readonly model?: string } = {},
): Incident {
  const statement = say(`diagnose/cause-${kind}`, {
    name: component.name,
    version: "",
    detail: "",
  });
  const cause = {
    id: `${kind}:${component.kind}/${component.name}`,
    kind,
    component,
    version: given.version ?? "",
    detail: given.detail ?? "",
    statement,
    confidence: 0.9,
    evidenceFor: [],
    evidenceAgainst: [],
  };
  return {
    id: "incident-1",
    code: "7Q4K",
    phase: "diagnosed",
    severity: "critical",
    title: say("incident/title"),
    onset: now - 60_000,
    openedAt: now - 30_000,
    resolvedAt: null,
    resolvedReason: null,
    acknowledgedBy: null,
    models: [given.model ?? component.name],
    components: [component],
    symptoms: [
      {
        monitor: "accuracy",
        title: say("measure.accuracy"),
        onset: now - 60_000,
        value: 0.6,
        expected: 0.95,
        low: 0.9,
        high: 1,
        score: 1,
        unit: "ratio",
        class: "objective",
        recoveredAt: null,
      },
    ],
    diagnosis: {
      causes: [cause],
      somethingElse: 0.1,
      ruledOut: [],
      map: { components: [], edges: [] },
      headline: statement,
    },
    diagnosedAt: now,
    repair: null,
    escalated: null,
    events: [],
  };
}

export const policy: RepairPolicy = {
  mode: "propose",
  allowedActions: ["switch-version", "webhook"],
  runsPerHourMax: 6,
  runsPerDayMax: 20,
  coolDownMs: 300_000,
  confidenceMin: 0.5,
  stopAll: false,
};

export function targetAt(url: string, given: Partial<RepairTarget> = {}): RepairTarget {
  return {
    name: "digits-version",
    action: "switch-version",
    model: "digits",
    component: "",
    operation: "model-version",
    url,
    secretEnv: "TEST_SECRET",
    ...given,
  };
}
