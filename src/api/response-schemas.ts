import { z } from "zod";
import { incidentPhases } from "../model/incident.ts";
import { modelTasks } from "../model/measurement.ts";
import { changeKinds } from "../model/signals.ts";
import type { Routes } from "./contract.ts";
import {
  incident,
  json,
  maybeNumber,
  maybeTime,
  message,
  outcomeResult,
  repairMode,
  severity,
  time,
} from "./incident-schemas.ts";

const incidentHead = z.strictObject({
  id: z.string(),
  code: z.string(),
  phase: z.enum(incidentPhases),
  severity,
  title: message,
  headline: message.nullable(),
  onset: time,
  openedAt: time,
  resolvedAt: maybeTime,
  models: z.array(z.string()),
  repairStatus: z.string().nullable(),
  outcome: outcomeResult.nullable(),
});

const evaluationState = z.enum(["normal", "anomalous", "learning", "no-data"]);
const evaluation = z.strictObject({
  monitor: z.string(),
  windowStart: time,
  windowEnd: time,
  revision: z.number(),
  value: maybeNumber,
  count: z.number(),
  standardError: maybeNumber,
  state: evaluationState,
  score: z.number(),
  expected: maybeNumber,
  low: maybeNumber,
  high: maybeNumber,
  progress: maybeNumber,
  reason: message,
  firing: z.boolean(),
});

const ownSubjects = [
  z.strictObject({ kind: z.literal("model"), model: z.string() }),
  z.strictObject({ kind: z.literal("service"), service: z.string() }),
] as const;
const hostSubject = z.strictObject({ kind: z.literal("host"), host: z.string() });

const monitor = z.strictObject({
  id: z.string(),
  owner: z.enum(["pack", "file", "api"]),
  watch: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("series"),
      expression: z.string(),
      subject: z.discriminatedUnion("kind", [...ownSubjects, hostSubject]),
    }),
    z.strictObject({
      kind: z.literal("measure"),
      measure: z.string(),
      subject: z.discriminatedUnion("kind", ownSubjects),
      slice: z.strictObject({
        version: z.string().exactOptional(),
        feature: z.string().exactOptional(),
        value: z.string().exactOptional(),
        peer: z.string().exactOptional(),
        class: z.string().exactOptional(),
      }),
    }),
    z.strictObject({
      kind: z.literal("group"),
      series: z.array(z.strictObject({ name: z.string(), expression: z.string() })),
      subject: z.discriminatedUnion("kind", [...ownSubjects, hostSubject]),
    }),
  ]),
  detector: z.string(),
  settings: z.record(z.string(), json),
  direction: z.enum(["up", "down", "both"]),
  class: z.enum(["objective", "evidence"]),
  holdWindows: z.number(),
  windowMs: z.number(),
  severity,
  unit: z.string(),
  reason: message,
  enabled: z.boolean(),
});

const change = z.strictObject({
  id: z.string(),
  kind: z.enum(changeKinds),
  model: z.string(),
  component: z.string(),
  version: z.string(),
  from: z.string(),
  to: z.string(),
  time,
  title: z.string(),
  url: z.string(),
});

const tiles = z.array(
  z.strictObject({
    monitor: z.string(),
    measure: z.string(),
    unit: z.string(),
    state: evaluationState,
    firing: z.boolean(),
    value: maybeNumber,
    line: z.array(maybeNumber),
  }),
);

const modelHead = z.strictObject({
  facts: z.strictObject({
    model: z.string(),
    task: z.enum(modelTasks),
    versions: z.array(
      z.strictObject({
        version: z.string(),
        firstSeen: time,
        lastSeen: time,
        predictions: z.number(),
      }),
    ),
    features: z.array(z.strictObject({ name: z.string(), type: z.enum(["number", "text"]) })),
    classes: z.array(z.string()),
    hasLabels: z.boolean(),
    hasScores: z.boolean(),
    hasNumberOutputs: z.boolean().exactOptional(),
    hasEmbeddings: z.boolean().exactOptional(),
    services: z.array(z.string()),
  }),
  state: z.enum(["ok", "failing", "learning", "no-data"]),
  progress: z.number().min(0).max(1),
  tiles,
  openIncidents: z.array(z.string()),
});

const overview = z.strictObject({
  now: time,
  incidents: z.array(incidentHead),
  models: z.array(modelHead),
  host: z.strictObject({ name: z.string(), tiles }),
  changes: z.array(change),
  counts: z.strictObject({
    monitors: z.number(),
    learning: z.number(),
    firing: z.number(),
    services: z.number(),
    signalsPerSecond: z.number(),
    lastSignalAt: maybeTime,
    refused: z.number(),
  }),
  repairs: z.strictObject({ mode: repairMode, stopAll: z.boolean() }),
});

const refusal = z.strictObject({
  route: z.string(),
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  count: z.number(),
  lastAt: time,
  example: z.string(),
});

const systemStatus = z.strictObject({
  version: z.string(),
  startedAt: time,
  ready: z.boolean(),
  store: z.strictObject({
    backend: z.enum(["embedded", "remote"]),
    version: z.string(),
    rows: z.number(),
    bytes: z.number(),
    pendingBytes: z.number(),
    deadSegments: z.number(),
    available: z.boolean(),
  }),
  memoryBytes: z.number(),
  cpuRatio: z.number(),
  refusals: z.array(refusal),
  scrapeTargets: z.array(
    z.strictObject({
      url: z.string(),
      up: z.boolean(),
      error: z.string(),
      lastAt: maybeTime,
      samples: z.number(),
    }),
  ),
  retention: z.record(z.string(), z.string()),
  warnings: z.array(message),
});

/** Schemas with a name of their own in the OpenAPI document; the others stand where they are used. */
export const namedSchemas = {
  Message: message,
  Incident: incident,
  IncidentHead: incidentHead,
  Monitor: monitor,
  Evaluation: evaluation,
  ModelHead: modelHead,
  Change: change,
  Overview: overview,
  SystemStatus: systemStatus,
} as const;

type ResponseSchemas = { readonly [Key in keyof Routes]?: z.ZodType<Routes[Key]["response"]> };

/**
 * What the main routes answer. Our own clients believe the server and do not parse with these: they
 * describe. Their types keep them at one with the contract, a test keeps them at one with what is sent.
 */
export const responseSchemas = {
  "GET /api/v1/overview": overview,
  "GET /api/v1/incidents": z.strictObject({
    incidents: z.array(incidentHead),
    next: z.string().nullable(),
  }),
  "GET /api/v1/incidents/:id": incident,
  "POST /api/v1/incidents/:id/acknowledge": incident,
  "POST /api/v1/incidents/:id/note": incident,
  "POST /api/v1/incidents/:id/resolve": incident,
  "POST /api/v1/incidents/:id/mark-cause": incident,
  "POST /api/v1/incidents/:id/judge": incident,
  "POST /api/v1/incidents/:id/repair/approve": incident,
  "POST /api/v1/incidents/:id/repair/reject": incident,
  "POST /api/v1/incidents/:id/repair/undo": incident,
  "GET /api/v1/incidents/:id/export": z.strictObject({ markdown: z.string() }),
  "GET /api/v1/models": z.strictObject({ models: z.array(modelHead) }),
  "PUT /api/v1/models/:model/reference": z.strictObject({
    model: z.string(),
    version: z.string(),
    features: z.array(z.string()),
  }),
  "PUT /api/v1/models/:model/versions/:version": z.strictObject({
    model: z.string(),
    version: z.string(),
  }),
  "GET /api/v1/monitors": z.strictObject({
    monitors: z.array(
      z.strictObject({ monitor, last: evaluation.nullable(), doubted: z.boolean() }),
    ),
  }),
  "PUT /api/v1/monitors/:id": monitor,
  "DELETE /api/v1/monitors/:id": z.strictObject({ deleted: z.string() }),
  "GET /api/v1/monitors/:id/chart": z.strictObject({
    monitor,
    evaluations: z.array(evaluation),
  }),
  "GET /api/v1/changes": z.strictObject({ changes: z.array(change) }),
  "GET /api/v1/status": systemStatus,
} as const satisfies ResponseSchemas;
