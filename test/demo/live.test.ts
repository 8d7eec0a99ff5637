import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installedPackages } from "../../demo/install.ts";
import { freePorts, urlOf } from "../../demo/live/ports.ts";
import { saveModels } from "../../demo/live/process-options.ts";
import { startStack } from "../../demo/live/stack.ts";
import type { Stack } from "../../demo/live/stack.ts";
import { trainModels } from "../../demo/world/models.ts";
import type { Payload } from "../../demo/world/telemetry.ts";
import { Collector } from "./collector.ts";

const secret = "a secret of this test";

// Real services at their own pace beside whatever else the machine runs: a starved one answers once in
// seconds where it would in milliseconds.
const patienceMs = 240_000;

describe("the demo's services as real processes", () => {
  const seen = new Collector();
  const folder = mkdtempSync(join(tmpdir(), "demo-live-"));
  let collector: Server;
  let stack: Stack;
  let ports: { readonly [name: string]: number };

  beforeAll(async () => {
    collector = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      seen.take({
        time: 0,
        path: request.url as Payload["path"],
        contentType: "application/json",
        body: Buffer.concat(parts).toString("utf8"),
        count: 1,
      });
      response.writeHead(200).end("{}");
    });
    await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
    const { port } = collector.address() as AddressInfo;
    const modelsFile = join(folder, "models.bin");
    saveModels(modelsFile, trainModels(installedPackages()));
    ports = await freePorts();
    stack = await startStack({
      ports,
      seed: 1,
      modelsFile,
      stateFolder: folder,
      aceso: { url: `http://127.0.0.1:${port}`, token: "" },
      secret,
    });
  });

  afterAll(async () => {
    await stack.stop();
    collector.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("send predictions, labels and traces of healthy requests by themselves", async () => {
    await until(() => seen.predictions.length > 40 && seen.labels.size > 10);
    expect(seen.accuracy()).toBeGreaterThan(0.6);
    expect(seen.validShare()).toBe(1);
    expect(seen.latencyMsP95("writer", "retriever")).toBeGreaterThan(0);
  });

  it("a starved service is really slower, and as fast as before when it is over", async () => {
    const before = durationOf("digits", seen);
    await stack.inject("cpu-starvation");
    // What was on its way before the fault comes first.
    seen.clear();
    await until(() => countOf("digits", seen) >= 4);
    seen.clear();
    await until(() => countOf("digits", seen) >= 7);
    // The quota leaves it an eighth of a core; whatever else the machine does slows both times.
    const starved = durationOf("digits", seen);
    expect(starved).toBeGreaterThan(1.5 * before);
    await stack.remove("cpu-starvation");
    await until(() => seen.predictions.length > 0);
    await until(() => {
      seen.spans.splice(0, Math.max(0, seen.spans.length - 60));
      return countOf("digits", seen) >= 5 && durationOf("digits", seen) < (starved + before) / 2;
    });
  });

  it("a repair call needs the signature and changes the running service", async () => {
    await stack.inject("bad-version");
    const url = `${urlOf(ports, "digits")}/repair/version`;
    expect(await (await fetch(url)).json()).toMatchObject({ current: "v2" });
    const body = JSON.stringify({ version: "v1", reason: "test", incident: "1" });
    expect((await fetch(url, { method: "POST", body })).status).toBe(401);
    const time = Math.floor(Date.now() / 1000);
    const digest = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
    const headers = { "aceso-signature": `t=${time},v1=${digest}` };
    expect((await fetch(url, { method: "POST", body, headers })).status).toBe(200);
    expect(await (await fetch(url)).json()).toMatchObject({ current: "v1" });
    await until(() => seen.changes.some((change) => change.kind === "promotion"));
  });

  it("the writer speaks the streaming format of OpenAI", async () => {
    const response = await fetch(`${urlOf(ports, "writer")}/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify({
        model: "writer",
        stream: true,
        user: "test",
        messages: [{ role: "user", content: "Write a note about Andy Murray." }],
        metadata: { id: "test-1" },
      }),
    });
    const lines = (await response.text()).split("\n\n").filter((line) => line !== "");
    expect(lines.at(-1)).toBe("data: [DONE]");
    const text = lines
      .slice(0, -1)
      .map((line) => JSON.parse(line.slice("data: ".length)).choices[0].delta.content)
      .join("");
    expect(JSON.parse(text)).toMatchObject({ title: "Andy Murray in tennis" });
  });

  it("GET /metrics answers in the Prometheus text format", async () => {
    const text = await (await fetch(`${urlOf(ports, "writer")}/metrics`)).text();
    expect(text).toContain('vllm:num_requests_running{model_name="writer"}');
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
  });
});

function countOf(service: string, seen: Collector): number {
  return seen.spans.filter((span) => span.service === service && span.kind === 2).length;
}

/** Median duration of the service's own spans, in ms. */
function durationOf(service: string, seen: Collector): number {
  const durations = seen.spans
    .filter((span) => span.service === service && span.kind === 2)
    .map((span) => span.durationMs)
    .sort((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)] ?? 0;
}

/** Resolves when the claim holds; looks often, gives up before the test does. */
async function until(claim: () => boolean): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!claim()) {
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs / 1000} s in vain`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
