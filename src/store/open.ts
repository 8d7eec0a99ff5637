import { join } from "node:path";
import type { SignalBatch } from "../model/signals.ts";
import { backUp } from "./backup.ts";
import { readComponentEdges, readServices } from "./component-edges.ts";
import type { Connection } from "./connection.ts";
import { watchDiskBudget } from "./disk-budget.ts";
import type { EmbeddedConnection } from "./embedded.ts";
import { answerStore } from "./answer-store.ts";
import { distributionStore } from "./distributions.ts";
import { decisionStore } from "./decisions.ts";
import { diskFiles } from "./file-layer.ts";
import { nameFeedbackVersions } from "./feedback.ts";
import { labelResolver } from "./labels.ts";
import { readLabelArrivals } from "./label-arrivals.ts";
import { readJudgedPredictions } from "./judged-predictions.ts";
import { readDrawnLabels, readDrawnRows, readInputCounts } from "./drawn-rows.ts";
import { readDrawnTexts } from "./drawn-texts.ts";
import { readLlmCalls } from "./llm-calls.ts";
import { migrate } from "./migrate.ts";
import { readModels } from "./model-facts.ts";
import type { StoreLimits, StoreOptions } from "./options.ts";
import { defaultLimits } from "./options.ts";
import { readNumberPredictions } from "./number-predictions.ts";
import { RemoteWriter } from "./remote-writer.ts";
import { applyRetention } from "./retention.ts";
import { SampleReader } from "./sample-reader.ts";
import { SegmentLog } from "./segment-log.ts";
import { SeriesIndex } from "./series-index.ts";
import { seriesKeeper } from "./series-keeper.ts";
import { readChanges, readLogCount, readLogs, readPredictions, readSpans } from "./signal-rows.ts";
import type { SignalWriter } from "./signal-writer.ts";
import { readProjects, readStatus } from "./status.ts";
import type { Store } from "./store.ts";
import { summarise } from "./summaries/summarise.ts";

/**
 * Opens the store: the database in this process, or a server when a URL is given. Resolves when the
 * schema is in place and everything an earlier run acknowledged can be read.
 *
 * @throws AcesoError "store-in-use", "store-unavailable", "schema-too-new", "bad-config" (retention)
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const limits: StoreLimits = { ...defaultLimits, ...options.limits };
  const connected = await connect(options, limits);
  const { connection, writer, disk } = connected;
  try {
    if (options.retention)
      await applyRetention({ connection, log: options.log }, options.retention);
  } catch (error) {
    await disk?.stop();
    await writer.close();
    await connection.close();
    throw error;
  }
  return assemble(options, limits, connected);
}

interface Connected {
  readonly connection: Connection;
  readonly writer: SignalWriter;
  /** Watches the disk where the database is in this process. */
  readonly disk?: { stop(): Promise<void> };
}

async function connect(options: StoreOptions, limits: StoreLimits): Promise<Connected> {
  const { log } = options;
  if (options.clickhouseUrl !== undefined) {
    // Loaded only where used: file commands load neither client.
    const { openRemote } = await import("./remote.ts");
    const connection = await openRemote(options.clickhouseUrl);
    await closeOnFailure(connection, () => migrate(connection));
    return { connection, writer: new RemoteWriter({ connection, limits, log }) };
  }
  const { hasEnoughThreads, openEmbedded } = await import("./embedded.ts");
  if (!hasEnoughThreads(process.env)) {
    log({ type: "too-few-threads", fix: "UV_THREADPOOL_SIZE=16" });
  }
  const connection: EmbeddedConnection = await openEmbedded(options.dataDir);
  const writer = await closeOnFailure(connection, async () => {
    await migrate(connection);
    return SegmentLog.start({
      folder: join(options.dataDir, "segments"),
      files: options.files ?? diskFiles,
      limits,
      insert: ({ id, ...segment }) => connection.insertFile({ ...segment, token: id }),
      log,
    });
  });
  const budget = options.diskBudgetBytes;
  const disk = await watchDiskBudget({ connection, dataDir: options.dataDir, budget, log });
  return { connection, writer, disk };
}

async function closeOnFailure<Result>(
  connection: Connection,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function assemble(options: StoreOptions, limits: StoreLimits, parts: Connected): Store {
  const { connection, writer, disk } = parts;
  const { now } = options;
  const index = new SeriesIndex(connection, now);
  const samples = new SampleReader({ connection, index, samplesMax: limits.samplesPerQueryMax });
  const keeper = seriesKeeper(connection, now);
  const decisions = decisionStore(connection, now);
  const resolver = labelResolver({
    connection,
    now,
    oldestPending: () => writer.status().oldestPendingReceivedAt,
    putSetting: (project, { key, value }) => decisions.putSetting(project, key, value),
  });

  return {
    async append(batch: SignalBatch) {
      await writer.append(batch);
      if (batch.series) index.learn(batch.project, batch.series);
    },
    flush: () => writer.flush(),
    async close() {
      keeper.stop();
      await disk?.stop();
      await writer.close();
      await connection.close();
    },
    status: () => readStatus(connection, writer),
    projects: () => readProjects(connection),
    summarise: (project, request) => summarise(connection, project, request),

    selectSeries: (project, request) => samples.select(project, request),
    async listSeries(project, request) {
      const found = await index.find(project, request.matchers);
      return found
        .slice(0, request.limit)
        .map(({ metric, labels, kind, unit, help }) => ({ metric, labels, kind, unit, help }));
    },

    models: (project, window) => readModels(connection, project, window),
    services: (project, window) => readServices(connection, project, window),
    componentEdges: (project, window) => readComponentEdges(connection, project, window),
    changes: (project, window, limit = 1_000) => readChanges(connection, project, window, limit),
    spans: (project, request) => readSpans(connection, project, request),
    logs: (project, request) => readLogs(connection, project, request),
    logCount: (project, window) => readLogCount(connection, project, window),
    predictions: (project, request) => readPredictions(connection, project, request),
    llmCalls: (project, request) => readLlmCalls(connection, project, request),
    drawnRows: (project, request) => readDrawnRows(connection, project, request),
    inputCounts: (project, request) => readInputCounts(connection, project, request),
    drawnLabels: (project, request) => readDrawnLabels(connection, project, request),
    drawnTexts: (project, request) => readDrawnTexts(connection, project, request),
    judgedPredictions: (project, request) => readJudgedPredictions(connection, project, request),
    numberPredictions: (project, request) => readNumberPredictions(connection, project, request),
    labelArrivals: (project, request) => readLabelArrivals(connection, project, request),
    resolveLabels: (project) => resolver.resolve(project),
    nameFeedbackVersions: (project) => nameFeedbackVersions(connection, project, now()),

    async backUp() {
      await writer.flush();
      return backUp(connection, { dataDir: options.dataDir, now: now() });
    },
    ...answerStore(connection),
    ...distributionStore(connection, now),
    ...decisions,
    applyRetention: (retention) => applyRetention({ connection, log: options.log }, retention),
  };
}
