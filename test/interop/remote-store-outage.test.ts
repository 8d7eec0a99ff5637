import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "vitest";
import type { SystemStatus } from "../../src/api/contract.ts";
import { startAceso } from "../durability/aceso-process.ts";
import { type ClickHouseServer, startClickHouseServer } from "../store/clickhouse-server.ts";
import { hasPrometheus, rawSamples, startPrometheus, startTarget, until } from "./prometheus.ts";
import { type SpansSender, startSpansSender } from "./spans-sender.ts";

const outageMs = 30_000;
const seriesCount = 40;
const jobSamples = '{job="target"}[10m]';

/** Two ways to stop a server: no one listens, or connections open and nothing answers. */
const ways: readonly {
  readonly way: string;
  readonly stop: (server: ClickHouseServer) => Promise<void> | void;
  readonly start: (server: ClickHouseServer) => Promise<void> | void;
}[] = [
  { way: "killed and started again", stop: (it) => it.kill(), start: (it) => it.restart() },
  { way: "frozen and woken", stop: (it) => it.pause(), start: (it) => it.resume() },
];

describe.concurrent("a remote ClickHouse stopped for 30 s", () => {
  for (const { way, stop, start } of ways) {
    it.skipIf(!hasPrometheus)(
      `${way}: prometheus and a patient exporter lose nothing and double nothing, a hasty one's give-ups are counted`,
      async ({ expect, onTestFinished }) => {
        const clickhouse = await startClickHouseServer();
        onTestFinished(() => clickhouse.stop());
        const scene = await setUp(clickhouse.url, onTestFinished);
        const { aceso, prometheus, patient, hasty } = scene;
        const working = setInterval(() => {
          patient.work();
          hasty.work();
        }, 50);
        onTestFinished(() => clearInterval(working));
        await until(async () => patient.exported.size > 0 && hasty.exported.size > 0, 20_000);
        await until(async () => samplesIn(await scene.stored(Date.now())) > 0, 20_000);

        await stop(clickhouse);
        await new Promise((resolve) => setTimeout(resolve, outageMs));
        expect((await fetch(`${aceso.url}/healthz`)).status).toBe(200);
        await start(clickhouse);
        const end = Date.now() + 2_000;
        await until(async () => Date.now() > end, 10_000);
        clearInterval(working);
        await Promise.all([patient.flush(), hasty.flush()]);

        const given = await rawSamples(prometheus.url, jobSamples, end / 1000);
        await until(async () => samplesIn(await scene.stored(end)) >= samplesIn(given), 30_000);
        expect(await scene.stored(end)).toEqual(given);
        expect(samplesIn(given)).toBeGreaterThan(seriesCount * 30);

        expect(patient.givenUp()).toBe(0);
        const spans = await spanCounts(clickhouse.url);
        expect([...patient.made].filter((id) => spans.get(id) !== 1)).toEqual([]);
        expect([...hasty.exported].filter((id) => spans.get(id) !== 1)).toEqual([]);
        expect([...spans.values()].filter((count) => count !== 1)).toEqual([]);

        expect(hasty.givenUp()).toBeGreaterThan(0);
        const told = await refusalsOf(aceso.url);
        const met = [patient.refusals(), hasty.refusals()];
        const unavailable = sum(met.map((one) => one.unavailable));
        const brokenOff = sum(met.map((one) => one.brokenOff));
        expect(told.brokenOff).toBe(brokenOff);
        // What its sender broke off may have been refused as well, with no one to hear it.
        expect(told.unavailable).toBeGreaterThanOrEqual(unavailable);
        expect(told.unavailable).toBeLessThanOrEqual(unavailable + brokenOff);
        expect(told.unavailable + told.brokenOff).toBeGreaterThanOrEqual(hasty.givenUp());
        console.log(
          `${way}: ${samplesIn(given)} samples, ${patient.made.size} + ${hasty.made.size} spans made, ` +
            `${spans.size} stored, hasty gave up ${hasty.givenUp()} exports, refusals ${JSON.stringify(told)}`,
        );
      },
      180_000,
    );
  }
});

async function setUp(clickhouseUrl: string, finish: (work: () => Promise<void>) => void) {
  const folder = await mkdtemp(join(tmpdir(), "aceso-outage-"));
  finish(() => rm(folder, { recursive: true, force: true }));
  const aceso = await startAceso({ dataDir: folder, clickhouseUrl });
  finish(async () => void (await aceso.stop()));
  const target = await startTarget(seriesCount);
  finish(() => target.close());
  const prometheus = await startPrometheus({
    folder,
    targetPort: target.port,
    writeUrl: `${aceso.url}/api/v1/write`,
  });
  finish(() => prometheus.stop());
  const patient: SpansSender = startSpansSender(`${aceso.url}/v1/traces`, 60_000);
  finish(() => patient.shutdown());
  const hasty: SpansSender = startSpansSender(`${aceso.url}/v1/traces`);
  finish(() => hasty.shutdown());
  const stored = (time: number) => rawSamples(aceso.url, jobSamples, time / 1000);
  return { aceso, prometheus, patient, hasty, stored };
}

function samplesIn(matrix: readonly { readonly values: readonly unknown[] }[]): number {
  return sum(matrix.map(({ values }) => values.length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Id of each stored span → how often a reader sees it. */
async function spanCounts(clickhouseUrl: string): Promise<ReadonlyMap<string, number>> {
  const query = `SELECT concat(trace_id, ':', span_id), count()
FROM aceso.spans FINAL WHERE name = 'work' GROUP BY ALL FORMAT TSV`;
  const answer = await fetch(`${clickhouseUrl}/?${new URLSearchParams({ query })}`);
  const lines = (await answer.text()).trim().split("\n");
  return new Map(lines.map((line) => line.split("\t")).map(([id = "", n]) => [id, Number(n)]));
}

/** What the status page tells of spans that were refused, and of senders that did not wait. */
async function refusalsOf(url: string): Promise<{ unavailable: number; brokenOff: number }> {
  const status = (await (await fetch(`${url}/api/v1/status`)).json()) as SystemStatus;
  const countOf = (code: string) =>
    status.refusals.find((one) => one.route === "/v1/traces" && one.code === code)?.count ?? 0;
  return { unavailable: countOf("store-unavailable"), brokenOff: countOf("sender-gave-up") };
}
