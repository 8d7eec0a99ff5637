import { SignProjection } from "../stats/linear/sign-projection.ts";
import type { SignalSink } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import { DeltaTotals } from "./delta-totals.ts";
import { FeatureTypes } from "./feature-types.ts";
import { LeafUsage } from "./leaf-usage.ts";
import { defaultLimits, type IngestLimits } from "./limits.ts";
import type { PriceTable, ProjectMemory } from "./protocol.ts";
import { createRefusals, type Refusals } from "./refusals.ts";
import { SeriesRegistry } from "./series-registry.ts";
import { ToldPlaces } from "./told-places.ts";
import { createTurns, type Turns } from "./turns.ts";
import { makeInternCache } from "./wire/intern-cache.ts";
import { SnappyDecoder } from "./wire/snappy.ts";
import { createWriteBuffer, type WriteBuffer } from "./write-buffer.ts";

/** Projects whose memory is held at the same time; the longest unused is forgotten first. */
const projectsMax = 100;

/** What receiving, scraping and our own metrics share: made once by `main`, stopped by nobody. */
export interface Intake {
  /** The way into the store, with backpressure and counts. */
  readonly sink: WriteBuffer;
  readonly refusals: Refusals;
  readonly limits: IngestLimits;
  readonly prices: PriceTable;
  readonly snappy: SnappyDecoder;
  /** Bodies being expanded in threads: each may grow to the body limit before it is counted. */
  readonly expanding: Turns;
  memoryOf(project: string): ProjectMemory;
}

/** Builds the intake in front of a sink. `limits` override the defaults one by one. */
export function createIntake(options: {
  readonly sink: SignalSink;
  readonly now: () => TimeMs;
  readonly limits?: Partial<IngestLimits>;
  readonly prices?: PriceTable;
}): Intake {
  const limits: IngestLimits = { ...defaultLimits, ...options.limits };
  // project → its memory, longest unused first
  const memories = new Map<string, ProjectMemory>();
  const interned = makeInternCache();
  const projection = new SignProjection();
  return {
    sink: createWriteBuffer({
      sink: options.sink,
      bytesInFlightMax: limits.bytesInFlightMax,
      appendsMax: limits.appendsMax,
      now: options.now,
    }),
    refusals: createRefusals(),
    limits,
    prices: options.prices ?? {},
    snappy: new SnappyDecoder(),
    expanding: createTurns(2),
    memoryOf(project) {
      const memory = memories.get(project) ?? {
        series: new SeriesRegistry(limits),
        deltas: new DeltaTotals(),
        leafUsage: new LeafUsage(),
        featureTypes: new FeatureTypes(),
        projection,
        places: new ToldPlaces(),
        interned,
      };
      memories.delete(project);
      memories.set(project, memory);
      if (memories.size > projectsMax) {
        for (const oldest of memories.keys()) {
          memories.delete(oldest);
          break;
        }
      }
      return memory;
    },
  };
}
