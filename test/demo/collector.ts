import type { Payload } from "../../demo/world/telemetry.ts";

interface Prediction {
  readonly id: string;
  readonly model: string;
  readonly version: string;
  readonly time: number;
  readonly features: { readonly [name: string]: number | string | null };
  readonly output: string | number;
}

interface Span {
  readonly service: string;
  readonly kind: number;
  readonly peer: string;
  readonly durationMs: number;
}

/** Understands just enough of Aceso's wire formats to count what the demo sends. */
export class Collector {
  readonly predictions: Prediction[] = [];
  readonly labels = new Map<string, string | number>();
  readonly changes: { kind: string; time: number }[] = [];
  readonly spans: Span[] = [];
  points = 0;
  latest = 0;

  readonly take = (payload: Payload): void => {
    this.latest = Math.max(this.latest, payload.time);
    const body = JSON.parse(payload.body);
    if (payload.path === "/api/v1/predictions") this.predictions.push(...body);
    if (payload.path === "/api/v1/changes") this.changes.push(body);
    if (payload.path === "/v1/metrics") this.points += payload.count;
    if (payload.path === "/api/v1/labels") {
      for (const row of body) this.labels.set(row.id, row.label);
    }
    if (payload.path !== "/v1/traces") return;
    for (const { resource, scopeSpans } of body.resourceSpans) {
      for (const span of scopeSpans[0].spans) {
        this.spans.push({
          service: resource.attributes[0].value.stringValue,
          kind: span.kind,
          peer:
            span.attributes.find((entry: { key: string }) => entry.key === "peer.service")?.value
              .stringValue ?? "",
          durationMs: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
        });
      }
    }
  };

  /** Forgets what was seen, to look at the next stretch alone. */
  clear(): void {
    this.predictions.length = 0;
    this.spans.length = 0;
    this.changes.length = 0;
  }

  accuracy(): number {
    const rows = this.#labelled("digits");
    return rows.filter((row) => row.output === this.labels.get(row.id)).length / rows.length;
  }

  r2(): number {
    const rows = this.#labelled("prices");
    const truths = rows.map((row) => Number(this.labels.get(row.id)));
    const mean = truths.reduce((sum, value) => sum + value, 0) / truths.length;
    let residual = 0;
    let total = 0;
    rows.forEach((row, index) => {
      residual += (Number(row.output) - truths[index]!) ** 2;
      total += (truths[index]! - mean) ** 2;
    });
    return 1 - residual / total;
  }

  validShare(): number {
    const rows = this.predictions.filter((row) => row.model === "writer");
    return rows.filter((row) => isJson(String(row.output))).length / rows.length;
  }

  featureMean(model: string, feature: string): number {
    const rows = this.predictions.filter((row) => row.model === model);
    return rows.reduce((sum, row) => sum + Number(row.features[feature]), 0) / rows.length;
  }

  nullShare(model: string, feature: string): number {
    const rows = this.predictions.filter((row) => row.model === model);
    return rows.filter((row) => row.features[feature] === null).length / rows.length;
  }

  latencyMsP95(service: string, peer = ""): number {
    const durations = this.spans
      .filter((span) => span.service === service && span.peer === peer)
      .filter((span) => span.kind === (peer === "" ? 2 : 3))
      .map((span) => span.durationMs)
      .sort((a, b) => a - b);
    return durations[Math.floor(durations.length * 0.95)]!;
  }

  #labelled(model: string): Prediction[] {
    return this.predictions.filter((row) => row.model === model && this.labels.has(row.id));
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
