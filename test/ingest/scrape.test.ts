import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startScraper, type Scraper } from "../../src/ingest/scrape.ts";
import type { SignalBatch } from "../../src/model/signals.ts";
import { makeIntake, now } from "./harness.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A page on loopback; `answer` may be changed between scrapes. */
async function page(): Promise<{
  url: string;
  answer: { status: number; type: string; text: string };
}> {
  const answer = { status: 200, type: "text/plain; version=0.0.4", text: "" };
  const server = createServer((_, response) => {
    response.writeHead(answer.status, { "content-type": answer.type });
    response.end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  // A listening TCP server has an address with a port.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`, answer };
}

function scraperOf(url: string): { scraper: Scraper; batches: SignalBatch[] } {
  const { intake, batches } = makeIntake();
  const scraper = startScraper({
    targets: [{ url, job: "vllm", intervalMs: 5_000, project: "default", labels: { zone: "a" } }],
    intake,
    fetch,
    now: () => now,
    every: () => () => undefined,
  });
  return { scraper, batches };
}

/** "metric{own labels}" → bits of the value, of one batch; ids are resolved over all batches. */
function valuesOf(
  batch: SignalBatch | undefined,
  all: readonly SignalBatch[],
): Record<string, bigint> {
  const names = new Map(
    all.flatMap((one) => one.series ?? []).map((row) => [row.seriesId, row] as const),
  );
  const { values, seriesIds } = batch!.samples!;
  const bits = new BigUint64Array(values.buffer, values.byteOffset, values.length);
  return Object.fromEntries(
    [...seriesIds].map((id, index) => {
      const { metric, labels } = names.get(id)!;
      const { job, instance, zone, ...own } = labels;
      expect([job, zone]).toEqual(["vllm", "a"]);
      expect(instance).toMatch(/^127\.0\.0\.1:\d+$/);
      return [metric + JSON.stringify(own), bits[index]!];
    }),
  );
}

const bitsOf = (value: number) => new BigUint64Array(Float64Array.of(value).buffer)[0];
const stale = 0x7ff0000000000002n;

describe("scraping", () => {
  it("writes the page with job, instance, up and its own facts", async () => {
    const { url, answer } = await page();
    answer.text = '# TYPE q gauge\nq{instance="inner"} 3\n';
    const { scraper, batches } = scraperOf(url);
    await scraper.scrapeAll();
    expect(valuesOf(batches[0], batches)).toEqual({
      'q{"exported_instance":"inner"}': bitsOf(3),
      "up{}": bitsOf(1),
      "scrape_duration_seconds{}": bitsOf(0),
      "scrape_samples_scraped{}": bitsOf(1),
    });
    expect(batches[0]?.series?.find((row) => row.metric === "q")?.kind).toBe("gauge");
    expect(scraper.states()).toEqual([{ url, up: true, error: "", lastAt: now, samples: 1 }]);
  });

  it("marks series stale that are gone from the page, and all when the target fails", async () => {
    const { url, answer } = await page();
    const { scraper, batches } = scraperOf(url);
    answer.text = "a 1\nb 2\n";
    await scraper.scrapeAll();
    answer.text = "a 1\n";
    await scraper.scrapeAll();
    expect(valuesOf(batches[1], batches)).toMatchObject({ "a{}": bitsOf(1), "b{}": stale });
    answer.status = 500;
    await scraper.scrapeAll();
    expect(valuesOf(batches[2], batches)).toMatchObject({ "a{}": stale, "up{}": bitsOf(0) });
    expect(valuesOf(batches[2], batches)).not.toHaveProperty("b{}");
    expect(scraper.states()).toMatchObject([{ up: false, error: expect.stringContaining("500") }]);
  });

  it("a page that cannot be parsed counts as down and says which line", async () => {
    const { url, answer } = await page();
    answer.text = "a 1\nnonsense\n";
    const { scraper } = scraperOf(url);
    await scraper.scrapeAll();
    expect(scraper.states()).toMatchObject([
      { up: false, error: expect.stringContaining("line 2") },
    ]);
  });

  it("a target that is not there is down", async () => {
    const { scraper, batches } = scraperOf("http://127.0.0.1:1/metrics");
    await scraper.scrapeAll();
    expect(valuesOf(batches[0], batches)).toMatchObject({ "up{}": bitsOf(0) });
    expect(scraper.states()[0]?.error).not.toBe("");
  });
});
