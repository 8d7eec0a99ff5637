import { z } from "zod";
import type { ModelLayer, ModelTensor } from "../../model/model-summary.ts";
import { readHdf5 } from "./hdf5.ts";
import type { Hdf5Outline } from "./hdf5-outline.ts";
import { readKerasConfig, type KerasConfig } from "./keras-config.ts";
import type { ModelBytes } from "./model-bytes.ts";
import { elementCount, parametersIn, scalarsOf, type ModelContent } from "./model-summary.ts";

const training = z.record(z.string(), z.unknown());
/** Groups that hold the state of the optimiser, not of the model. */
const optimiser = /^(?:optimizer_weights|optimizer)\//;
/** Where Keras 3 keeps the layers of a model. */
const belowLayers = /^(?:layers|_layer_checkpoint_dependencies)\//;

/**
 * HDF5 files: those that Keras saves (`model.save("m.h5")`, `save_weights`) with their layers, settings and how they
 * were compiled; any other with its datasets. Source: Keras legacy/saving/legacy_h5_format.py and saving_lib.py.
 *
 * @throws AcesoError "bad-file"; what JSON and schemas throw
 */
export async function readKerasHdf5(bytes: ModelBytes): Promise<ModelContent> {
  const outline = await readHdf5(bytes.path);
  const { attributes } = outline;
  const tensors = kerasTensors(outline);
  const config = configOf(outline);
  const isKeras = config !== undefined || attributes["keras_version"] !== undefined;
  return {
    format: isKeras ? "keras" : "hdf5",
    parameterCount: parametersIn(tensors),
    inputs: [],
    outputs: [],
    layers: kerasLayers(config?.layers, tensors, outline.lists["layer_names"]),
    tensors,
    hyperParameters: config?.hyperParameters ?? versionsIn(attributes),
  };
}

/** The tensors of the model itself: without those of its optimiser, names without the group they all share. */
export function kerasTensors({ datasets }: Hdf5Outline): readonly ModelTensor[] {
  return datasets
    .filter(({ name, type }) => !optimiser.test(name) && type !== "text")
    .map((tensor) => ({ ...tensor, name: tensor.name.replace(/^model_weights\//, "") }));
}

/**
 * Layers with their parameters: those of the configuration in its order, or without one those that own tensors, in
 * the order the file lists them.
 */
export function kerasLayers(
  configured: KerasConfig["layers"] | undefined,
  tensors: readonly ModelTensor[],
  listed: readonly string[] = [],
): readonly ModelLayer[] {
  const counts = new Map<string, number>(listed.map((name) => [name, 0]));
  for (const tensor of tensors) {
    const name = ownerOf(tensor);
    counts.set(name, (counts.get(name) ?? 0) + elementCount(tensor));
  }
  if (!configured) {
    return [...counts].map(([name, parameterCount]) => ({ name, kind: "", parameterCount }));
  }
  // Keras 3 names groups by class, Keras 2 by layer.
  const isByClass = tensors.some(({ name }) => belowLayers.test(name));
  const seen = new Map<string, number>();
  return configured.map(({ name, kind }) => {
    const group = isByClass ? groupName(kind, seen) : name;
    return { name, kind, parameterCount: counts.get(group) ?? counts.get(name) ?? 0 };
  });
}

/** The layer a tensor belongs to: the first part of its name, in Keras 3 below "layers". */
function ownerOf({ name }: ModelTensor): string {
  return name.replace(belowLayers, "").split("/")[0] ?? name;
}

/** What Keras 3 calls the group of a layer: its class in snake case, numbered from the second on. */
function groupName(kind: string, seen: Map<string, number>): string {
  const snake = kind
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
  const count = seen.get(snake) ?? 0;
  seen.set(snake, count + 1);
  return count === 0 ? snake : `${snake}_${count}`;
}

function configOf({ attributes }: Hdf5Outline): KerasConfig | undefined {
  const main = attributes["model_config"];
  if (main === undefined) return undefined;
  const compiled = attributes["training_config"];
  return readKerasConfig(main, {
    ...versionsIn(attributes),
    ...(compiled !== undefined && { compile: training.parse(JSON.parse(compiled)) }),
  });
}

function versionsIn(attributes: Hdf5Outline["attributes"]): Readonly<Record<string, string>> {
  const { model_config: _config, training_config: _training, ...others } = attributes;
  return scalarsOf(others);
}
