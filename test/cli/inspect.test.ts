import { describe, expect, it } from "vitest";
import { dispatch } from "../../src/cli/dispatch.ts";

async function run(...words: readonly string[]) {
  const printed: string[] = [];
  const noted: string[] = [];
  const exit = await dispatch(["inspect", ...words], {
    environment: {},
    readFile: () => undefined,
    writeFile: () => undefined,
    fetch: globalThis.fetch,
    now: () => 0,
    wait: () => Promise.resolve(),
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    isColoured: false,
  });
  return { exit, out: printed.join("\n"), err: noted.join("\n") };
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

  it("without a file it says what it wants, exit 2", async () => {
    const { exit, err } = await run();
    expect(exit).toBe(2);
    expect(err).toContain("aceso inspect FILE [FILE]");
  });
});
