import { createServer, type Server } from "node:http";
import { buildOpenApi } from "../api/openapi.ts";
import type { Config } from "../config/config.ts";
import { AcesoError } from "../model/errors.ts";
import { second } from "../model/time.ts";
import { type AnswerRequest, createAnswer } from "./answer.ts";
import type { AppApi, IngestRoute } from "./app.ts";
import { answerNoRequest } from "./errors.ts";
import { createGate, isLoopback } from "./identify.ts";
import type { LiveEvents } from "./live-events.ts";
import { createStaticFiles } from "./static-files.ts";
import { createEventStreams } from "./stream-events.ts";

/** What the server is made of. */
export interface ServerOptions {
  readonly config: Pick<
    Config,
    "host" | "port" | "otlpPort" | "insecure" | "token" | "keys" | "secretOf" | "limits"
  >;
  readonly app: AppApi;
  readonly ingest: readonly IngestRoute[];
  readonly live: LiveEvents;
  /** Our own metrics in the Prometheus text format. */
  readonly metrics: () => string | Promise<string>;
  /** Whether signals can be taken and questions answered: the store is open. */
  readonly isReady: () => boolean;
  /** Folder of the built web UI. */
  readonly webRoot: string;
  readonly version: string;
  readonly now: () => number;
  /** Told of every signal request refused before its protocol saw it (size, overload), or not waited for. */
  readonly refused?: (route: string, error: AcesoError) => void;
  /** One line for each fault of our own and for an OTLP port that is not free. */
  readonly log?: (line: string) => void;
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Port of OTLP/HTTP; null where it was not wanted or not free. */
  readonly otlpPort: number | null;
  /** Stops listening, ends event streams, lets running requests end for up to 5 s. */
  close(): Promise<void>;
}

const closeMsMax = 5 * second;

/**
 * Listens for people, programs and signals.
 *
 * @throws AcesoError "port-taken"; "bad-config" when it would listen beyond this machine without a key
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, log = () => undefined } = options;
  const streams = createEventStreams(options.live);
  const parts = {
    app: options.app,
    ingest: options.ingest,
    gate: createGate(config),
    budget: {
      bytesMax: config.limits.maxBodyBytes,
      totalBytesMax: Math.max(config.limits.maxPendingBytes, config.limits.maxBodyBytes),
      held: 0,
    },
    files: createStaticFiles(options.webRoot),
    streams,
    metrics: options.metrics,
    isReady: options.isReady,
    openApi: () => buildOpenApi(options.version),
    now: options.now,
    refused: options.refused ?? (() => undefined),
    failed: (route: string, error: unknown) => log(`${route}: ${faultText(error)}`),
  };
  const noRequest = (error: AcesoError) => parts.refused("HTTP", error);
  const open = (port: number, only?: string) =>
    listen({ answer: createAnswer(parts, only), noRequest, host: config.host, port });
  const main = await open(config.port);
  const servers = [main];
  // The usual OTLP port is a convenience: an OpenTelemetry collector may hold it already.
  const otlp =
    config.otlpPort === 0 ? undefined : await open(config.otlpPort, "/v1/").catch(ifTaken);
  if (otlp !== undefined) servers.push(otlp);
  else if (config.otlpPort !== 0)
    log(`port ${config.otlpPort} is taken: OTLP on the main port only`);
  return {
    url: `http://${shownHost(config.host)}:${portOf(main)}`,
    port: portOf(main),
    otlpPort: otlp === undefined ? null : portOf(otlp),
    async close() {
      streams.close();
      await Promise.all(servers.map(closeServer));
    },
  };
}

/** The whole chain of causes with the place of the first, for the log only. */
function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : ` | caused by ${faultText(error.cause)}`;
  return (error.stack ?? error.message) + cause;
}

function listen(options: {
  readonly answer: AnswerRequest;
  /** Told of what was no HTTP request. */
  readonly noRequest: (error: AcesoError) => void;
  readonly host: string;
  readonly port: number;
}): Promise<Server> {
  const { answer, noRequest, host, port } = options;
  const server = createServer({
    // Slow senders: all headers within 15 s, the whole request within 2 minutes.
    headersTimeout: 15 * second,
    requestTimeout: 120 * second,
    keepAliveTimeout: 65 * second,
    connectionsCheckingInterval: 5 * second,
    maxHeaderSize: 16_384,
  });
  server.maxConnections = 2_000;
  server.on("request", answer);
  server.on("clientError", (fault: NodeJS.ErrnoException, socket) => {
    const told = answerNoRequest(fault, socket);
    if (told) noRequest(told);
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE" || error.code === "EACCES";
      const cause = { cause: error };
      reject(taken ? new AcesoError("port-taken", { port, setting: "ACESO_PORT" }, cause) : error);
    });
    server.listen(port, host, () => resolve(server));
  });
}

function ifTaken(error: unknown): undefined {
  if (error instanceof AcesoError && error.code === "port-taken") return undefined;
  throw error;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => server.closeAllConnections(), closeMsMax);
    server.close(() => {
      clearTimeout(impatient);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function shownHost(host: string): string {
  if (isLoopback(host) || host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
