import type { IncidentHead } from "../../src/api/contract.ts";
import type { Incident, IncidentEvent } from "../../src/model/incident.ts";
import { say } from "../../src/model/message.ts";
import type { RepairOutcome, StepResult } from "../../src/model/repair.ts";
import { hour, minute, second } from "../../src/model/time.ts";
import {
  accuracyId,
  digitsDiagnosis,
  digitsSymptoms,
  f1Id,
  plan,
  refs,
  symptom,
} from "./fixture-diagnosis.ts";
import { pastFault } from "./fixture-measures.ts";
import { fixtureNow, fixtureOnset } from "./fixture-series.ts";

/** A moment of the open incident: as it waits for approval, while it is verified, and after. */
export type FixtureStage = "proposed" | "performed" | "fixed";

/** The open incident of the fixture at a stage, with whatever people have done to it meanwhile. */
export function digitsIncident(
  stage: FixtureStage,
  extra: readonly IncidentEvent[],
  by = "ming",
): Incident {
  const id = "inc-digits";
  const repairPlan = plan("plan-1", id, fixtureOnset + 41 * second);
  const opened = fixtureOnset + 28 * second;
  const performedAt = fixtureNow - 70 * second;
  const steps: readonly StepResult[] = [
    {
      step: "plan-1-1",
      at: performedAt,
      ok: true,
      status: 200,
      before: { current: "v2" },
      after: { current: "v1" },
      error: "",
    },
  ];
  const outcome = fixedOutcome(accuracyId, f1Id);
  const base = { incident: id, by: "aceso" } as const;
  const events: IncidentEvent[] = [
    {
      ...base,
      id: "e1",
      at: opened,
      type: "opened",
      severity: "critical",
      title: digitsSymptoms[0]!.title,
      onset: fixtureOnset,
      models: ["digits"],
      components: [refs.digits],
      symptom: digitsSymptoms[0]!,
    },
    {
      ...base,
      id: "e2",
      at: opened + 10 * second,
      type: "symptom-joined",
      symptom: digitsSymptoms[1]!,
    },
    { ...base, id: "e3", at: opened + 11 * second, type: "diagnosed", diagnosis: digitsDiagnosis },
    { ...base, id: "e4", at: repairPlan.createdAt, type: "repair-proposed", plan: repairPlan },
  ];
  if (stage !== "proposed") {
    events.push(
      { ...base, id: "e5", at: performedAt - second, by, type: "repair-approved", plan: "plan-1" },
      { ...base, id: "e6", at: performedAt, type: "repair-performed", plan: "plan-1", steps },
    );
  }
  if (stage === "fixed") {
    events.push(
      {
        ...base,
        id: "e7",
        at: fixtureNow - 5 * second,
        type: "repair-verified",
        plan: "plan-1",
        outcome,
      },
      { ...base, id: "e8", at: fixtureNow - 5 * second, type: "resolved", reason: "verified" },
    );
  }
  events.push(...extra);
  return {
    id,
    code: "7Q4K",
    phase: stage === "proposed" ? "diagnosed" : stage === "performed" ? "verifying" : "resolved",
    severity: "critical",
    title: digitsSymptoms[0]!.title,
    onset: fixtureOnset,
    openedAt: opened,
    resolvedAt: stage === "fixed" ? fixtureNow - 5 * second : null,
    resolvedReason: stage === "fixed" ? "verified" : null,
    acknowledgedBy: extra.find((event) => event.type === "acknowledged")?.by ?? null,
    models: ["digits"],
    components: [refs.digits, refs.digitsService],
    symptoms: digitsSymptoms.map((one) => ({ ...one, recoveredAt: null })),
    diagnosis: digitsDiagnosis,
    diagnosedAt: opened + 11 * second,
    repair: {
      plan: repairPlan,
      status: stage,
      approvedBy: stage === "proposed" ? null : by,
      approvedAt: stage === "proposed" ? null : performedAt - second,
      performedAt: stage === "proposed" ? null : performedAt,
      steps: stage === "proposed" ? [] : steps,
      outcome: stage === "fixed" ? outcome : null,
    },
    escalated: null,
    events: events.sort((a, b) => a.at - b.at),
  };
}

function fixedOutcome(first: string, second: string): RepairOutcome {
  const stages = (before: number, during: number, after: number) => ({
    before: { value: before, count: 1060, standardError: 0.0059 },
    during: { value: during, count: 1148, standardError: 0.0133 },
    after: { value: after, count: 182, standardError: 0.0149 },
  });
  const common = { test: "share non-inferiority", passed: true };
  return {
    result: "fixed",
    tests: [
      { ...common, monitor: first, ...stages(0.962, 0.714, 0.956), margin: 0.124, pValue: 2.4e-13 },
      {
        ...common,
        monitor: second,
        ...stages(0.961, 0.702, 0.953),
        margin: 0.1295,
        pValue: 4.1e-13,
      },
    ],
  };
}

/** An incident that has just been opened and is being diagnosed. */
export function writerIncident(): Incident {
  const onset = fixtureNow - 80 * second;
  const first = symptom("pack/model:writer/llm-first-token-p95/all", "llm-first-token-p95", {
    subject: "writer",
    value: 1740,
    low: 154,
    high: 266,
    unit: "ms",
    onset,
  });
  const base = { incident: "inc-writer", by: "aceso", at: onset + 34 * second } as const;
  return {
    ...digitsIncident("proposed", []),
    id: "inc-writer",
    code: "M2XD",
    phase: "opened",
    severity: "warning",
    title: first.title,
    onset,
    openedAt: onset + 34 * second,
    models: ["writer"],
    components: [],
    symptoms: [{ ...first, recoveredAt: null }],
    diagnosis: null,
    diagnosedAt: null,
    repair: null,
    events: [
      {
        ...base,
        id: "w1",
        type: "opened",
        severity: "warning",
        title: first.title,
        onset,
        models: ["writer"],
        components: [],
        symptom: first,
      },
    ],
  };
}

/** A resolved incident whose cause was not found. */
export function unknownIncident(): Incident {
  const onset = pastFault.from;
  const first = symptom("pack/model:prices/latency-p95/all", "latency-p95", {
    subject: "prices",
    value: 188,
    low: 33,
    high: 49,
    unit: "ms",
    onset,
  });
  return {
    ...writerIncident(),
    id: "inc-prices",
    code: "T9WB",
    phase: "resolved",
    title: first.title,
    onset,
    openedAt: onset + 40 * second,
    resolvedAt: pastFault.to + 3 * minute,
    resolvedReason: "recovered",
    models: ["prices"],
    symptoms: [{ ...first, recoveredAt: pastFault.to }],
    diagnosis: {
      causes: [],
      somethingElse: 1,
      ruledOut: [say("diagnose/dependencies-fine", { count: 1 }), say("diagnose/traffic-usual")],
      map: {
        components: [
          { ...refs.featureStore, state: "ok" },
          { ...refs.prices, state: "failing" },
        ],
        edges: [{ caller: refs.prices, callee: refs.featureStore }],
      },
      headline: say("diagnose/cause-unknown", { name: "", version: "", detail: "" }),
    },
    diagnosedAt: onset + 44 * second,
    events: [],
  };
}

/** Older incidents of the list. */
export const olderHeads: readonly IncidentHead[] = [
  {
    id: "inc-old-1",
    code: "B7HN",
    phase: "resolved",
    severity: "critical",
    title: say("incident/below", {
      subject: "writer",
      measure: "valid-output",
      value: 0.11,
      limit: 0.975,
      unit: "ratio",
    }),
    headline: say("diagnose/cause-prompt", { name: "writer", version: "p2" }),
    onset: fixtureNow - 26 * hour,
    openedAt: fixtureNow - 26 * hour + 31 * second,
    resolvedAt: fixtureNow - 26 * hour + 3 * minute,
    models: ["writer"],
    repairStatus: "fixed",
    outcome: "fixed",
  },
];

/** An incident as lists show it. */
export function headOf(incident: Incident): IncidentHead {
  const { id, code, phase, severity, title, onset, openedAt, resolvedAt, models } = incident;
  return {
    id,
    code,
    phase,
    severity,
    title,
    headline: incident.diagnosis?.headline ?? null,
    onset,
    openedAt,
    resolvedAt,
    models,
    repairStatus: incident.repair?.status ?? null,
    outcome: incident.repair?.outcome?.result ?? null,
  };
}
