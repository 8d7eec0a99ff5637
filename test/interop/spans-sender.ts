import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  TracerProvider,
} from "@opentelemetry/sdk-trace";

/** A program that sends spans with the OpenTelemetry SDK, and remembers what became of them. */
export interface SpansSender {
  /** Makes one span, which ends at once. */
  work(): void;
  /** Ids of all spans made. */
  readonly made: ReadonlySet<string>;
  /** Ids of spans whose export the exporter reported as done. */
  readonly exported: ReadonlySet<string>;
  /** Exports that it gave up. */
  givenUp(): number;
  /** Answers 503 and requests that it broke off because its own time was over. */
  refusals(): { readonly unavailable: number; readonly brokenOff: number };
  /** Waits until nothing is under way any more. */
  flush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** @param timeoutMillis the exporter's setting; its default (10 s) when left out */
export function startSpansSender(url: string, timeoutMillis?: number): SpansSender {
  const made = new Set<string>();
  const exported = new Set<string>();
  let givenUp = 0;
  let unavailable = 0;
  let brokenOff = 0;
  const agent = `sender-${Math.random().toString(36).slice(2)}`;
  const isOurs = (request: ClientRequest) =>
    String(request.getHeader("user-agent")).startsWith(agent);
  // What went over the wire, told by Node itself: the exporter does not say how often it tried.
  const onAnswer = (message: unknown) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    if (isOurs(request) && response.statusCode === 503) unavailable++;
  };
  const onError = (message: unknown) => {
    if (isOurs((message as { request: ClientRequest }).request)) brokenOff++;
  };
  subscribe("http.client.response.finish", onAnswer);
  subscribe("http.client.request.error", onError);

  const exporter = new OTLPTraceExporter({
    url,
    userAgent: agent,
    ...(timeoutMillis === undefined ? {} : { timeoutMillis }),
  });
  const remembering: SpanExporter = {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code === 0) for (const span of spans) exported.add(idOf(span));
        else givenUp++;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
  const processor = new BatchSpanProcessor({
    exporter: remembering,
    scheduledDelayMillis: 500,
    // The processor's own limit must not be shorter than the exporter's.
    exportTimeoutMillis: (timeoutMillis ?? 10_000) + 5_000,
    maxQueueSize: 100_000,
  });
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer("interop");
  return {
    work() {
      const span = tracer.startSpan("work", { attributes: { attempt: made.size } });
      made.add(`${span.spanContext().traceId}:${span.spanContext().spanId}`);
      span.end();
    },
    made,
    exported,
    givenUp: () => givenUp,
    refusals: () => ({ unavailable, brokenOff }),
    flush: () => processor.forceFlush(),
    async shutdown() {
      await processor.shutdown();
      unsubscribe("http.client.response.finish", onAnswer);
      unsubscribe("http.client.request.error", onError);
    },
  };
}

function idOf(span: ReadableSpan): string {
  return `${span.spanContext().traceId}:${span.spanContext().spanId}`;
}
