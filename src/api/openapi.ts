import { z } from "zod";
import { namedSchemas, responseSchemas } from "./response-schemas.ts";
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
  "POST /api/v1/feedback": {
    summary: "what people and business made of predictions, single, array or one a line",
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
    add(paths, key, { summary, ...requestBody, responses: responses({}) });
  }
  const { named, answers } = describeAnswers();
  for (const [key, operation] of Object.entries(requestSchemas)) {
    add(paths, key, describe(key, { ...operation }, answers[key] ?? anyObject));
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
      schemas: { Error: errorSchema, Json: { description: "any JSON value" }, ...named },
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
        params: { type: "object", additionalProperties: { type: ["string", "number"] } },
      },
    },
  },
};

type JsonSchemas = { readonly [name: string]: unknown };

/** The answer of a route that has no schema of its own: the contract's types tell more. */
const anyObject = { type: "object" };

/**
 * Schemas of answers: those with a name as components, those of the routes pointing at them.
 * Zod puts the two into one registry and writes references between its members.
 */
function describeAnswers(): { readonly named: JsonSchemas; readonly answers: JsonSchemas } {
  const registry = z.registry<{ readonly id?: string }>();
  const names = new Map<z.ZodType, string>();
  for (const [id, schema] of Object.entries(namedSchemas)) {
    registry.add(schema, { id });
    names.set(schema, id);
  }
  const routes = Object.entries(responseSchemas);
  for (const [id, schema] of routes) if (!names.has(schema)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: "output",
    unrepresentable: "any",
    uri: (id) => `#/components/schemas/${id}`,
  });
  const bare = (id: string) => {
    const { $schema: _, $id: __, ...rest } = schemas[id] ?? {};
    return rest;
  };
  const answers = routes.map(([key, schema]) => {
    const name = names.get(schema);
    return [
      key,
      name === undefined ? bare(key) : { $ref: `#/components/schemas/${name}` },
    ] as const;
  });
  return {
    named: Object.fromEntries(Object.keys(namedSchemas).map((id) => [id, bare(id)])),
    answers: Object.fromEntries(answers),
  };
}

function describe(
  key: string,
  operation: Operation,
  answer: unknown,
): { readonly [key: string]: unknown } {
  const body = operation.body === undefined ? undefined : jsonSchemaOf(operation.body);
  return {
    summary: operation.summary,
    description: `Needs the role ${operation.role}.`,
    parameters: [...pathParameters(key), ...queryParameters(operation.query)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: responses({ "application/json": { schema: answer } }),
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

function responses(content: { readonly [type: string]: unknown }): {
  readonly [status: string]: unknown;
} {
  return {
    "2XX": { description: "done", ...(Object.keys(content).length === 0 ? {} : { content }) },
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
  const {
    $schema: _,
    $defs: __,
    ...rest
  } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  // "Any JSON" is the only schema that refers to itself; a reference counts from the document's root.
  const rooted: unknown = JSON.parse(JSON.stringify(rest), (key, value: unknown) =>
    key === "$ref" ? "#/components/schemas/Json" : value,
  );
  // A copy of what zod made, with other texts in some places.
  return rooted as z.core.JSONSchema.BaseSchema;
}
