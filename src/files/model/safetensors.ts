import { z } from "zod";
import { badModel, type ModelBytes } from "./model-bytes.ts";
import { layersByPrefix, parametersIn, scalarsOf, type ModelContent } from "./model-summary.ts";

// The limit of the format's own reader.
const headerMax = 100_000_000;
const tensorEntry = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  data_offsets: z.tuple([z.number(), z.number()]),
});
const header = z.record(z.string(), z.unknown());

/** Eight bytes of length, then JSON. Source: huggingface/safetensors, format description. */
export async function readSafetensors(bytes: ModelBytes): Promise<ModelContent> {
  const lead = await bytes.read(0, 8);
  const size = Number(lead.readBigUInt64LE());
  if (size > headerMax || size + 8 > bytes.sizeBytes) {
    throw badModel(bytes.path, "header", `it claims ${size} bytes`);
  }
  const parsed = header.parse(JSON.parse((await bytes.read(8, size)).toString("utf8")));
  const { __metadata__: metadata, ...entries } = parsed;
  const tensors = Object.entries(entries).map(([name, entry]) => {
    const {
      dtype,
      shape,
      data_offsets: [, end],
    } = tensorEntry.parse(entry);
    if (8 + size + end > bytes.sizeBytes) {
      throw badModel(bytes.path, `tensor ${name}`, "it lies beyond the end of the file");
    }
    return { name, type: dtype.toLowerCase(), shape };
  });
  return {
    format: "safetensors",
    parameterCount: parametersIn(tensors),
    inputs: [],
    outputs: [],
    layers: layersByPrefix(tensors),
    tensors,
    hyperParameters: scalarsOf(metadata),
  };
}
