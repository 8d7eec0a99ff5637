import { AcesoError } from "../model/errors.ts";
import type { Labels } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import type { Intake } from "./intake.ts";
import { parseExposition } from "./prometheus-text.ts";
import { mediaTypeOf } from "./receive.ts";
import { SampleColumns, staleHigh, staleLow } from "./sample-columns.ts";
import type { MetricFacts } from "./series-registry.ts";

/** A page of metrics to be fetched again and again. */
export interface ScrapeTarget {
  readonly url: string;
  /** Value of the label `job`. */
  readonly job: string;
  readonly intervalMs: number;
  readonly project: string;
  /** Labels added to every series; `job` and `instance` (host:port of the URL) are always added. */
  readonly labels?: Labels;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a target stood at its last scrape, in the shape of the status page. */
export interface ScrapeState {
  readonly url: string;
  readonly up: boolean;
  readonly error: string;
  readonly lastAt: TimeMs | null;
  readonly samples: number;
}

/** What scraping needs of the outside. `fetch` must follow the signal it is given. */
export interface ScraperOptions {
  readonly targets: readonly ScrapeTarget[];
  readonly intake: Intake;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => TimeMs;
  /** Calls back every so many ms until the result is called. */
  readonly every: (intervalMs: number, callback: () => void) => () => void;
}

export interface Scraper {
  readonly states: () => readonly ScrapeState[];
  /** Scrapes every target once, now; resolves when all samples are durable or counted as failed. */
  scrapeAll(): Promise<void>;
  /** Stops, and waits for scrapes under way. */
  stop(): Promise<void>;
}

/** A scrape may take this long, or its interval when that is shorter. */
const timeoutMs = 10_000;

/**
 * Scrapes targets at their intervals. Each scrape writes the page's samples with `job` and `instance`,
 * `up`, `scrape_duration_seconds` and `scrape_samples_scraped`, and stale markers for series that were
 * on the page before and are gone, as Prometheus does. A target that fails never stops the others.
 */
export function startScraper(options: ScraperOptions): Scraper {
  const jobs = options.targets.map((target) => new TargetScraper(target, options));
  const stops = jobs.map((job) => options.every(job.target.intervalMs, () => void job.scrape()));
  return {
    states: () => jobs.map((job) => job.state),
    async scrapeAll() {
      await Promise.all(jobs.map((job) => job.scrape()));
    },
    async stop() {
      for (const stop of stops) stop();
      await Promise.all(jobs.map((job) => job.running));
    },
  };
}

interface SeenSeries {
  readonly metric: string;
  readonly labels: Labels;
}

class TargetScraper {
  readonly target: ScrapeTarget;
  readonly #options: ScraperOptions;
  readonly #labels: Labels;
  state: ScrapeState;
  /** The scrape under way; a slow target is not asked again before it has answered. */
  running: Promise<void> | undefined;
  // "metric and labels" → the series of the last page
  #seen = new Map<string, SeenSeries>();

  constructor(target: ScrapeTarget, options: ScraperOptions) {
    this.target = target;
    this.#options = options;
    this.#labels = { ...target.labels, job: target.job, instance: instanceOf(target.url) };
    this.state = { url: target.url, up: false, error: "", lastAt: null, samples: 0 };
  }

  scrape(): Promise<void> {
    this.running ??= this.#scrape().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  async #scrape(): Promise<void> {
    const startedAt = this.#options.now();
    const columns = this.#columns(startedAt);
    let error = "";
    let samples = 0;
    try {
      samples = this.#readPage(await this.#fetchPage(), columns, startedAt);
    } catch (cause) {
      error = scrapeError(cause);
      this.#markStale(columns, new Map(), startedAt);
    }
    const seconds = (this.#options.now() - startedAt) / 1_000;
    this.#writeOwn(columns, "up", error === "" ? 1 : 0, startedAt);
    this.#writeOwn(columns, "scrape_duration_seconds", seconds, startedAt);
    this.#writeOwn(columns, "scrape_samples_scraped", samples, startedAt);
    const stored = await this.#store(columns, startedAt);
    this.state = {
      url: this.target.url,
      up: error === "",
      error: error === "" ? stored : error,
      lastAt: startedAt,
      samples,
    };
  }

  async #fetchPage(): Promise<{ readonly text: string; readonly isOpenMetrics: boolean }> {
    const response = await this.#options.fetch(this.target.url, {
      headers: {
        accept: "application/openmetrics-text;version=1.0.0;q=0.7,text/plain;version=0.0.4;q=0.5",
        ...this.target.headers,
      },
      signal: AbortSignal.timeout(Math.min(timeoutMs, this.target.intervalMs)),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new AcesoError("bad-field", {
        field: "the answer",
        expected: "status 200",
        got: response.status,
      });
    }
    const text = await readText(response, this.#options.intake.limits.bodyBytesMax);
    const type = mediaTypeOf(response.headers.get("content-type") ?? "");
    return { text, isOpenMetrics: type === "application/openmetrics-text" };
  }

  #readPage(
    page: { readonly text: string; readonly isOpenMetrics: boolean },
    columns: SampleColumns,
    now: TimeMs,
  ): number {
    const { samples, families } = parseExposition(page.text, page.isOpenMetrics);
    const registry = this.#options.intake.memoryOf(this.target.project).series;
    registry.learn(families);
    const seen = new Map<string, SeenSeries>();
    for (const { metric, labels: own, value, time } of samples) {
      const labels = { ...own, ...this.#labels, ...exported(own, this.#labels) };
      const entry = columns.entryOf(metric, labels, registry.factsOf(metric));
      if (entry === undefined) continue;
      columns.push(entry, time ?? now, value);
      // Series with times of their own are not marked stale: the page decides when they are old.
      if (time === undefined) seen.set(`${metric} ${JSON.stringify(labels)}`, { metric, labels });
    }
    this.#markStale(columns, seen, now);
    return samples.length;
  }

  #markStale(columns: SampleColumns, seen: Map<string, SeenSeries>, now: TimeMs): void {
    for (const [key, { metric, labels }] of this.#seen) {
      if (seen.has(key)) continue;
      const entry = columns.entryOf(metric, labels, unknownFacts);
      if (entry !== undefined) columns.pushWords(entry, now, staleLow, staleHigh);
    }
    this.#seen = seen;
  }

  #writeOwn(columns: SampleColumns, metric: string, value: number, now: TimeMs): void {
    const facts = { ...unknownFacts, kind: "gauge" as const };
    const entry = columns.entryOf(metric, this.#labels, facts);
    if (entry !== undefined) columns.push(entry, now, value);
  }

  #columns(now: TimeMs): SampleColumns {
    const { intake } = this.#options;
    const registry = intake.memoryOf(this.target.project).series;
    return new SampleColumns({
      registry,
      limits: intake.limits,
      now,
      capacity: this.#seen.size + 16,
    });
  }

  /** Appends; returns why it could not, or the first refusal, or nothing. */
  async #store(columns: SampleColumns, now: TimeMs): Promise<string> {
    const { intake } = this.#options;
    for (const rejection of columns.rejections.list()) {
      intake.refusals.add({ ...rejection, route: this.target.url, at: now });
    }
    try {
      await intake.sink.append({
        project: this.target.project,
        receivedAt: now,
        series: columns.series,
        samples: columns.batch(),
      });
      columns.committed();
      return columns.rejections.list()[0]?.message ?? "";
    } catch (cause) {
      return scrapeError(cause);
    }
  }
}

const unknownFacts: MetricFacts = { kind: "unknown", unit: "", help: "" };

/** Labels of the page that clash with the target's are kept under exported_…, as Prometheus does. */
function exported(own: Labels, target: Labels): Labels {
  const clashes = Object.keys(own).filter((name) => Object.hasOwn(target, name));
  return Object.fromEntries(clashes.map((name) => [`exported_${name}`, own[name] ?? ""]));
}

function instanceOf(url: string): string {
  try {
    const parsed = new URL(url);
    const port = parsed.port || (parsed.protocol === "https:" ? "443" : "80");
    return `${parsed.hostname}:${port}`;
  } catch {
    return url;
  }
}

/** Reads a body and stops at the limit, so that no target can fill the memory. */
async function readText(response: Response, limitBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > limitBytes) throw new AcesoError("body-too-large", { limitBytes });
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function scrapeError(cause: unknown): string {
  if (cause instanceof AcesoError) return cause.message;
  if (!(cause instanceof Error)) return "unknown";
  const inner = cause.cause instanceof Error ? cause.cause.message : "";
  return (inner === "" ? cause.message : inner).slice(0, 200);
}
