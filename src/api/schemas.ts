import { z } from "zod";
import type { Json } from "../model/json.ts";
import { incidentVerdicts } from "../model/incident.ts";
import { defaultDetector, type Monitor } from "../model/monitor.ts";
import type { RepairPolicy, RepairTarget } from "../model/repair.ts";
import { minute } from "../model/time.ts";
import type { Routes } from "./contract.ts";
import { modelReferenceSchema } from "./reference-schema.ts";
import { versionRecordSchema } from "./version-schema.ts";

/** Any JSON value. */
export const jsonSchema: z.ZodType<Json> = z.json();

/** A code with parameters, as people's texts are sent. */
export const messageSchema = z.strictObject({
  code: z.string().max(200),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});

const subject = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("model"), model: z.string().min(1).max(500) }),
  z.strictObject({ kind: z.literal("service"), service: z.string().min(1).max(500) }),
]);

const host = z.strictObject({ kind: z.literal("host"), host: z.string().min(1).max(500) });

const sliceShape = {
  version: z.string().max(500).exactOptional(),
  feature: z.string().max(500).exactOptional(),
  value: z.string().max(500).exactOptional(),
  peer: z.string().max(500).exactOptional(),
  class: z.string().max(500).exactOptional(),
};

const watch = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("series"),
    expression: z.string().min(1).max(10_000),
    subject: z.union([subject, host]),
  }),
  z.strictObject({
    kind: z.literal("measure"),
    measure: z.string().min(1).max(200),
    subject,
    slice: z.strictObject(sliceShape).prefault({}),
  }),
  // Behind the others: the document of the API only grows.
  z.strictObject({
    kind: z.literal("group"),
    series: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(200),
          expression: z.string().min(1).max(10_000),
        }),
      )
      .min(2)
      .max(64),
    subject: z.union([subject, host]),
  }),
]);

/** A monitor as people write it: in a file or by PUT. Whatever has a usual value may be left out. */
export const declaredMonitorSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[\w.:/-]{1,200}$/, { message: "expected letters, digits and . : / - _ only" }),
  owner: z.enum(["pack", "file", "api"]).default("api"),
  watch,
  detector: z.string().min(1).max(100).exactOptional(),
  settings: z.record(z.string(), jsonSchema).default({}),
  direction: z.enum(["up", "down", "both"]).default("both"),
  class: z.enum(["objective", "evidence"]).default("objective"),
  holdWindows: z.int().min(1).max(1000).default(2),
  windowMs: z.int().min(1000).max(86_400_000).default(minute),
  severity: z.enum(["critical", "warning", "info"]).default("warning"),
  unit: z.string().max(50).default("1"),
  reason: messageSchema.prefault({ code: "monitor.from-api" }),
  enabled: z.boolean().default(true),
});

/** A declared monitor with the detector it gets where it names none. */
export const monitorSchema = declaredMonitorSchema.transform((declared) => ({
  ...declared,
  detector: declared.detector ?? defaultDetector(declared),
})) satisfies z.ZodType<Monitor>;

/** What Aceso may do by itself; left out means the cautious default: propose only. */
export const repairPolicySchema = z.strictObject({
  mode: z.enum(["propose", "approve", "auto"]).default("propose"),
  allowedActions: z.array(z.string().min(1)).max(100).default(["switch-version", "webhook"]),
  runsPerHourMax: z.int().min(0).default(6),
  runsPerDayMax: z.int().min(0).default(20),
  coolDownMs: z
    .int()
    .min(0)
    .default(5 * minute),
  confidenceMin: z.number().min(0).max(1).default(0.5),
  stopAll: z.boolean().default(false),
}) satisfies z.ZodType<RepairPolicy>;

/** A place where repairs can act. */
export const repairTargetSchema = z.strictObject({
  name: z.string().min(1).max(200),
  action: z.string().min(1).max(100),
  model: z.string().max(500).default(""),
  component: z.string().max(500).default(""),
  operation: z.string().min(1).max(200),
  url: z.url({ protocol: /^https?$/, message: "expected an http:// or https:// URL" }),
  secretEnv: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    message:
      "expected the name of an environment variable; the secret itself stays out of the file",
  }),
}) satisfies z.ZodType<RepairTarget>;

const nothing = z.strictObject({});

/** UTC milliseconds; a number in a query string is text on the wire. */
const time = z.coerce.number().int().min(0).max(8.64e15);
const limit = z.coerce.number().int().min(1).max(10_000);
const range = { from: time.exactOptional(), to: time.exactOptional() };
const window = z
  .strictObject({ start: time, end: time })
  .refine(({ start, end }) => start < end, { error: "start before end" });
const language = z.enum(["en", "zh"]);
/** A moment as Prometheus takes it: seconds since 1970 or RFC 3339; seconds come out. */
const promTime = z.preprocess(
  (text) => (typeof text === "string" && text.includes("T") ? Date.parse(text) / 1000 : text),
  z.coerce.number(),
);

/** A step as Prometheus takes it: seconds or a duration such as 15s; seconds come out. */
const promStep = z.preprocess((text) => {
  const match = /^(\d+(?:\.\d+)?)(ms|[smhdwy])$/.exec(String(text));
  return match === null ? text : Number(match[1]) * (promUnits[match[2] ?? ""] ?? Number.NaN);
}, z.coerce.number().positive());

const promUnits: { readonly [letter: string]: number } = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

const expression = z.string().min(1).max(100_000);
const planBody = z.strictObject({ plan: z.string().min(1).max(200) });

type RequestSchemas = {
  readonly [Key in keyof Routes]: {
    readonly summary: string;
    readonly role: "viewer" | "operator" | "admin";
    readonly query: z.ZodType<Routes[Key]["query"]>;
  } & (Routes[Key] extends { body: infer Body } ? { readonly body: z.ZodType<Body> } : unknown);
};

/** Every route of the contract: what it is for, the role it needs, and what its query and body must be. */
export const requestSchemas = {
  "GET /api/v1/overview": {
    summary: "what is wrong now, models, host, recent changes",
    role: "viewer",
    query: nothing,
  },
  "GET /api/v1/incidents": {
    summary: "incidents of a stretch of time, newest first",
    role: "viewer",
    query: z.strictObject({
      ...range,
      phase: z.enum(["opened", "diagnosed", "repairing", "verifying", "resolved"]).exactOptional(),
      limit: limit.exactOptional(),
      cursor: z.string().max(500).exactOptional(),
    }),
  },
  "GET /api/v1/incidents/:id": {
    summary: "one incident by id or short code, with diagnosis, repair and timeline",
    role: "viewer",
    query: nothing,
  },
  "POST /api/v1/incidents/:id/acknowledge": {
    summary: "say that a person looks at it",
    role: "operator",
    query: nothing,
    body: nothing,
  },
  "POST /api/v1/incidents/:id/note": {
    summary: "add a note to the timeline",
    role: "operator",
    query: nothing,
    body: z.strictObject({ text: z.string().min(1).max(10_000) }),
  },
  "POST /api/v1/incidents/:id/resolve": {
    summary: "close it by hand",
    role: "operator",
    query: nothing,
    body: nothing,
  },
  "POST /api/v1/incidents/:id/mark-cause": {
    summary: "mark a named cause as right or wrong",
    role: "operator",
    query: nothing,
    body: z.strictObject({ cause: z.string().min(1).max(500), right: z.boolean() }),
  },
  "POST /api/v1/incidents/:id/judge": {
    summary: "say that it was a fault or a false alarm; also of one that is over",
    role: "operator",
    query: nothing,
    body: z.strictObject({ verdict: z.enum(incidentVerdicts) }),
  },
  "POST /api/v1/incidents/:id/repair/dry-run": {
    summary: "the exact calls a plan would make, and its prechecks, without making them",
    role: "viewer",
    query: nothing,
    body: planBody,
  },
  "POST /api/v1/incidents/:id/repair/approve": {
    summary: "approve a plan: it runs and is verified",
    role: "operator",
    query: nothing,
    body: planBody,
  },
  "POST /api/v1/incidents/:id/repair/reject": {
    summary: "reject a plan",
    role: "operator",
    query: nothing,
    body: z.strictObject({ plan: z.string().min(1).max(200), reason: z.string().max(10_000) }),
  },
  "POST /api/v1/incidents/:id/repair/undo": {
    summary: "take a performed plan back",
    role: "operator",
    query: nothing,
    body: planBody,
  },
  "GET /api/v1/incidents/:id/charts": {
    summary: "charts of the symptoms with expected bands, and changes around them",
    role: "viewer",
    query: nothing,
  },
  "GET /api/v1/incidents/:id/inputs": {
    summary: "what went into the incident's model before the onset and since, to replay it",
    role: "operator",
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).exactOptional() }),
  },
  "GET /api/v1/incidents/:id/inspection": {
    summary:
      "where wrong answers lie together, confused classes and the most confident wrong answers, with the features that speak for them",
    role: "viewer",
    query: nothing,
  },
  "GET /api/v1/incidents/:id/export": {
    summary: "the incident as Markdown",
    role: "viewer",
    query: z.strictObject({ lang: language.exactOptional() }),
  },
  "GET /api/v1/models": { summary: "models seen", role: "viewer", query: nothing },
  "GET /api/v1/models/:model": {
    summary: "one model with charts, versions, changes and incidents",
    role: "viewer",
    query: z.strictObject(range),
  },
  "GET /api/v1/models/:model/inspection": {
    summary: "the same for any stretch of time, against the stretch before it",
    role: "viewer",
    query: z.strictObject(range),
  },
  "GET /api/v1/models/:model/drift": {
    summary: "inputs of one stretch of whole hours beside another, from what is kept of them",
    role: "viewer",
    query: z.strictObject({
      from: time,
      to: time,
      referenceFrom: time,
      referenceTo: time,
      version: z.string().max(500).exactOptional(),
      referenceVersion: z.string().max(500).exactOptional(),
    }),
  },
  "PUT /api/v1/models/:model/reference": {
    summary: "freeze what a model was trained on: drift is measured against it from then on",
    role: "operator",
    query: nothing,
    body: modelReferenceSchema,
  },
  "PUT /api/v1/models/:model/versions/:version": {
    summary:
      "what the file of a version holds and how it was trained: evidence when the version fails",
    role: "operator",
    query: nothing,
    body: versionRecordSchema,
  },
  "POST /api/v1/differences": {
    summary: "what sets the predictions or spans of one stretch of time apart from the rest",
    role: "viewer",
    query: nothing,
    body: z.strictObject({
      of: z.enum(["predictions", "spans"]),
      subject: z.string().min(1).max(500),
      chosen: window,
      rest: window,
    }),
  },
  "GET /api/v1/monitors": {
    summary: "monitors with their newest evaluation",
    role: "viewer",
    query: z.strictObject({ subject: z.string().max(500).exactOptional() }),
  },
  "PUT /api/v1/monitors/:id": {
    summary: "make or change a monitor",
    role: "operator",
    query: nothing,
    body: monitorSchema,
  },
  "DELETE /api/v1/monitors/:id": {
    summary: "delete a monitor made by API",
    role: "operator",
    query: nothing,
  },
  "GET /api/v1/monitors/:id/chart": {
    summary: "evaluations of one monitor",
    role: "viewer",
    query: z.strictObject(range),
  },
  "GET /api/v1/query": {
    summary: "PromQL at one moment; answers as Prometheus does, also to POST with a form",
    role: "viewer",
    query: z.object({ query: expression, time: promTime.exactOptional() }),
  },
  "GET /api/v1/query_range": {
    summary: "PromQL over a range; answers as Prometheus does, also to POST with a form",
    role: "viewer",
    // Not strict: Grafana adds parameters of its own (timeout, stats, dedup).
    query: z.object({ query: expression, start: promTime, end: promTime, step: promStep }),
  },
  "GET /api/v1/changes": {
    summary: "deploys, configuration, prompt and data changes",
    role: "viewer",
    query: z.strictObject({ ...range, limit: limit.exactOptional() }),
  },
  "GET /api/v1/repairs": {
    summary: "repair policy, targets and playbooks",
    role: "viewer",
    query: nothing,
  },
  "PUT /api/v1/repairs/policy": {
    summary: "change what Aceso may do by itself, or stop all repairs",
    role: "admin",
    query: nothing,
    body: repairPolicySchema,
  },
  "GET /api/v1/status": {
    summary: "store, memory, scrape targets, refused data, warnings",
    role: "viewer",
    query: nothing,
  },
  "POST /api/v1/backups": {
    summary: "copy everything stored into a folder of the data directory",
    role: "admin",
    query: nothing,
    body: nothing,
  },
  "GET /api/v1/audit": {
    summary: "who did what",
    role: "admin",
    query: z.strictObject({ ...range, limit: limit.exactOptional() }),
  },
  "GET /api/v1/openapi.json": { summary: "this document", role: "viewer", query: nothing },
} as const satisfies RequestSchemas;
