import { z } from "zod";
import { requestSchemas } from "./schemas.ts";

interface Operation {
  readonly summary: string;
  readonly role: string;
  readonly query: z.ZodType;
  readonly body?: z.ZodType;
}

/** Routes beside the contract: what arrives, and what is not JSON. */
const otherRoutes: Readonly<Record<string, { summary: string; takes: readonly string[] }>> = {
  "POST /v1/traces": {
    summary: "OTLP/HTTP spans",
    takes: ["application/x-protobuf", "application/json"],
  },
  "POST /v1/metrics": {
    summary: "OTLP/HTTP metrics",
    takes: ["application/x-protobuf", "application/json"],
  },
  "POST /v1/logs": {
    summary: "OTLP/HTTP log records",
    takes: ["application/x-protobuf", "application/json"],
  },
  "POST /api/v1/write": {
    summary: "Prometheus remote write 1.0 (snappy)",
    takes: ["application/x-protobuf"],
  },
  "POST /api/v1/predictions": {
    summary: "predictions, single, array or one a line",
    takes: ["application/json", "application/x-ndjson"],
  },
  "POST /api/v1/labels": {
    summary: "labels of predictions, single, array or one a line",
    takes: ["application/json", "application/x-ndjson"],
  },
  "POST /api/v1/changes": {
    summary: "deploys and other changes, single, array or one a line",
    takes: ["application/json", "application/x-ndjson"],
  },
  "GET /api/v1/events": { summary: "server-sent events: incident, tick, signal", takes: [] },
  "GET /metrics": { summary: "our own metrics in the Prometheus text format", takes: [] },
  "GET /healthz": { summary: "200 while the process lives", takes: [] },
  "GET /readyz": { summary: "200 when signals can be taken, 503 before", takes: [] },
};

const problem = { $ref: "#/components/schemas/Error" };

/** The OpenAPI 3.1 document of every route, made from the request schemas. Pure: equal input, equal document. */
export function buildOpenApi(version: string): { readonly [key: string]: unknown } {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [key, { summary, takes }] of Object.entries(otherRoutes)) {
    const content = Object.fromEntries(takes.map((type) => [type, {}]));
    const requestBody = takes.length === 0 ? {} : { requestBody: { required: true, content } };
    add(paths, key, { summary, ...requestBody, responses: responses("") });
  }
  for (const [key, operation] of Object.entries(requestSchemas)) {
    add(paths, key, describe(key, { ...operation }));
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Aceso",
      version,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      description: "Times are UTC milliseconds, except in query and query_range (seconds).",
    },
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: { Error: errorSchema },
    },
    security: [{ key: [] }, {}],
  };
}

const errorSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "fix"],
      properties: {
        code: { type: "string" },
        message: { type: "string" },
        fix: { type: "string" },
      },
    },
  },
};

function describe(key: string, operation: Operation): { readonly [key: string]: unknown } {
  const body = operation.body === undefined ? undefined : jsonSchemaOf(operation.body);
  return {
    summary: operation.summary,
    description: `Needs the role ${operation.role}.`,
    parameters: [...pathParameters(key), ...queryParameters(operation.query)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: responses("application/json"),
  };
}

function add(
  paths: Record<string, Record<string, unknown>>,
  key: string,
  operation: { readonly [key: string]: unknown },
): void {
  const [method = "GET", path = "/"] = key.split(" ");
  const template = path.replace(/:(\w+)/g, "{$1}");
  (paths[template] ??= {})[method.toLowerCase()] = { operationId: key, ...operation };
}

function responses(type: string): { readonly [status: string]: unknown } {
  const content = type === "" ? {} : { content: { [type]: {} } };
  return {
    "2XX": { description: "done", ...content },
    default: {
      description: "refused or failed",
      content: { "application/json": { schema: problem } },
    },
  };
}

function pathParameters(key: string): readonly unknown[] {
  return [...key.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: z.ZodType): readonly unknown[] {
  const { properties = {}, required = [] } = jsonSchemaOf(query);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function jsonSchemaOf(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
