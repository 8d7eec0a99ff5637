import { Metrics } from "./metrics.ts";
import { attributesOf, nanoseconds } from "./otlp-json.ts";
import type { AttributeValue } from "./otlp-json.ts";
import { hex, seeded } from "./random.ts";
import type { Random } from "./random.ts";
import type { Trace } from "./journey.ts";

/** A request to one of Aceso's public routes, ready to be sent. */
export interface Payload {
  /** When the sender sends it, UTC ms. */
  readonly time: number;
  readonly path:
    | "/v1/traces"
    | "/v1/metrics"
    | "/api/v1/predictions"
    | "/api/v1/labels"
    | "/api/v1/changes";
  readonly contentType: "application/json";
  readonly body: string;
  /** Rows within: spans, points, predictions, labels or changes. */
  readonly count: number;
}

export interface SpanRecord {
  readonly trace: Trace;
  readonly parentId: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client";
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: { readonly [name: string]: AttributeValue };
  /** Empty where all went well. */
  readonly error: string;
}

/** A prediction or label as Aceso's wire format has it, with the time its sender knows it. */
interface TimedRow {
  readonly time: number;
  readonly row: { readonly [field: string]: unknown };
}

const spanKinds = { internal: 1, server: 2, client: 3 } as const;

/** What one process reports about itself: spans, predictions, labels and metrics, collected until drained. */
export class Telemetry {
  readonly service: string;
  readonly metrics = new Metrics();
  #spans: SpanRecord[] = [];
  #predictions: TimedRow[] = [];
  #labels: TimedRow[] = [];
  #serviceVersion: string;
  readonly #host: string;
  readonly #random: Random;
  readonly #startMs: number;

  constructor(options: {
    service: string;
    version: string;
    host: string;
    seed: number;
    startMs: number;
  }) {
    this.service = options.service;
    this.#serviceVersion = options.version;
    this.#host = options.host;
    this.#startMs = options.startMs;
    let name = 0;
    for (const letter of options.service) name = name * 31 + letter.charCodeAt(0);
    this.#random = seeded(options.seed, name, options.startMs);
  }

  set serviceVersion(version: string) {
    this.#serviceVersion = version;
  }

  /** Ids for a new span below this one, or at the root of a new trace. */
  newTrace(parent: Trace | null): Trace {
    return { traceId: parent?.traceId ?? hex(this.#random, 32), spanId: hex(this.#random, 16) };
  }

  span(record: SpanRecord): void {
    this.#spans.push(record);
  }

  prediction(time: number, row: TimedRow["row"]): void {
    this.#predictions.push({ time, row });
  }

  label(time: number, row: TimedRow["row"]): void {
    this.#labels.push({ time, row });
  }

  /** Everything that happened up to this moment and has not been drained yet. */
  drain(until: number): Payload[] {
    const payloads: Payload[] = [];
    const [spans, laterSpans] = parted(this.#spans, (span) => span.endMs <= until);
    this.#spans = laterSpans;
    if (spans.length > 0) {
      payloads.push(payload(until, "/v1/traces", this.#traces(spans), spans.length));
    }
    for (const kind of ["predictions", "labels"] as const) {
      const all = kind === "predictions" ? this.#predictions : this.#labels;
      const [rows, later] = parted(all, (row) => row.time <= until);
      if (kind === "predictions") this.#predictions = later;
      else this.#labels = later;
      if (rows.length > 0) {
        const body = rows.map((row) => row.row);
        payloads.push(payload(until, `/api/v1/${kind}`, body, rows.length));
      }
    }
    return payloads;
  }

  /** The metrics at this moment, as part of what an OpenTelemetry collector forwards. */
  scrape(now: number): { resourceMetrics: unknown; count: number } {
    const { metrics, count } = this.metrics.otlp(now, this.#startMs);
    return {
      resourceMetrics: {
        resource: this.#resource(),
        scopeMetrics: [{ scope: { name: "demo" }, metrics }],
      },
      count,
    };
  }

  #traces(spans: readonly SpanRecord[]): unknown {
    const rows = spans.map((span) => ({
      traceId: span.trace.traceId,
      spanId: span.trace.spanId,
      ...(span.parentId === "" ? {} : { parentSpanId: span.parentId }),
      name: span.name,
      kind: spanKinds[span.kind],
      startTimeUnixNano: nanoseconds(span.startMs),
      endTimeUnixNano: nanoseconds(span.endMs),
      attributes: attributesOf(span.attributes),
      status: span.error === "" ? {} : { code: 2, message: span.error },
    }));
    return {
      resourceSpans: [
        { resource: this.#resource(), scopeSpans: [{ scope: { name: "demo" }, spans: rows }] },
      ],
    };
  }

  #resource(): unknown {
    return {
      attributes: attributesOf({
        "service.name": this.service,
        "service.version": this.#serviceVersion,
        "service.instance.id": `${this.service}-1`,
        "host.name": this.#host,
        "deployment.environment.name": "demo",
      }),
    };
  }
}

/** What a collector sends after it has scraped these processes. */
export function metricsPayload(now: number, telemetries: readonly Telemetry[]): Payload {
  const scrapes = telemetries.map((telemetry) => telemetry.scrape(now));
  const body = { resourceMetrics: scrapes.map((scrape) => scrape.resourceMetrics) };
  const count = scrapes.reduce((sum, scrape) => sum + scrape.count, 0);
  return payload(now, "/v1/metrics", body, count);
}

/** Wraps rows for one route. */
export function payload(
  time: number,
  path: Payload["path"],
  body: unknown,
  count: number,
): Payload {
  return { time, path, contentType: "application/json", body: JSON.stringify(body), count };
}

function parted<Item>(items: Item[], isDue: (item: Item) => boolean): [Item[], Item[]] {
  const due: Item[] = [];
  const later: Item[] = [];
  for (const item of items) (isDue(item) ? due : later).push(item);
  return [due, later];
}
