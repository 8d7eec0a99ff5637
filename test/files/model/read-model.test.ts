import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, asyncProperty, uint8Array } from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareModels } from "../../../src/diagnose/versions/compare-models.ts";
import { readModel } from "../../../src/files/model/read-model.ts";
import { AcesoError } from "../../../src/model/errors.ts";

// Made by make.py beside them, with the formats' own libraries.
const at = (name: string) => `test/fixtures/models/${name}`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aceso-model-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("model files", () => {
  it("safetensors: tensors, layers by prefix, metadata, hash of the whole file", async () => {
    const path = at("v1.safetensors");
    const model = await readModel(path);
    expect(model).toMatchObject({ format: "safetensors", parameterCount: 8 * 4 + 8 + 3 * 8 });
    expect(model.sha256).toBe(createHash("sha256").update(readFileSync(path)).digest("hex"));
    expect(model.tensors).toContainEqual({ name: "head.weight", type: "f16", shape: [3, 8] });
    expect(model.layers).toContainEqual({ name: "encoder.0", kind: "", parameterCount: 40 });
    expect(model.hyperParameters).toEqual({ learning_rate: "0.001", width: "8" });
  });

  it("ONNX: nodes with the weights they use, inputs and outputs, operator set", async () => {
    const model = await readModel(at("v1.onnx"));
    expect(model).toMatchObject({
      format: "onnx",
      parameterCount: 4 * 8 + 8 * 3,
      inputs: ["features: float[batch, 4]"],
      outputs: ["scores: float[batch, 3]"],
    });
    expect(model.layers).toEqual([
      { name: "dense", kind: "MatMul", parameterCount: 32 },
      { name: "relu", kind: "Relu", parameterCount: 0 },
      { name: "head", kind: "MatMul", parameterCount: 24 },
    ]);
    expect(model.hyperParameters["opset.ai.onnx"]).toBe("17");
  });

  it("GGUF: settings, lists by their length, shapes outermost first", async () => {
    const model = await readModel(at("small.gguf"));
    expect(model).toMatchObject({ format: "gguf", parameterCount: 20 * 8 + 8 * 8 });
    expect(model.tensors[0]).toEqual({ name: "token_embd.weight", type: "f32", shape: [20, 8] });
    expect(model.hyperParameters).toMatchObject({
      "general.architecture": "llama",
      "llama.context_length": "2048",
      "tokenizer.ggml.tokens": "20 values",
    });
  });

  it("Keras archive: layers and settings from its configuration", async () => {
    const model = await readModel(at("small.keras"));
    expect(model.layers.map(({ name, kind }) => [name, kind])).toEqual([
      ["input", "InputLayer"],
      ["dense", "Dense"],
      ["head", "Dense"],
    ]);
    expect(model.hyperParameters).toMatchObject({
      keras_version: "3.6.0",
      "compile.optimizer.config.learning_rate": "0.001",
      "layers.dense.activation": "relu",
    });
  });

  it("JSON: the scalars of a configuration", async () => {
    const path = join(folder, "config.json");
    const layers = [{ name: "dense", type: "Dense", parameters: 40 }];
    writeFileSync(path, JSON.stringify({ hidden_size: 768, rope: { theta: 1e4 }, layers }));
    const model = await readModel(path);
    expect(model.hyperParameters).toMatchObject({ hidden_size: "768", "rope.theta": "10000" });
    expect(model.layers).toEqual([{ name: "dense", kind: "Dense", parameterCount: 40 }]);
  });

  it("the difference of two versions names what changed, and nothing for equal files", async () => {
    const [before, after] = [await readModel(at("v1.onnx")), await readModel(at("v2.onnx"))];
    expect(compareModels(before, before)).toEqual([]);
    expect(compareModels(before, after)).toEqual([
      { part: "file", name: "sha256", before: before.sha256, after: after.sha256 },
      { part: "parameters", name: "count", before: "56", after: "72" },
      { part: "output", name: "scores", before: "float[batch, 3]", after: "float[batch, 5]" },
      { part: "layer", name: "head", before: "MatMul 24", after: "MatMul 40" },
      { part: "tensor", name: "w2", before: "float[8, 3]", after: "float[8, 5]" },
    ]);
    const wider = compareModels(
      await readModel(at("v1.safetensors")),
      await readModel(at("v2.safetensors")),
    );
    expect(wider).toContainEqual({ part: "setting", name: "width", before: "8", after: "16" });
  });

  it("pickles are refused, missing files told", async () => {
    const pickle = join(folder, "model.pkl");
    writeFileSync(pickle, Buffer.from([0x80, 0x04, 0x95]));
    await expect(readModel(pickle)).rejects.toThrow("pickle");
    await expect(readModel(join(folder, "none"))).rejects.toMatchObject({
      code: "file-unreadable",
    });
  });

  it("cut or changed files give a summary or a known error, never anything else", async () => {
    const path = join(folder, "broken");
    const told = async (bytes: Uint8Array): Promise<void> => {
      writeFileSync(path, bytes);
      await readModel(path).catch((error: unknown) => expect(error).toBeInstanceOf(AcesoError));
    };
    for (const name of ["v1.safetensors", "v1.onnx", "small.gguf", "small.keras"]) {
      const bytes = readFileSync(at(name));
      for (let size = 0; size < bytes.length; size += 37) await told(bytes.subarray(0, size));
      for (let index = 0; index < bytes.length; index += 11) {
        const changed = Buffer.from(bytes);
        changed[index] = 255 - (changed[index] ?? 0);
        await told(changed);
      }
    }
    await assert(asyncProperty(uint8Array({ maxLength: 200 }), told));
  });
});
