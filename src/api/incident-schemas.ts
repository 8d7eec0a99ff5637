import { z } from "zod";
import { causeKinds, componentKinds } from "../model/component.ts";
import { incidentPhases, incidentVerdicts } from "../model/incident.ts";
import type { Json } from "../model/json.ts";

/** Any JSON: described as such, not followed. */
export const json: z.ZodType<Json> = z.any();
/** A moment in UTC milliseconds. */
export const time = z.number().describe("UTC milliseconds");
/** A number, or null where there is none. */
export const maybeNumber = z.number().nullable();
/** A moment, or null where it has not come. */
export const maybeTime = time.nullable();

/** A code with parameters; clients put it into words. */
export const message = z.strictObject({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
const window = z.strictObject({ start: time, end: time });
const component = { kind: z.enum(componentKinds), name: z.string() };
const componentRef = z.strictObject(component);
/** How bad it is. */
export const severity = z.enum(["critical", "warning", "info"]);
/** How a repair ended. */
export const outcomeResult = z.enum(["fixed", "not-fixed", "not-enough-data"]);
const resolvedReason = z.enum(["verified", "recovered", "closed-by-person"]);
/** What Aceso may do by itself. */
export const repairMode = z.enum(["propose", "approve", "auto"]);

const symptomShape = {
  monitor: z.string(),
  title: message,
  onset: time,
  value: z.number(),
  expected: maybeNumber,
  low: maybeNumber,
  high: maybeNumber,
  score: z.number(),
  unit: z.string(),
  class: z.enum(["objective", "evidence"]),
};
const symptom = z.strictObject(symptomShape);

const evidence = z.strictObject({
  id: z.string(),
  probe: z.string(),
  statement: message,
  weight: z.number().describe("log-likelihood ratio in nats"),
  window,
  chart: z
    .strictObject({ measure: z.string().exactOptional(), expression: z.string().exactOptional() })
    .nullable(),
});

const cause = z.strictObject({
  id: z.string(),
  kind: z.enum(causeKinds),
  component: componentRef,
  version: z.string(),
  detail: z.string(),
  statement: message,
  confidence: z.number().min(0).max(1),
  evidenceFor: z.array(evidence),
  evidenceAgainst: z.array(evidence),
});

const diagnosis = z.strictObject({
  causes: z.array(cause),
  somethingElse: z.number(),
  ruledOut: z.array(message),
  map: z.strictObject({
    components: z.array(
      z.strictObject({
        ...component,
        state: z.enum(["cause", "failing", "affected", "ok", "unknown"]),
      }),
    ),
    edges: z.array(z.strictObject({ caller: componentRef, callee: componentRef })),
  }),
  headline: message,
  similar: z
    .array(
      z.strictObject({
        incident: z.string(),
        code: z.string(),
        openedAt: time,
        likeness: z.number(),
        cause: message.nullable(),
        fixedBy: message.nullable(),
      }),
    )
    .exactOptional(),
});

const call = z.strictObject({ method: z.string(), url: z.string(), body: json });

const plan = z.strictObject({
  id: z.string(),
  incident: z.string(),
  cause: z.string(),
  playbook: z.string(),
  component: componentRef,
  steps: z.array(
    z.strictObject({
      id: z.string(),
      action: z.string(),
      target: z.string(),
      call,
      says: message,
      undo: call.nullable(),
      undoSays: message,
    }),
  ),
  blastRadius: message,
  risk: z.enum(["low", "medium", "high"]),
  createdAt: time,
  mode: repairMode,
  verification: z.strictObject({
    monitors: z.array(z.string()),
    settleMs: z.number(),
    timeoutMs: z.number(),
    countMin: z.number(),
  }),
});

const steps = z.array(
  z.strictObject({
    step: z.string(),
    at: time,
    ok: z.boolean(),
    status: z.number(),
    before: json,
    after: json,
    error: z.string(),
  }),
);

const estimate = z.strictObject({
  value: z.number(),
  count: z.number(),
  standardError: z.number(),
});
const outcome = z.strictObject({
  result: outcomeResult,
  tests: z.array(
    z.strictObject({
      monitor: z.string(),
      test: z.string(),
      before: estimate,
      during: estimate,
      after: estimate,
      margin: z.number(),
      pValue: z.number(),
      passed: z.boolean(),
    }),
  ),
});

const happened = { id: z.string(), incident: z.string(), at: time, by: z.string() };
const planId = z.string();
const event = z.discriminatedUnion("type", [
  z.strictObject({
    ...happened,
    type: z.literal("opened"),
    severity,
    title: message,
    onset: time,
    models: z.array(z.string()),
    components: z.array(componentRef),
    symptom,
  }),
  z.strictObject({ ...happened, type: z.literal("symptom-joined"), symptom }),
  z.strictObject({ ...happened, type: z.literal("symptom-recovered"), monitor: z.string() }),
  z.strictObject({ ...happened, type: z.literal("onset-revised"), onset: time }),
  z.strictObject({ ...happened, type: z.literal("diagnosed"), diagnosis }),
  z.strictObject({ ...happened, type: z.literal("repair-proposed"), plan }),
  z.strictObject({ ...happened, type: z.literal("repair-approved"), plan: planId }),
  z.strictObject({
    ...happened,
    type: z.literal("repair-rejected"),
    plan: planId,
    reason: z.string(),
  }),
  z.strictObject({ ...happened, type: z.literal("repair-performed"), plan: planId, steps }),
  z.strictObject({ ...happened, type: z.literal("repair-verified"), plan: planId, outcome }),
  z.strictObject({ ...happened, type: z.literal("repair-undone"), plan: planId, steps }),
  z.strictObject({ ...happened, type: z.literal("acknowledged") }),
  z.strictObject({ ...happened, type: z.literal("escalated"), reason: message }),
  z.strictObject({
    ...happened,
    type: z.literal("cause-marked"),
    cause: z.string(),
    right: z.boolean(),
  }),
  z.strictObject({ ...happened, type: z.literal("noted"), text: z.string() }),
  z.strictObject({ ...happened, type: z.literal("resolved"), reason: resolvedReason }),
  // Behind the others: the document of the API only grows.
  z.strictObject({ ...happened, type: z.literal("judged"), verdict: z.enum(incidentVerdicts) }),
]);

/** An incident with everything known of it. */
export const incident = z.strictObject({
  id: z.string(),
  code: z.string().describe("short code for people"),
  phase: z.enum(incidentPhases),
  severity,
  title: message,
  onset: time,
  openedAt: time,
  resolvedAt: maybeTime,
  resolvedReason: resolvedReason.nullable(),
  acknowledgedBy: z.string().nullable(),
  models: z.array(z.string()),
  components: z.array(componentRef),
  symptoms: z.array(z.strictObject({ ...symptomShape, recoveredAt: maybeTime })),
  diagnosis: diagnosis.nullable(),
  diagnosedAt: maybeTime,
  repair: z
    .strictObject({
      plan,
      status: z.enum([
        "proposed",
        "rejected",
        "approved",
        "performed",
        "failed",
        "fixed",
        "not-fixed",
        "not-enough-data",
        "undone",
      ]),
      approvedBy: z.string().nullable(),
      approvedAt: maybeTime,
      performedAt: maybeTime,
      steps,
      outcome: outcome.nullable(),
    })
    .nullable(),
  escalated: message.nullable(),
  events: z.array(event),
});
