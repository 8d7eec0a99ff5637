import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import type { Overview, Routes } from "../../src/api/contract.ts";
import type { IncidentEvent } from "../../src/model/incident.ts";
import { hour, minute, second } from "../../src/model/time.ts";
import {
  digitsIncident,
  headOf,
  olderHeads,
  unknownIncident,
  writerIncident,
} from "./fixture-incidents.ts";
import type { FixtureStage } from "./fixture-incidents.ts";
import { fixtureDifferences, fixtureInspection } from "./fixture-evidence.ts";
import { fixtureChanges, fixtureMeasures, fixtureModel } from "./fixture-measures.ts";
import type { FixtureModel } from "./fixture-measures.ts";
import { dryRun, matrix, repairs, statusOf } from "./fixture-settings.ts";
import { fixtureAnswerScores, fixtureOutputScores } from "./fixture-outputs.ts";
import { fixtureJudges } from "./fixture-judges.ts";
import { fixtureRows } from "./fixture-rows.ts";
import { fixtureTextDrift } from "./fixture-texts.ts";
import { fixtureChart, fixtureNow, fixtureTile, seededRandom } from "./fixture-series.ts";
import type { FixtureMeasure } from "./fixture-series.ts";

const builtRoot = new URL("../../dist/web/", import.meta.url).pathname;

/** A server with recorded answers, its address, and what tests change. */
export interface FixtureServer {
  readonly url: string;
  /** Moves the open incident to a stage and tells every open page. */
  advance(stage: FixtureStage): void;
  /** What pages asked to be done, oldest first: "METHOD path body". */
  readonly deeds: readonly string[];
  close(): Promise<void>;
}

/** How the fixture answers: everything, an empty installation, or only with a key. */
export interface FixtureOptions {
  readonly empty?: boolean;
  readonly key?: string;
  /** Folder of the built interface; dist/web unless said. */
  readonly webRoot?: string;
}

type Answers = { [Route in keyof Routes]?: (context: Context) => Routes[Route]["response"] | null };

interface Context {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Serves dist/web and recorded answers of the API, with live events, on a free loopback port. */
export async function startFixtureServer(options: FixtureOptions = {}): Promise<FixtureServer> {
  const deeds: string[] = [];
  const readers = new Set<ServerResponse>();
  const state = { stage: "proposed" as FixtureStage, extra: [] as IncidentEvent[], stopAll: false };
  const answers = answersOf(state, options.empty === true);
  const tellReaders = (): void => {
    for (const reader of readers) {
      const head = headOf(digitsIncident(state.stage, state.extra));
      reader.write(`id: ${Date.now()}\nevent: incident\ndata: ${JSON.stringify(head)}\n\n`);
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://fixture");
    if (!url.pathname.startsWith("/api/"))
      return await sendFile(options.webRoot ?? builtRoot, url.pathname, response);
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) {
      return sendError(response, 401, "unauthorized", "no valid key");
    }
    if (url.pathname === "/api/v1/events") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(": open\n\n");
      readers.add(response);
      request.on("close", () => readers.delete(response));
      return;
    }
    const body = await readBody(request);
    const method = request.method ?? "GET";
    if (method !== "GET") deeds.push(`${method} ${url.pathname} ${JSON.stringify(body)}`);
    for (const [route, reply] of Object.entries(answers)) {
      const id = matchRoute(route, method, url.pathname);
      if (id === null) continue;
      const value = reply({ id, body });
      if (value === null) break;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
      return;
    }
    sendError(response, 404, "not-found", `${url.pathname} does not exist`);
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    deeds,
    advance(stage) {
      state.stage = stage;
      tellReaders();
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answersOf(
  state: { stage: FixtureStage; extra: IncidentEvent[]; stopAll: boolean },
  empty: boolean,
): Answers {
  const digits = () => digitsIncident(state.stage, state.extra);
  const incidents = () => [digits(), writerIncident(), unknownIncident()];
  const heads = () => (empty ? [] : [...incidents().map(headOf), ...olderHeads]);
  const add = (
    event:
      | { type: "acknowledged" }
      | { type: "noted"; text: string }
      | { type: "cause-marked"; cause: string; right: boolean }
      | { type: "judged"; verdict: "fault" | "false-alarm" },
  ) => {
    const id = `x${state.extra.length}`;
    state.extra.push({ incident: "inc-digits", by: "ming", id, at: fixtureNow, ...event });
    return digits();
  };
  return {
    "GET /api/v1/overview": () => overviewOf(heads(), state.stopAll, empty),
    "GET /api/v1/incidents": () => ({ incidents: heads(), next: null }),
    "GET /api/v1/incidents/:id": ({ id }) => incidents().find((one) => one.id === id) ?? null,
    "GET /api/v1/incidents/:id/charts": ({ id }) => chartsOf(id, state.stage),
    "GET /api/v1/incidents/:id/inspection": ({ id }) => fixtureInspection(id === "inc-digits"),
    "GET /api/v1/models/:model/inspection": ({ id }) => fixtureInspection(id === "digits"),
    "POST /api/v1/differences": () => fixtureDifferences,
    "GET /api/v1/incidents/:id/export": () => ({ markdown: "# 7Q4K\n" }),
    "POST /api/v1/incidents/:id/acknowledge": () => add({ type: "acknowledged" }),
    "POST /api/v1/incidents/:id/note": ({ body }) =>
      add({ type: "noted", text: String(body["text"]) }),
    "POST /api/v1/incidents/:id/mark-cause": ({ body }) =>
      add({ type: "cause-marked", cause: String(body["cause"]), right: body["right"] === true }),
    "POST /api/v1/incidents/:id/judge": ({ body }) =>
      add({ type: "judged", verdict: body["verdict"] === "fault" ? "fault" : "false-alarm" }),
    "POST /api/v1/incidents/:id/repair/dry-run": ({ id }) => dryRun(id),
    "POST /api/v1/incidents/:id/repair/approve": () => {
      state.stage = "performed";
      return digits();
    },
    "GET /api/v1/models": () => ({ models: empty ? [] : models() }),
    "GET /api/v1/models/:model": ({ id }) => modelPage(id, heads()),
    "GET /api/v1/monitors": () => ({
      monitors: Object.values(fixtureMeasures).flatMap((measures) =>
        measures.map((measure: FixtureMeasure) => {
          const { monitor, evaluations } = fixtureChart(measure, hour, 30);
          return { monitor, last: evaluations.at(-1) ?? null, doubted: false };
        }),
      ),
    }),
    "GET /api/v1/query_range": () => ({ status: "success", data: matrix() }),
    "GET /api/v1/repairs": () => repairs(state.stopAll),
    "PUT /api/v1/repairs/policy": ({ body }) => {
      state.stopAll = body["stopAll"] === true;
      return repairs(state.stopAll).policy;
    },
    "GET /api/v1/status": () => statusOf(empty),
    "GET /api/v1/audit": () => ({
      rows: [
        {
          time: fixtureNow - 26 * hour,
          by: "ming",
          action: "repair/approve",
          target: "B7HN",
          result: "fixed",
        },
        {
          time: fixtureNow - 27 * hour,
          by: "ming",
          action: "policy",
          target: "mode",
          result: "propose",
        },
      ],
    }),
  };
}

function models() {
  return (["digits", "writer", "prices", "scorer"] as const).map(fixtureModel);
}

function overviewOf(incidents: Overview["incidents"], stopAll: boolean, empty: boolean): Overview {
  return {
    now: fixtureNow,
    incidents,
    models: empty ? [] : models(),
    host: { name: "studio-2", tiles: fixtureMeasures.host.map(fixtureTile) },
    changes: empty ? [] : fixtureChanges,
    counts: {
      monitors: empty ? 9 : 64,
      learning: empty ? 9 : 3,
      firing: empty ? 0 : 3,
      services: empty ? 0 : 6,
      signalsPerSecond: empty ? 0 : 312.4,
      lastSignalAt: empty ? null : fixtureNow - 2 * second,
      refused: empty ? 0 : 14,
    },
    repairs: { mode: "propose", stopAll },
  };
}

function chartsOf(
  id: string,
  stage: FixtureStage,
): Routes["GET /api/v1/incidents/:id/charts"]["response"] | null {
  const span = 40 * minute;
  const chart = (measure: FixtureMeasure) => {
    const end = fixtureNow - 70 * second;
    const fault =
      stage === "fixed" && measure.fault !== undefined ? { ...measure.fault, to: end } : undefined;
    return fixtureChart(fault === undefined ? measure : { ...measure, fault }, span, 240);
  };
  switch (id) {
    case "inc-digits":
      return { charts: fixtureMeasures.digits.map(chart), changes: fixtureChanges.slice(0, 2) };
    case "inc-writer":
      return { charts: fixtureMeasures.writer.map(chart), changes: [] };
    default:
      return { charts: [], changes: [] };
  }
}

function modelPage(
  model: string,
  heads: Overview["incidents"],
): Routes["GET /api/v1/models/:model"]["response"] | null {
  if (!(model in fixtureMeasures) || model === "host") return null;
  const name = model as FixtureModel; // The line above leaves only the models of the table.
  const charts = fixtureMeasures[name].map((measure: FixtureMeasure) => fixtureChart(measure));
  const times = charts[0]!.evaluations.map((evaluation) => evaluation.windowEnd);
  const random = seededRandom(model);
  const head = fixtureModel(name);
  return {
    head,
    charts,
    doubted: [],
    versions: head.facts.versions.map(({ version, firstSeen }, place, all) => ({
      labels: { __name__: "aceso_prediction_rate_per_second", model, version },
      times,
      values: times.map((time) =>
        time < firstSeen || (place < all.length - 1 && time > all[place + 1]!.firstSeen)
          ? null
          : 3 + random() * 0.3,
      ),
    })),
    labels: head.facts.hasLabels
      ? head.facts.versions.map(({ version, predictions }, place) => ({
          version,
          predictions,
          labelled: Math.round(predictions * (0.97 - 0.3 * place)),
          delayMsP50: 42 * second,
          delayMsP95: 3 * minute,
        }))
      : [],
    estimate:
      model === "digits"
        ? {
            model,
            window: { start: fixtureNow - hour, end: fixtureNow },
            rows: 11_040,
            covered: 11_000,
            accuracy: { value: 0.91, standardError: 0.004, low: 0.902, high: 0.918 },
            f1: null,
            truth: { accuracy: 0.89, rows: 10_240 },
            scores: [
              {
                measure: "accuracy",
                value: 0.91,
                standardError: 0.004,
                low: 0.902,
                high: 0.918,
                reference: 0.94,
                truth: 0.89,
              },
            ],
            referenceRows: 48_000,
            labelledRows: 10_240,
            loss: null,
            warnings: [],
          }
        : null,
    drift:
      model === "digits"
        ? {
            model,
            window: { start: fixtureNow - hour, end: fixtureNow },
            reference: { kind: "fixed", asked: "fixed", window: null },
            rows: 11_040,
            tested: 3,
            columns: [
              {
                feature: "brightness",
                verdict: "drift",
                test: "kolmogorov-smirnov",
                pValue: 1e-9,
                effect: "wasserstein",
                size: 0.42,
                unseenShare: 0,
                referenceMissing: 0,
                currentMissing: 0,
                reasons: [
                  {
                    code: "drift/test-numbers-binned",
                    params: { reference: 48_000, current: 11_040 },
                  },
                ],
              },
            ],
          }
        : null,
    outputScores: fixtureOutputScores(model),
    answerScores: fixtureAnswerScores(model),
    judges: fixtureJudges(model),
    rows: fixtureRows(model),
    textDrift: fixtureTextDrift(model),
    pagesOnDrift: false,
    slices: {
      model,
      measure: "accuracy",
      window: { start: fixtureNow - hour, end: fixtureNow },
      rows: 10_240,
      value: 0.89,
      standardError: 0.003,
      slices:
        model === "digits"
          ? [
              {
                feature: "brightness",
                part: "∈ 0.1 … 0.4",
                rows: 2_410,
                value: 0.64,
                standardError: 0.01,
                rest: 0.96,
              },
            ]
          : [],
    },
    changes: fixtureChanges.filter((change) => change.model === model),
    incidents: heads.filter((incident) => incident.models.includes(model)),
  };
}

/** The value of the route's parameter ("" when it has none), or null when the request is for another route. */
function matchRoute(route: string, method: string, path: string): string | null {
  const [wanted = "", pattern = ""] = route.split(" ");
  if (wanted !== method) return null;
  const match = new RegExp(`^${pattern.replace(/:\w+/g, "([^/]+)")}$`).exec(path);
  return match === null ? null : decodeURIComponent(match[1] ?? "");
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

async function sendFile(webRoot: string, path: string, response: ServerResponse): Promise<void> {
  const name = extname(path) === "" ? "index.html" : normalize(path);
  try {
    const bytes = await readFile(join(webRoot, name));
    response.writeHead(200, { "content-type": types[extname(name)] ?? "application/octet-stream" });
    response.end(bytes);
  } catch {
    sendError(response, 404, "not-found", `${path} does not exist`);
  }
}

function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: { code, message, fix: "" } }));
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString());
}
