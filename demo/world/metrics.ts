import { attributesOf, nanoseconds } from "./otlp-json.ts";

type LabelSet = { readonly [name: string]: string };

interface Family {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  /** Upper bounds, ascending, without infinity; histograms only. */
  readonly bounds: readonly number[];
  // label text → its series
  readonly series: Map<string, { labels: LabelSet; value: number; sum: number; buckets: number[] }>;
}

const secondsBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of one process: Prometheus text for whoever scrapes it, OpenTelemetry for a push. */
export class Metrics {
  // metric name → family
  readonly #families = new Map<string, Family>();

  /** Adds to a counter. */
  add(name: string, help: string, amount: number, labels: LabelSet = {}): void {
    this.#at(name, "counter", help, labels).value += amount;
  }

  /** Sets a counter whose total someone else keeps, such as the kernel. */
  total(name: string, help: string, value: number, labels: LabelSet = {}): void {
    this.#at(name, "counter", help, labels).value = value;
  }

  set(name: string, help: string, value: number, labels: LabelSet = {}): void {
    this.#at(name, "gauge", help, labels).value = value;
  }

  /** Counts a duration in seconds into a histogram. */
  observe(name: string, help: string, seconds: number, labels: LabelSet = {}): void {
    const series = this.#at(name, "histogram", help, labels);
    const bucket = secondsBounds.findIndex((bound) => seconds <= bound);
    series.buckets[bucket < 0 ? secondsBounds.length : bucket]! += 1;
    series.value += 1;
    series.sum += seconds;
  }

  /** The exposition format of Prometheus, version 0.0.4. */
  text(): string {
    const lines: string[] = [];
    for (const [name, family] of this.#families) {
      lines.push(`# HELP ${name} ${family.help}`, `# TYPE ${name} ${family.kind}`);
      for (const { labels, value, sum, buckets } of family.series.values()) {
        if (family.kind !== "histogram") {
          lines.push(`${name}${braced(labels)} ${value}`);
          continue;
        }
        let cumulative = 0;
        family.bounds.forEach((bound, index) => {
          cumulative += buckets[index]!;
          lines.push(`${name}_bucket${braced({ ...labels, le: String(bound) })} ${cumulative}`);
        });
        lines.push(`${name}_bucket${braced({ ...labels, le: "+Inf" })} ${value}`);
        lines.push(
          `${name}_sum${braced(labels)} ${sum}`,
          `${name}_count${braced(labels)} ${value}`,
        );
      }
    }
    return `${lines.join("\n")}\n`;
  }

  /** The same as OTLP/JSON metrics, names kept as Prometheus has them. */
  otlp(now: number, startMs: number): { metrics: unknown[]; count: number } {
    const times = { startTimeUnixNano: nanoseconds(startMs), timeUnixNano: nanoseconds(now) };
    let count = 0;
    const metrics: unknown[] = [];
    for (const [name, family] of this.#families) {
      const points: unknown[] = [];
      for (const { labels, value, sum, buckets } of family.series.values()) {
        count++;
        const attributes = attributesOf(labels);
        points.push(
          family.kind === "histogram"
            ? {
                ...times,
                attributes,
                count: String(value),
                sum,
                bucketCounts: buckets.map(String),
                explicitBounds: family.bounds,
              }
            : { ...times, attributes, asDouble: value },
        );
      }
      const shared = { name, description: family.help };
      if (family.kind === "gauge") metrics.push({ ...shared, gauge: { dataPoints: points } });
      else if (family.kind === "counter") {
        metrics.push({
          ...shared,
          sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: points },
        });
      } else {
        metrics.push({ ...shared, histogram: { aggregationTemporality: 2, dataPoints: points } });
      }
    }
    return { metrics, count };
  }

  #at(name: string, kind: Family["kind"], help: string, labels: LabelSet) {
    let family = this.#families.get(name);
    if (family === undefined) {
      family = { kind, help, bounds: kind === "histogram" ? secondsBounds : [], series: new Map() };
      this.#families.set(name, family);
    }
    const key = braced(labels);
    let series = family.series.get(key);
    if (series === undefined) {
      const buckets = kind === "histogram" ? secondsBounds.map(() => 0).concat(0) : [];
      series = { labels, value: 0, sum: 0, buckets };
      family.series.set(key, series);
    }
    return series;
  }
}

function braced(labels: LabelSet): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
