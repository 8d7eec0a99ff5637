import { describe, expect, it } from "vitest";
import { runCommand } from "./run-command.ts";

async function run(...words: readonly string[]) {
  return runWith(globalThis.fetch, ...words);
}

async function runWith(fetch: typeof globalThis.fetch, ...words: readonly string[]) {
  return runCommand(["inspect", ...words], { fetch });
}

const folder = "test/fixtures/models";

describe("aceso inspect", () => {
  it("tells what a model file holds, exit 0", async () => {
    const { exit, out } = await run(`${folder}/v1.onnx`);
    expect(exit).toBe(0);
    expect(out).toContain("onnx, 450 bytes, 56 parameters, 3 layers, 2 tensors");
    expect(out).toContain("→ features: float[batch, 4]");
  });

  it("tells how two versions differ, exit 1; equal files, exit 0", async () => {
    const { exit, out } = await run(`${folder}/v1.onnx`, `${folder}/v2.onnx`);
    expect(exit).toBe(1);
    expect(out).toContain("5 differences");
    expect(out).toContain("head  MatMul 24 → MatMul 40");
    const same = await run(`${folder}/v1.onnx`, `${folder}/v1.onnx`);
    expect(same).toMatchObject({ exit: 0, out: "the files are equal" });
  });

  it("prints JSON for programs", async () => {
    const { out } = await run(`${folder}/small.gguf`, "--json");
    expect(JSON.parse(out)).toMatchObject({ format: "gguf", parameterCount: 224 });
  });

  it("with --model and --version it sends what the file holds to a running Aceso", async () => {
    const sent: { readonly url: string; readonly body: unknown }[] = [];
    const fetch = (url: unknown, init?: RequestInit) => {
      sent.push({ url: String(url), body: JSON.parse(String(init?.body)) });
      return Promise.resolve(Response.json({ model: "fraud", version: "42" }));
    };
    const about = [
      "--model",
      "fraud",
      "--version",
      "42",
      "--curves",
      "test/fixtures/models/run.csv",
    ];
    // The command only calls it.
    const { exit, out } = await runWith(fetch as never, `${folder}/v1.onnx`, ...about);
    expect(exit).toBe(0);
    expect(out).toContain("version 42 of fraud holds, and 2 training curves");
    expect(sent[0]?.url).toContain("/api/v1/models/fraud/versions/42");
    expect(sent[0]?.body).toMatchObject({
      summary: { parameterCount: 56 },
      curves: [{ name: "train_loss", steps: [0, 10, 20], values: [1, 0.5, null] }, {}],
    });
  });

  it("without a file it says what it wants, exit 2", async () => {
    const { exit, err } = await run();
    expect(exit).toBe(2);
    expect(err).toContain("aceso inspect FILE [FILE]");
  });
});
