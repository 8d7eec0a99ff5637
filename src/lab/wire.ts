import type { LabJourney, LabSpan } from "./journey.ts";
import type { LabCall } from "./language-call.ts";
import type { LabSystem } from "./lab-system.ts";

/** A request to one of the public routes, as a real source would send it. */
export interface LabPayload {
  /** When it is sent, UTC ms. */
  readonly time: number;
  readonly path:
    | "/v1/traces"
    | "/v1/metrics"
    | "/v1/logs"
    | "/api/v1/predictions"
    | "/api/v1/labels"
    | "/api/v1/changes";
  readonly body: string;
}

type Attribute = string | number;

/** One gauge or counter at one moment. */
export interface LabPoint {
  readonly name: string;
  readonly isCounter: boolean;
  readonly labels: { readonly [name: string]: string };
  readonly value: number;
}

const spanKinds = { internal: 1, server: 2, client: 3 } as const;

/** Spans of several requests in the JSON form of OTLP, grouped by the service that reports them. */
export function tracesBody(
  system: LabSystem,
  journeys: readonly LabJourney[],
  versions: { readonly [service: string]: string },
): string {
  // service → its spans, in order of time
  const byService = new Map<string, unknown[]>();
  for (const { trace, spans } of journeys) {
    for (const span of spans) {
      const rows = byService.get(span.service) ?? [];
      rows.push(spanRow(trace, span));
      byService.set(span.service, rows);
    }
  }
  const resourceSpans = [...byService].map(([service, spans]) => ({
    resource: resourceOf(system, service, versions[service] ?? "1.0.0"),
    scopeSpans: [{ scope: { name: "lab" }, spans }],
  }));
  return JSON.stringify({ resourceSpans });
}

/** Gauges and counters of one moment in the JSON form of OTLP. */
export function metricsBody(points: readonly LabPoint[], time: number): string {
  const metrics = points.map(({ name, isCounter, labels, value }) => {
    const point = {
      timeUnixNano: nanoseconds(time),
      attributes: attributes(labels),
      asDouble: value,
    };
    return isCounter
      ? { name, sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] } }
      : { name, gauge: { dataPoints: [point] } };
  });
  return JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
}

/** Log records of one service in the JSON form of OTLP. */
export function logsBody(
  system: LabSystem,
  records: readonly {
    readonly service: string;
    readonly time: number;
    readonly isError: boolean;
    readonly body: string;
  }[],
): string {
  const resourceLogs = records.map(({ service, time, isError, body }) => ({
    resource: resourceOf(system, service, "1.0.0"),
    scopeLogs: [
      {
        logRecords: [
          {
            timeUnixNano: nanoseconds(time),
            severityNumber: isError ? 17 : 9,
            body: { stringValue: body },
          },
        ],
      },
    ],
  }));
  return JSON.stringify({ resourceLogs });
}

function resourceOf(system: LabSystem, service: string, version: string): unknown {
  const host = system.services.find(({ name }) => name === service)?.host ?? "";
  return {
    attributes: attributes({
      "service.name": service,
      "service.version": version,
      "host.name": host,
    }),
  };
}

function spanRow(trace: string, span: LabSpan): unknown {
  return {
    traceId: trace,
    spanId: span.id,
    ...(span.parent === "" ? {} : { parentSpanId: span.parent }),
    name: nameOf(span),
    kind: spanKinds[span.kind],
    startTimeUnixNano: nanoseconds(span.start),
    endTimeUnixNano: nanoseconds(span.end),
    attributes: attributes({
      ...(span.peer === "" ? {} : { "peer.service": span.peer }),
      ...(span.model === "" ? {} : { "aceso.model.name": span.model }),
      ...(span.call ? callAttributes(span.call) : {}),
      ...(span.tool === ""
        ? {}
        : { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": span.tool }),
      ...(span.fit === null ? {} : { "retrieval.score": Number(span.fit.toFixed(4)) }),
    }),
    status: span.failed ? { code: 2, message: span.message || "failed" } : {},
  };
}

function nameOf({ call, tool, peer }: LabSpan): string {
  if (call) return `chat ${call.model}`;
  if (tool !== "") return `execute_tool ${tool}`;
  return peer === "" ? "GET /" : `GET ${peer}`;
}

/** Names of the OpenTelemetry conventions for generative AI. */
function callAttributes(call: LabCall): { readonly [name: string]: Attribute } {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "lab",
    "gen_ai.request.model": call.model,
    "gen_ai.response.model": call.served,
    "gen_ai.request.max_tokens": call.answerTokensMax,
    "gen_ai.response.finish_reasons": call.finishReason,
    "gen_ai.output.type": "json",
    "gen_ai.prompt.version": call.prompt,
    "gen_ai.usage.input_tokens": call.inputTokens,
    "gen_ai.usage.output_tokens": call.outputTokens,
    "gen_ai.server.time_to_first_token": call.firstTokenMs / 1_000,
    "gen_ai.input.messages": JSON.stringify([
      { role: "user", parts: [{ type: "text", content: call.input }] },
    ]),
    "gen_ai.output.messages": JSON.stringify([
      { role: "assistant", parts: [{ type: "text", content: call.answer }] },
    ]),
  };
}

function attributes(values: { readonly [name: string]: Attribute }): readonly unknown[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value:
      typeof value === "string"
        ? { stringValue: value }
        : Number.isInteger(value)
          ? { intValue: String(value) }
          : { doubleValue: value },
  }));
}

/** Nanoseconds as decimal digits: they do not fit a double. */
function nanoseconds(ms: number): string {
  const whole = Math.floor(ms);
  return `${whole}${String(Math.floor((ms - whole) * 1e6)).padStart(6, "0")}`;
}
