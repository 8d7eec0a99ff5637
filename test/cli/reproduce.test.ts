import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { CapturedInputs } from "../../src/model/captured-input.ts";
import { echoApp, startEcho } from "../server/fake-app.ts";
import { runCommand } from "./run-command.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Inputs of which the larger half came since the onset and was answered wrong. */
function captured(over: Partial<CapturedInputs> = {}): CapturedInputs {
  return {
    model: "fraud",
    format: "",
    inputs: Array.from({ length: 30 }, (_, index) => ({
      id: String(index),
      time: 1_700_000_000_000 + index * 1_000,
      version: "2",
      side: index < 12 ? "before" : "since",
      features: { amount: index },
      prompt: "",
      output: index < 12 ? "ok" : "fraud",
      label: "ok",
      failed: index >= 12,
    })),
    ...over,
  };
}

/** An endpoint that answers a request's body. */
async function endpoint(answer: (body: never) => unknown): Promise<string> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as never;
      response.end(JSON.stringify(answer(body)));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function run(inputs: CapturedInputs, ...words: readonly string[]) {
  const app = echoApp({
    "GET /api/v1/incidents/:id/inputs": () => Promise.resolve(inputs as never),
  });
  const aceso = await startEcho({ app });
  closing.push(() => aceso.close());
  return runCommand(["reproduce", "7Q4K", "--url", aceso.base, ...words], {
    environment: { ACESO_REPLAY_KEY: "secret" },
  });
}

describe("aceso reproduce", () => {
  it("says that the failure happens again and begins in the version", async () => {
    const bad = await endpoint(({ features }: { features: { amount: number } }) => ({
      prediction: features.amount < 12 ? "ok" : "fraud",
    }));
    const good = await endpoint(() => ({ prediction: "ok" }));
    const { exit, out } = await run(captured(), "--current", bad, "--previous", good);
    expect(exit).toBe(1);
    expect(out).toContain("the failure happens again");
    expect(out).toContain("since the onset 100 % of 18 fail");
    expect(out).toContain(`previous (${good}): the failure does not happen again`);
    expect(out).toContain("it begins in the version");
  });

  it("fills a body of one's own and finds the answer by its pointer", async () => {
    const current = await endpoint(({ inputs }: { inputs: readonly { amount: number }[] }) => ({
      outputs: [{ label: inputs[0]!.amount < 0 ? "fraud" : "ok" }],
    }));
    const shape = ["--body", '{"inputs": ["$features"]}', "--answer", "/outputs/0/label"];
    const { exit, out } = await run(captured(), "--current", current, ...shape);
    expect(exit).toBe(0);
    expect(out).toContain("it begins around the model");
  });

  it("speaks with OpenAI-compatible endpoints", async () => {
    const asked: { readonly model: string; readonly messages: readonly unknown[] }[] = [];
    const chat = await endpoint((body) => {
      asked.push(body);
      return { choices: [{ message: { content: "no JSON" } }] };
    });
    const prompt = JSON.stringify([
      { role: "user", parts: [{ type: "text", content: "write a note" }] },
    ]);
    const inputs = captured().inputs.map((input) => ({ ...input, prompt, label: "" }));
    const options = ["--current", chat, "--openai", "writer-2", "--json"];
    const { out } = await run(captured({ format: "json", inputs }), ...options);
    expect(asked[0]).toMatchObject({
      model: "writer-2",
      messages: [{ role: "user", content: "write a note" }],
    });
    expect(JSON.parse(out)).toMatchObject({ replayed: [{ failedSince: 1, failedBefore: 1 }] });
  });

  it("needs an endpoint and sound options", async () => {
    expect((await run(captured())).exit).toBe(2);
    const wrong = ["--current", "http://127.0.0.1:9", "--body", "{"];
    expect((await run(captured(), ...wrong)).err).toContain("$features");
    expect((await run(captured(), "--current", "http://127.0.0.1:9", "--count", "0")).exit).toBe(2);
  });
});
