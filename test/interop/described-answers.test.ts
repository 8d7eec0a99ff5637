import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { responseSchemas } from "../../src/api/response-schemas.ts";
import { digitsIncident, unknownIncident, writerIncident } from "../browser/fixture-incidents.ts";
import { type AcesoProcess, startAceso } from "../durability/aceso-process.ts";
import { until } from "./prometheus.ts";

let aceso: AcesoProcess;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aceso-answers-"));
  aceso = await startAceso({ dataDir: folder });
  const rows = Array.from({ length: 200 }, (_, index) => ({
    model: "described",
    version: "1",
    time: Date.now() - 30_000 - index * 100,
    features: { x: index, city: "Oslo" },
    output: index % 2 === 0 ? "yes" : "no",
    scores: { yes: 0.4, no: 0.6 },
  }));
  await send("/api/v1/predictions", rows);
  await send("/api/v1/predictions", "no prediction");
  await send("/api/v1/changes", {
    kind: "deploy",
    model: "described",
    version: "1",
    title: "first version",
  });
  await until(async () => {
    const { models } = modelsIn(await sent("GET /api/v1/models"));
    const { changes } = changesIn(await sent("GET /api/v1/changes"));
    return models.length > 0 && changes.length > 0;
  }, 300_000);
});
afterAll(async () => {
  await aceso.stop();
  await rm(folder, { recursive: true, force: true });
});

async function send(path: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  await fetch(aceso.url + path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function sent(key: keyof typeof responseSchemas): Promise<unknown> {
  return (await fetch(aceso.url + key.slice("GET ".length))).json();
}

// Strict schemas: an answer that holds more or less than the document says is refused.
const { parse: modelsIn } = responseSchemas["GET /api/v1/models"];
const { parse: changesIn } = responseSchemas["GET /api/v1/changes"];
const { parse: monitorsIn } = responseSchemas["GET /api/v1/monitors"];
const { parse: statusIn } = responseSchemas["GET /api/v1/status"];

const incidents = [digitsIncident("fixed", []), writerIncident(), unknownIncident()];

describe("the OpenAPI document describes what is sent", () => {
  it.each([
    "GET /api/v1/overview",
    "GET /api/v1/incidents",
    "GET /api/v1/models",
    "GET /api/v1/monitors",
    "GET /api/v1/changes",
    "GET /api/v1/status",
  ] as const)("%s", async (key) => {
    const answer = await sent(key);
    expect(responseSchemas[key].parse(answer)).toEqual(answer);
  });

  it("what was sent is in the answers", async () => {
    const { models } = modelsIn(await sent("GET /api/v1/models"));
    expect(models.map(({ facts }) => facts.model)).toContain("described");
    const { monitors } = monitorsIn(await sent("GET /api/v1/monitors"));
    expect(monitors.length).toBeGreaterThan(0);
    const { refusals } = statusIn(await sent("GET /api/v1/status"));
    expect(refusals).toMatchObject([{ route: "/api/v1/predictions", code: "bad-field", count: 1 }]);
  });

  it.each(incidents.map((incident) => [incident.code, incident] as const))(
    "an incident in full: %s",
    (_, incident) => {
      const answer: unknown = JSON.parse(JSON.stringify(incident));
      expect(responseSchemas["GET /api/v1/incidents/:id"].parse(answer)).toEqual(answer);
    },
  );
});
