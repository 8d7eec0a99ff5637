import type { LabelMatcher, SeriesSamples, SeriesSource } from "../../src/model/series.ts";
import type { Labels } from "../../src/model/signals.ts";
import { compileRegex } from "../../src/promql/regex.ts";

/** The bits of a stale marker, as a NaN whose payload only typed arrays keep. */
const staleBits = 0x7ff0000000000002n;

/** One sample to load; `stale` writes the marker whatever the value. */
export interface LoadedSample {
  readonly time: number;
  readonly value: number | "stale";
}

/** A source over series in memory, with the matching and the left-open ranges of a store. */
export class MemorySource implements SeriesSource {
  // canonical labels → the series
  readonly #series = new Map<string, { labels: Labels; samples: LoadedSample[] }>();

  add(labels: Labels, samples: readonly LoadedSample[]): void {
    const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    const own = this.#series.get(key) ?? { labels, samples: [] };
    // A sample that comes again at the same time replaces the one before.
    const byTime = new Map([...own.samples, ...samples].map((sample) => [sample.time, sample]));
    own.samples = [...byTime.values()].sort((a, b) => a.time - b.time);
    this.#series.set(key, own);
  }

  clear(): void {
    this.#series.clear();
  }

  labelsMatching(matchers: readonly LabelMatcher[]): readonly Labels[] {
    return [...this.#series.values()].map(({ labels }) => labels).filter(matcherOf(matchers));
  }

  async select(request: {
    readonly matchers: readonly LabelMatcher[];
    readonly start: number;
    readonly end: number;
  }): Promise<readonly SeriesSamples[]> {
    const matches = matcherOf(request.matchers);
    return [...this.#series.values()]
      .filter(({ labels }) => matches(labels))
      .map(({ labels, samples }) => {
        const inside = samples.filter(({ time }) => time > request.start && time <= request.end);
        const values = new Float64Array(inside.length);
        const bits = new BigUint64Array(values.buffer);
        inside.forEach(({ value }, index) => {
          if (value === "stale") bits[index] = staleBits;
          else values[index] = value;
        });
        return { labels, times: Float64Array.from(inside, ({ time }) => time), values };
      });
  }
}

function matcherOf(matchers: readonly LabelMatcher[]): (labels: Labels) => boolean {
  const tests = matchers.map(({ name, operator, value }) => {
    const regex = operator.endsWith("~") ? compileRegex(value) : null;
    const isWanted = operator === "=" || operator === "=~";
    return (labels: Labels) => {
      const own = labels[name] ?? "";
      return (regex ? regex(own) !== null : own === value) === isWanted;
    };
  });
  return (labels) => tests.every((test) => test(labels));
}
