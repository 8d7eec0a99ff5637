import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Order, Reply, Service } from "../world/journey.ts";
import { recordProcess } from "../world/process-metrics.ts";
import { createService, secretEnvironmentName, serviceVersion } from "../world/services.ts";
import type { ServiceName } from "../world/services.ts";
import { quotaPeriodMs } from "../world/virtual-time.ts";
import { metricsPayload, Telemetry } from "../world/telemetry.ts";
import { liveJourney, preciseNow, traceOf } from "./live-journey.ts";
import { followParent, loadModels, processOptions } from "./process-options.ts";
import { Sender } from "./sender.ts";
import { isSigned } from "./signature.ts";

const options = processOptions();
const secret = process.env[secretEnvironmentName] ?? "";
const telemetry = new Telemetry({
  service: options.name,
  version: serviceVersion,
  host: "demo",
  seed: options.seed,
  startMs: Math.floor(preciseNow()),
});
// The parent starts this file with one of the service names.
const name = options.name as ServiceName;
const service = createService(name, {
  models: loadModels(options.modelsFile),
  telemetry,
  versions: { digits: "v1", prices: "v1", prompt: "p1" },
  seed: options.seed,
  remembers: false,
});
const sender = new Sender(options.aceso);
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
// path + idempotency key → what the first call was answered; one entry per repair, so it stays small
const answered = new Map<string, Reply>();
let runaway: ChildProcess | null = null;

const server = createServer((request, response) => {
  answer(request, response).catch((failure: unknown) => {
    response.writeHead(500).end(String(failure));
  });
});
server.listen(options.port, "127.0.0.1", () => process.send?.("ready"));

const flushTimer = setInterval(() => {
  for (const payload of telemetry.drain(preciseNow())) sender.send(payload);
}, 1000);
const metricsTimer = setInterval(() => {
  sampleProcess();
  sender.send(metricsPayload(Math.floor(preciseNow()), [telemetry]));
}, 10_000);
followParent(() => {
  clearInterval(flushTimer);
  clearInterval(metricsTimer);
  runaway?.kill("SIGKILL");
  server.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "/";
  const body = await bodyOf(request);
  if (path === "/metrics") {
    sampleProcess();
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
    response.end(telemetry.metrics.text());
  } else if (path.startsWith("/repair/")) repair(service, request, body, response);
  else if (path === "/control") {
    if (request.headers["x-demo-secret"] !== secret) return void response.writeHead(403).end();
    const order = JSON.parse(body) as Order | { kind: "runaway"; on: boolean };
    if (order.kind === "runaway") setRunaway(order.on);
    else service.control(order);
    json(response, 200, { done: true });
  } else await serve(path, request, body, response);
}

async function serve(
  path: string,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const header = request.headers.traceparent;
  const trace = traceOf(typeof header === "string" ? header : undefined);
  const parsed: unknown = JSON.parse(body === "" ? "null" : body);
  const isStream = path === "/v1/chat/completions" && isStreaming(parsed);
  const journey = liveJourney(options.peers, (piece) => {
    if (!isStream) return;
    if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${JSON.stringify(chunk(piece))}\n\n`);
  });
  const reply = await service.handle({ path, body: parsed, trace }, journey);
  if (isStream && response.headersSent) response.end("data: [DONE]\n\n");
  else json(response, reply.status, reply.body);
}

function isStreaming(body: unknown): boolean {
  return typeof body === "object" && body !== null && "stream" in body && body.stream === true;
}

/** A piece of an answer in OpenAI's streaming format. */
function chunk(piece: string): unknown {
  return {
    object: "chat.completion.chunk",
    model: "writer",
    choices: [{ index: 0, delta: { content: piece }, finish_reason: null }],
  };
}

function repair(
  target: Service,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): void {
  const isRead = request.method === "GET";
  const signature = String(request.headers["aceso-signature"] ?? "");
  // Reading the state tells nothing secret; changing it needs the signature.
  if (!isRead && !isSigned(signature, body, secret, Date.now())) {
    return json(response, 401, { error: "signature missing, wrong or too old" });
  }
  const parsed: unknown = isRead ? null : JSON.parse(body);
  const path = (request.url ?? "").split("?")[0]!;
  const key = String(request.headers["idempotency-key"] ?? "");
  const known = isRead ? undefined : answered.get(path + key);
  const reply = known ??
    target.repair(isRead ? "GET" : "POST", path, parsed) ?? {
      status: 404,
      body: { error: "not found" },
    };
  if (!isRead && key !== "" && reply.status < 300) answered.set(path + key, reply);
  json(response, reply.status, reply.body);
}

/** A process that never rests, in this service's process group, where it eats the group's quota. */
function setRunaway(on: boolean): void {
  runaway?.kill("SIGKILL");
  runaway = on ? spawn(process.execPath, ["-e", "for(;;);"], { stdio: "ignore" }) : null;
}

function sampleProcess(): void {
  const usage = process.cpuUsage();
  const own = (usage.user + usage.system) / 1e6;
  const quota = cpuStat();
  recordProcess(telemetry.metrics, options.name, {
    cpuSeconds: own,
    residentBytes: process.memoryUsage.rss(),
    // The histogram holds the timer's own 10 ms; what is above is lag.
    lagMeanSeconds: Math.max(0, delay.mean / 1e9 - 0.01) || 0,
    lagP99Seconds: Math.max(0, delay.percentile(99) / 1e9 - 0.01),
    periods: Math.floor((process.uptime() * 1000) / quotaPeriodMs),
    throttledPeriods: quota.nr_throttled ?? 0,
    throttledSeconds: (quota.throttled_usec ?? 0) / 1e6,
    groupCpuSeconds: own + (quota.runaway_usec ?? 0) / 1e6,
  });
  delay.reset();
}

function cpuStat(): { [field: string]: number } {
  try {
    const lines = readFileSync(options.cpuStatFile, "utf8").trim().split("\n");
    return Object.fromEntries(
      lines.map((line) => [line.split(" ")[0], Number(line.split(" ")[1])]),
    );
  } catch {
    // Not written yet: the group was never throttled.
    return {};
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
