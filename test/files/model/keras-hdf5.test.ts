import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Group, ready } from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { outlineOf, type Hdf5Outline } from "../../../src/files/model/hdf5-outline.ts";
import { readModel } from "../../../src/files/model/read-model.ts";

// Made by make_hdf5.py beside them, with h5py. Shapes by hand: 4 x 8 + 8 and 8 x 3 + 3.
const at = (name: string) => `test/fixtures/models/${name}`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aceso-hdf5-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("HDF5 models", () => {
  it("Keras 2: layers, shapes, parameters, settings and how it was compiled", async () => {
    const model = await readModel(at("keras2.h5"));
    expect(model).toMatchObject({ format: "keras", parameterCount: 40 + 27 });
    expect(model.layers).toEqual([
      { name: "input", kind: "InputLayer", parameterCount: 0 },
      { name: "hidden", kind: "Dense", parameterCount: 40 },
      { name: "dense", kind: "Dense", parameterCount: 27 },
    ]);
    expect(model.tensors).toContainEqual({
      name: "hidden/hidden/kernel:0",
      type: "f32",
      shape: [4, 8],
    });
    expect(model.hyperParameters).toMatchObject({
      keras_version: "2.15.0",
      "layers.hidden.activation": "relu",
      "compile.optimizer_config.config.learning_rate": "0.001",
    });
  });

  it("Keras 3: the weights in an archive belong to layers by the order of their classes", async () => {
    const model = await readModel(at("keras3.keras"));
    expect(model).toMatchObject({ format: "keras", parameterCount: 67 });
    expect(model.layers.map(({ name, parameterCount }) => [name, parameterCount])).toEqual([
      ["input", 0],
      ["hidden", 40],
      ["dense", 27],
    ]);
    expect(model.tensors).toContainEqual({ name: "layers/dense/vars/1", type: "f16", shape: [8] });
  });

  it("weights alone: layers by their groups, without the optimiser's state", async () => {
    const model = await readModel(at("keras3.weights.h5"));
    expect(model).toMatchObject({ format: "hdf5", parameterCount: 67, hyperParameters: {} });
    expect(model.layers).toEqual([
      { name: "dense", kind: "", parameterCount: 40 },
      { name: "dense_1", kind: "", parameterCount: 27 },
    ]);
  });

  it("links are not followed, texts are no tensors", async () => {
    const { tensors } = await readModel(at("links.h5"));
    expect(tensors).toEqual([{ name: "block/kernel", type: "f32", shape: [2, 2] }]);
  });

  it("a group within itself ends the reading", async () => {
    await expect(readModel(at("circle.h5"))).rejects.toThrow("24 deep");
  });

  it("a damaged file is a bad file", async () => {
    const bytes = readFileSync(at("keras2.h5"));
    const path = join(folder, "cut.h5");
    writeFileSync(path, bytes.subarray(0, 600));
    await expect(readModel(path)).rejects.toMatchObject({ code: "bad-file" });
  });

  it("cut or changed files give an outline or a reason, and the library goes on", async () => {
    const library = await ready;
    const said = vi.spyOn(console, "error").mockReturnValue();
    const outline = (path: string): Hdf5Outline =>
      outlineOf(path, library, (file, group, name) =>
        new Group(file, group).get_attribute(name, true),
      );
    const sound = outline(at("keras2.h5"));
    const bytes = readFileSync(at("keras2.h5"));
    const path = join(folder, "broken.h5");
    let refused = 0;
    const told = (content: Uint8Array): void => {
      writeFileSync(path, content);
      try {
        expect(outline(path).datasets.length).toBeLessThan(1_000);
      } catch {
        refused++;
      }
    };
    for (let size = 8; size < bytes.length; size += 331) told(bytes.subarray(0, size));
    for (let index = 8; index < bytes.length; index += 97) {
      const changed = Buffer.from(bytes);
      changed[index] = 255 - (changed[index] ?? 0);
      told(changed);
    }
    expect(refused).toBeGreaterThan(20);
    expect(outline(at("keras2.h5"))).toEqual(sound);
    said.mockRestore();
  });
});
