import type { Labels, SignalBatch } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import type { Resource } from "./otlp-envelope.ts";
import { placeLabels } from "./otlp-metric-names.ts";
import type { DecodeRequest } from "./protocol.ts";
import { SampleColumns } from "./sample-columns.ts";
import type { MetricFacts } from "./series-registry.ts";

const facts: MetricFacts = { kind: "gauge", unit: "", help: "Where a target runs." };

/** Adds a sample of `target_info`, as of now: a late signal says nothing of an earlier place. */
export function addTargetInfo(columns: SampleColumns, labels: Labels, now: TimeMs): void {
  const entry = columns.entryOf("target_info", labels, facts);
  if (entry !== undefined) columns.push(entry, now, 1);
}

/**
 * Tells in a request without samples where its resources run, each once in a while. What a limit of series refuses is
 * left out: no row of the sender's is lost by it.
 */
export class TargetWriter {
  readonly #request: DecodeRequest;
  readonly #keys = new Set<string>();
  #columns: SampleColumns | undefined;
  #last: Resource | undefined;

  constructor(request: DecodeRequest) {
    this.#request = request;
  }

  /** Costs a comparison where it is the resource of the call before. */
  tell(resource: Resource): void {
    if (resource === this.#last) return;
    this.#last = resource;
    const labels = placeLabels(resource);
    if (labels === null) return;
    const { memory, limits, now } = this.#request;
    const key = JSON.stringify(labels);
    if (this.#keys.has(key) || !memory.places.isDue(key, now)) return;
    this.#keys.add(key);
    this.#columns ??= new SampleColumns({ registry: memory.series, limits, now, capacity: 16 });
    addTargetInfo(this.#columns, labels, now);
  }

  /** The part of the batch it makes; empty where nothing is due. */
  rows(): Pick<SignalBatch, "series" | "samples"> {
    if (!this.#columns) return {};
    return { series: this.#columns.series, samples: this.#columns.batch() };
  }

  /** To be called when the batch is durable. */
  committed(): void {
    this.#columns?.committed();
    for (const key of this.#keys) this.#request.memory.places.keep(key, this.#request.now);
  }
}
