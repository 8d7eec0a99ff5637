import { z } from "zod";
import { AcesoError } from "../../model/errors.ts";
import { readGguf } from "./gguf.ts";
import { readKerasHdf5 } from "./keras-hdf5.ts";
import { readKeras } from "./keras.ts";
import { badModel, openModel, type ModelBytes } from "./model-bytes.ts";
import type { ModelSummary } from "../../model/model-summary.ts";
import { scalarsOf, type ModelContent } from "./model-summary.ts";
import { readOnnx } from "./onnx.ts";
import { readSafetensors } from "./safetensors.ts";

const jsonMax = 64 * 1024 * 1024;

/**
 * What a model file says of itself: layers, shapes, parameters, settings and hash. Nothing in the file is run:
 * pickles (.pt, .pkl) are refused. Formats are known by their first bytes: safetensors, GGUF, ONNX, Keras archives,
 * HDF5 (.h5) and JSON (a configuration).
 *
 * @throws AcesoError "file-unreadable" | "bad-file"
 */
export async function readModel(path: string): Promise<ModelSummary> {
  const bytes = await openModel(path);
  try {
    const content = await contentOf(bytes);
    return { ...content, sizeBytes: bytes.sizeBytes, sha256: await bytes.sha256() };
  } catch (error) {
    if (error instanceof AcesoError) throw error;
    // What JSON, schemas and buffers say of bytes that are not what they claim.
    throw badModel(path, "content", error instanceof Error ? firstLine(error.message) : "unknown");
  } finally {
    await bytes.close();
  }
}

async function contentOf(bytes: ModelBytes): Promise<ModelContent> {
  const head = await bytes.read(0, 16);
  if (head.toString("latin1", 0, 4) === "GGUF") return await readGguf(bytes);
  if (head.toString("latin1", 0, 4) === "PK\u0003\u0004") return await readKeras(bytes);
  if (head.toString("latin1", 1, 4) === "HDF") return await readKerasHdf5(bytes);
  if (head[0] === 0x80) throw badModel(bytes.path, "format", "a pickle runs code when it is read");
  // Eight bytes of length, then the brace of a JSON header.
  if (head.length >= 9 && head[8] === 0x7b && head.readUInt32LE(4) === 0) {
    return await readSafetensors(bytes);
  }
  if (/^\s*[{[]/.test(head.toString("latin1"))) return await readJson(bytes);
  return await readOnnx(bytes);
}

async function readJson(bytes: ModelBytes): Promise<ModelContent> {
  if (bytes.sizeBytes > jsonMax)
    throw badModel(bytes.path, "size", "it is too large for a configuration");
  const value: unknown = JSON.parse((await bytes.read(0, bytes.sizeBytes)).toString("utf8"));
  const layers = z.object({ layers: z.array(z.unknown()) }).safeParse(value);
  const named = layers.success ? layers.data.layers : [];
  return {
    format: "json",
    parameterCount: 0,
    inputs: [],
    outputs: [],
    layers: named.map((entry, index) => {
      const scalars = scalarsOf(entry);
      return {
        name: scalars["name"] ?? String(index),
        kind: scalars["type"] ?? scalars["kind"] ?? "",
        parameterCount: Number(scalars["parameters"] ?? 0) || 0,
      };
    }),
    tensors: [],
    hyperParameters: scalarsOf(value),
  };
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
