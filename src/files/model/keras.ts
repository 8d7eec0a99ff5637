import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelTensor } from "../../model/model-summary.ts";
import { readHdf5 } from "./hdf5.ts";
import { readKerasConfig } from "./keras-config.ts";
import { kerasLayers, kerasTensors } from "./keras-hdf5.ts";
import { badModel, type ModelBytes } from "./model-bytes.ts";
import { parametersIn, type ModelContent } from "./model-summary.ts";
import { zipEntries, zipText, zipToFile, type ZipEntry } from "./zip-entries.ts";

const weightsName = "model.weights.h5";
// Weights beyond this are not unpacked: the layers are told without their parameters.
const weightsMax = 2 * 1024 * 1024 * 1024;

/**
 * Keras 3 archives (.keras): layers and settings from config.json and metadata.json, tensors from the weights, which
 * are unpacked into a temporary file for that. Weights beyond 2 GiB are left alone, parameter counts are then 0.
 * Source: Keras saving_lib.
 *
 * @throws AcesoError "bad-file"; what JSON and schemas throw
 */
export async function readKeras(bytes: ModelBytes): Promise<ModelContent> {
  const entries = await zipEntries(bytes);
  const main = entries.get("config.json");
  if (main === undefined) throw badModel(bytes.path, "archive", "it holds no config.json");
  const metadata = entries.get("metadata.json");
  const { layers, hyperParameters } = readKerasConfig(
    await zipText(bytes, main),
    metadata === undefined ? {} : jsonObject(await zipText(bytes, metadata)),
  );
  const weights = entries.get(weightsName);
  const isRead = weights !== undefined && weights.size > 0 && weights.packedSize < weightsMax;
  const tensors = isRead ? await tensorsIn(bytes, weights) : [];
  return {
    format: "keras",
    parameterCount: parametersIn(tensors),
    inputs: [],
    outputs: [],
    layers: kerasLayers(layers, tensors),
    tensors,
    hyperParameters,
  };
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null ? { ...value } : {};
}

async function tensorsIn(bytes: ModelBytes, weights: ZipEntry): Promise<readonly ModelTensor[]> {
  const folder = await mkdtemp(join(tmpdir(), "aceso-weights-"));
  try {
    const target = join(folder, weightsName);
    await zipToFile(bytes, weights, { target, sizeMax: weightsMax });
    return kerasTensors(await readHdf5(target, bytes.path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
