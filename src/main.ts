import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import type { Config } from "./config/config.ts";
import { readTable } from "./files/read-table.ts";
import { protocols } from "./ingest/catalog.ts";
import { changes } from "./ingest/changes.ts";
import { feedback } from "./ingest/feedback.ts";
import { startHostMetrics } from "./ingest/host.ts";
import { createIntake, type Intake } from "./ingest/intake.ts";
import { labels } from "./ingest/labels.ts";
import { startModelRegistries } from "./ingest/model-registry.ts";
import { writePoints } from "./ingest/points.ts";
import { predictions } from "./ingest/predictions.ts";
import type { Protocol } from "./ingest/protocol.ts";
import { receive } from "./ingest/receive.ts";
import { type Scraper, startScraper } from "./ingest/scrape.ts";
import {
  createSelfMetrics,
  type SelfMetrics,
  startSelfMetrics,
  watchIntake,
  watchProcess,
} from "./ingest/self.ts";
import { AcesoError } from "./model/errors.ts";
import { minute, second, type TimeMs } from "./model/time.ts";
import { webhook } from "./notify/channels/webhook.ts";
import { type Notifier, startNotifier } from "./notify/notifier.ts";
import { realChannelWorld } from "./notify/world.ts";
import { type ArrivalWatch, watchArrivals } from "./pipeline/arrivals.ts";
import { checkMonitor } from "./pipeline/detector-at-work.ts";
import { diskWarnings, type DroppedDay } from "./pipeline/disk-warnings.ts";
import type { Loop, LoopSettings } from "./pipeline/loop.ts";
import { startGoldenSets } from "./pipeline/golden-sets.ts";
import { startLiveJudges } from "./pipeline/live-judge.ts";
import { resumeNotifications } from "./pipeline/resume-notifications.ts";
import { retentionWarnings } from "./pipeline/retention-warnings.ts";
import { createSchedule, type Schedule } from "./pipeline/schedule.ts";
import { storedMemory } from "./pipeline/stored-memory.ts";
import { createThreads, type Threads } from "./pipeline/threads.ts";
import { createTickTimes, type TickTimes } from "./pipeline/tick-times.ts";
import { sign } from "./repair/sign.ts";
import { realWorld } from "./repair/world.ts";
import type { IngestRoute } from "./server/app.ts";
import { createApplication } from "./server/application/application.ts";
import { incidentHead } from "./server/application/heads.ts";
import { createLiveEvents, type LiveEvents } from "./server/live-events.ts";
import { type RunningServer, startServer } from "./server/start-server.ts";
import { restore } from "./store/backup.ts";
import { openStore } from "./store/open.ts";
import type { Store } from "./store/store.ts";
import { version } from "./version.ts";

/** Project of signals that no key assigns elsewhere: this machine's and Aceso's own among them. */
const homeProject = "default";

/** A running Aceso. */
export interface Aceso {
  readonly url: string;
  readonly otlpPort: number | null;
  /** Stops what `startAceso` started, in the mirrored order; everything acknowledged is durable. */
  stop(): Promise<void>;
}

/**
 * Builds the parts, hands each what it needs, and starts them: store, intake, loop, server, watchers.
 *
 * @param options.log one line per event, for the operator; no secrets in it
 * @throws AcesoError "store-in-use", "schema-too-new", "port-taken", "bad-config", "bad-field", "bad-expression"
 */
export async function startAceso(
  config: Config,
  options: { readonly log: (line: string) => void; readonly now?: () => TimeMs },
): Promise<Aceso> {
  const { log, now = Date.now } = options;
  for (const monitor of config.monitors) checkMonitor(monitor);
  const outside: Outside = {
    log,
    now,
    failed: (what, error) => log(`${what}: ${String(error)}`),
    host: config.watchHost ? hostname() : null,
    startedAt: now(),
    droppedDays: [],
  };
  const store = await openStore({
    dataDir: config.dataDir,
    clickhouseUrl: config.clickhouseUrl,
    retention: config.retention,
    limits: { pendingBytesMax: config.limits.maxPendingBytes },
    diskBudgetBytes: config.limits.maxDiskBytes,
    now,
    log: (event) => {
      log(`store ${JSON.stringify(event)}`);
      if (event.type === "day-dropped") outside.droppedDays.push(event);
    },
  });
  const arrivals = watchArrivals(store, { hearsAll: config.clickhouseUrl === undefined });
  const intake = createIntake({ sink: arrivals.sink, now, ...intakeSettings(config) });
  const live = createLiveEvents(outside.startedAt);
  const notifier = createNotifier(config, outside, store);
  const threads = createThreads();
  const ticks = createTickTimes(log);
  const loop = createLoop(config, outside, { store, arrivals, live, notifier, threads, ticks });
  const schedule = createSchedule(loop);
  const watchers = startWatchers(config, outside, { intake, ticks, store });
  const parts = { loop, schedule, intake, live, watchers };
  const server = await startEdges(config, outside, parts);
  if (config.notify.webhooks.length > 0) {
    await resumeNotifications(store, notifier, now()).catch((error: unknown) =>
      outside.failed("notifications left by the run before", error),
    );
  }
  schedule.start();

  return {
    url: server.url,
    otlpPort: server.otlpPort,
    async stop() {
      await watchers.stop();
      await server.close();
      await schedule.stop();
      await threads.stop();
      await notifier.stop();
      await store.close();
    },
  };
}

/**
 * Fills the empty data directory of these settings from a backup that `POST /api/v1/backups` made.
 *
 * @throws AcesoError "file-unreadable", "not-allowed-now", "store-in-use", "store-unavailable"
 */
export function restoreAceso(config: Pick<Config, "dataDir">, from: string): Promise<void> {
  return restore(config.dataDir, from);
}

/** What every part may need of the world outside. */
interface Outside {
  readonly log: (line: string) => void;
  readonly now: () => TimeMs;
  readonly failed: (what: string, error: unknown) => void;
  /** Name of this machine; null when it is not to be watched. */
  readonly host: string | null;
  readonly startedAt: TimeMs;
  /** Days of signals given up to the disk budget, in order; at most one a day and budget. */
  readonly droppedDays: DroppedDay[];
}

function createNotifier(config: Config, { now, failed }: Outside, store: Store): Notifier {
  return startNotifier({
    channel: webhook,
    destinations: config.notify.webhooks,
    world: realChannelWorld({ secret: config.secretOf, sign, now, random: Math.random }),
    memory: storedMemory(store),
    failed: (error) => failed("memory of notifications", error),
    baseUrl: `http://${config.host}:${config.port}`,
  });
}

function createLoop(
  config: Config,
  { now, failed, host }: Outside,
  parts: {
    readonly store: Store;
    readonly arrivals: ArrivalWatch;
    readonly live: LiveEvents;
    readonly notifier: Notifier;
    readonly threads: Threads;
    readonly ticks: TickTimes;
  },
): Loop {
  const { store, arrivals, live, notifier, threads, ticks } = parts;
  return {
    store,
    queries: threads.queries,
    outliers: threads.outliers,
    arrivals,
    world: realWorld({ environment: process.env, now }),
    settings: loopSettings(config),
    now,
    wait: (ms) => wait(ms),
    host,
    failed,
    announce(event) {
      if (event.type === "tick") {
        const { project, now: at, evaluated, firing } = event;
        live.publish(project, { type: "tick", now: at, evaluated, firing });
        ticks.add(event);
        return;
      }
      live.publish(event.project, { type: "incident", head: incidentHead(event.incident) });
      for (const news of event.news) notifier.tell(event.incident, news, event.project);
    },
  };
}

/** What looks at things by itself: this machine, this process, scrape targets. */
interface Watchers {
  readonly scraper: Scraper;
  readonly selfMetrics: SelfMetrics;
  stop(): Promise<void>;
}

function startWatchers(
  config: Config,
  { now, host, failed }: Outside,
  parts: { readonly intake: Intake; readonly ticks: TickTimes; readonly store: Store },
): Watchers {
  const { intake, ticks, store } = parts;
  const selfMetrics = createSelfMetrics();
  watchProcess(selfMetrics, process, now);
  watchIntake(selfMetrics, intake);
  ticks.watch(selfMetrics);
  const home = { intake, project: homeProject, now, every };
  const instance = host ?? "aceso";
  const stopSelf = startSelfMetrics({ ...home, metrics: selfMetrics, instance });
  const stopHost = host === null ? undefined : startHostMetrics({ ...home, hostname: host });
  const post = async (protocol: Protocol, rows: readonly unknown[]): Promise<void> => {
    const body = new TextEncoder().encode(JSON.stringify(rows));
    const headers = { "content-type": "application/json" };
    const path = protocol.name;
    const request = { path, headers, body, project: homeProject, now: now() };
    const { status } = await receive(protocol, request, intake);
    if (status === 200) return;
    throw new AcesoError("store-unavailable", { reason: `${path} answered ${status}` });
  };
  const scraper = startScraper({
    targets: config.scrape.map(({ url, job, intervalSeconds }) => ({
      url,
      job,
      intervalMs: intervalSeconds * second,
      project: homeProject,
    })),
    intake,
    fetch: globalThis.fetch,
    now,
    every,
  });
  const asking = { fetch: globalThis.fetch, secretOf: config.secretOf, now, every, failed };
  const stopGoldenSets = startGoldenSets(config.goldenSets, {
    ...asking,
    readTable,
    take: (kind, rows) => post(kind === "labels" ? labels : predictions, rows),
  });
  const stopJudges = startLiveJudges(config.judges, {
    ...asking,
    store,
    project: homeProject,
    take: (rows) => post(feedback, rows),
    takePoints: (points) =>
      writePoints(points, { intake, project: homeProject, now: now(), labels: {} }),
  });
  const stopRegistries = startModelRegistries(config.modelRegistries, {
    ...asking,
    take: (rows) => post(changes, rows),
  });
  return {
    scraper,
    selfMetrics,
    async stop() {
      stopRegistries();
      await stopJudges();
      await stopGoldenSets();
      await scraper.stop();
      stopHost?.();
      stopSelf();
    },
  };
}

function startEdges(
  config: Config,
  { log, now, startedAt, droppedDays }: Outside,
  parts: {
    readonly loop: Loop;
    readonly schedule: Schedule;
    readonly intake: Intake;
    readonly live: LiveEvents;
    readonly watchers: Watchers;
  },
): Promise<RunningServer> {
  const { loop, schedule, intake, live, watchers } = parts;
  intake.sink.onAccepted(({ project, kind, count }) =>
    live.publish(project, { type: "signal", kind, count }),
  );
  const app = createApplication({
    loop,
    schedule,
    traffic: () => intake.sink.counts(),
    refusals: () => intake.refusals.list(),
    scrapeTargets: () => watchers.scraper.states(),
    version,
    startedAt,
    retention: config.retention,
    judgesOf: (project) => (project === homeProject ? config.judges : []),
    warnings: () => [
      ...retentionWarnings({
        retention: config.retention,
        labelHorizonMs: config.labels.horizonMs,
      }),
      ...diskWarnings(droppedDays),
    ],
  });
  return startServer({
    config,
    app,
    ingest: ingestRoutes(intake),
    live,
    metrics: () => watchers.selfMetrics.render(),
    isReady: () => true,
    webRoot: fileURLToPath(new URL("../dist/web", import.meta.url)),
    version,
    now,
    log,
    refused: (route, { code, message, fix }) =>
      intake.refusals.add({ route, code, message, fix, count: 1, at: now(), example: "" }),
  });
}

function ingestRoutes(intake: Intake): readonly IngestRoute[] {
  return protocols.flatMap((protocol) =>
    protocol.routes.map(({ method, path }) => ({
      method,
      path,
      receive: ({ headers, body, project, now }) =>
        receive(protocol, { path, headers, body, project, now }, intake),
    })),
  );
}

function intakeSettings(
  config: Config,
): Pick<Parameters<typeof createIntake>[0], "limits" | "prices"> {
  const { limits, retention } = config;
  return {
    limits: {
      bodyBytesMax: limits.maxBodyBytes,
      depthMax: limits.maxDepth,
      textLengthMax: limits.maxTextLength,
      labelsMax: limits.maxLabelsPerSeries,
      seriesPerMetricMax: limits.maxSeriesPerMetric,
      retentionMs: {
        samples: retention.samples,
        spans: retention.spans,
        logs: retention.logs,
        predictions: retention.predictions,
        labels: retention.predictions,
        changes: retention.changes,
      },
    },
    prices: Object.fromEntries(
      config.prices.map((price) => [
        price.model,
        {
          input: price.inputUsdPerMillion,
          output: price.outputUsdPerMillion,
          cacheRead: price.cacheReadUsdPerMillion,
          cacheWrite: price.cacheWriteUsdPerMillion,
        },
      ]),
    ),
  };
}

function loopSettings(config: Config): LoopSettings {
  return {
    tickMs: 10 * second,
    windowMs: minute,
    delayMs: 5 * second,
    labelCoverageMin: config.labels.coverageMin,
    labelHorizonMs: config.labels.horizonMs,
    replayMs: Math.min(14 * 24 * 60 * minute, config.retention.predictions),
    outputFormats: config.outputFormats,
    measures: config.measures,
    worths: new Map(
      Object.entries(config.worth).map(([model, matrix]) => [
        model,
        new Map(
          Object.entries(matrix).map(([truth, row]) => [truth, new Map(Object.entries(row))]),
        ),
      ]),
    ),
    drift: config.drift,
    edges: config.edges.map(({ caller, callee, kind }) => ({
      caller: { kind: "serving", name: caller },
      callee: { kind, name: callee },
    })),
    policy: config.repair.policy,
    targets: config.repair.targets,
    monitors: config.monitors,
  };
}

function every(intervalMs: number, callback: () => void): () => void {
  const timer = setInterval(callback, intervalMs);
  return () => clearInterval(timer);
}
