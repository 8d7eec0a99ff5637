import { execFile, spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { protocols } from "../../src/ingest/catalog.ts";
import { createIntake } from "../../src/ingest/intake.ts";
import { receive } from "../../src/ingest/receive.ts";
import { answerValidAttribute, type SignalBatch } from "../../src/model/signals.ts";

// The programs speak HTTP to Aceso's ingestion; what it decodes is kept instead of stored.
const batches: SignalBatch[] = [];
const intake = createIntake({
  sink: { append: async (batch) => void batches.push(batch) },
  now: Date.now,
});
let aceso: Server;
let languageModel: Server;
/** How many requests are answered 503 before one is taken. */
let refusals = 0;

beforeAll(async () => {
  aceso = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? "";
    const protocol = protocols.find(({ routes }) => routes.some((route) => route.path === path));
    if (refusals > 0 || protocol === undefined) {
      refusals -= 1;
      response.writeHead(protocol ? 503 : 404, { "retry-after": "0" }).end();
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const body = Buffer.concat(chunks);
    const now = Date.now();
    const answer = await receive(
      protocol,
      { path, headers, body, project: "default", now },
      intake,
    );
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  languageModel = createServer((request, response) => {
    request.resume();
    const pieces = ['{"name": ', '"a"}'].map((content) => ({ choices: [{ delta: { content } }] }));
    const lines = pieces.map((piece) => `data: ${JSON.stringify(piece)}\n\n`);
    response.end(`${lines.join("")}data: [DONE]\n\n`);
  });
  for (const server of [aceso, languageModel]) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  }
});
afterAll(() => {
  for (const server of [aceso, languageModel]) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  batches.length = 0;
  refusals = 0;
});

const run = promisify(execFile);
const url = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function example(program: string, args: readonly string[]): Promise<string> {
  const cwd = fileURLToPath(new URL("../../", import.meta.url));
  const env = { ...process.env, ACESO_URL: url(aceso), OTEL_EXPORTER_OTLP_ENDPOINT: url(aceso) };
  const { stdout } = await run(program, args, { cwd, env, timeout: 60_000 });
  return stdout;
}

function sent<Kind extends keyof SignalBatch>(kind: Kind) {
  return batches.flatMap((batch) => (batch[kind] as readonly unknown[] | undefined) ?? []) as {
    readonly [field: string]: unknown;
  }[];
}

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const hasOpenTelemetry =
  hasPython &&
  spawnSync("python3", ["-c", "import opentelemetry.sdk, opentelemetry.exporter.otlp.proto.http"])
    .status === 0;

describe("the examples send what Aceso takes", () => {
  it("send.sh: a prediction, its label and a change", async () => {
    await example("sh", ["examples/send.sh"]);
    const [row] = sent("predictions");
    expect(row).toMatchObject({ model: "churn", version: "3", outputText: "stays" });
    expect(sent("labels")).toMatchObject([{ id: row?.["id"], labelText: "stays" }]);
    expect(sent("changes")).toMatchObject([{ kind: "deploy", model: "churn", to: "3" }]);
  });

  it("predictions.ts: a prediction and its truth each second", async () => {
    await example(process.execPath, ["examples/predictions.ts", "1"]);
    const [row] = sent("predictions");
    expect(row).toMatchObject({ model: "memory", version: "1" });
    expect(sent("labels")).toMatchObject([{ id: row?.["id"], model: "memory" }]);
  });

  it.skipIf(!hasPython)("hash_times.py: batches, sent again when told to wait", async () => {
    refusals = 1;
    expect(await example("python3", ["examples/hash_times.py", "30"])).toContain("30 predictions");
    const rows = sent("predictions");
    expect(rows).toHaveLength(30);
    expect(rows.every(({ outputNumber }) => Number(outputNumber) > 0)).toBe(true);
    expect(sent("labels").map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  });

  it.skipIf(!hasOpenTelemetry)(
    "llm_calls.py (needs Python's OpenTelemetry): calls with first token and a checked answer",
    async () => {
      await example("python3", ["examples/llm_calls.py", `${url(languageModel)}/`, "writer"]);
      const spans = batches.flatMap((batch) => batch.spans?.rows() ?? []);
      expect(spans).toHaveLength(3);
      expect(spans[0]).toMatchObject({
        kind: "client",
        llm: { requestModel: "writer", outputTokens: 2, promptVersion: "p1" },
        output: expect.stringContaining("assistant"),
      });
      expect(spans[0]?.attributesNumber.get(answerValidAttribute)).toBe(1);
    },
  );
});
