import { z } from "zod";
import type { VersionRecord } from "../model/model-summary.ts";

const count = z.number().nonnegative();
const name = z.string().max(1_000);

const summary = z.strictObject({
  format: z.enum(["safetensors", "gguf", "onnx", "keras", "hdf5", "json"]),
  sizeBytes: count,
  sha256: z.string().max(64),
  parameterCount: count,
  inputs: z.array(name).max(1_000),
  outputs: z.array(name).max(1_000),
  layers: z.array(z.strictObject({ name, kind: name, parameterCount: count })).max(20_000),
  tensors: z.array(z.strictObject({ name, type: name, shape: z.array(count).max(32) })).max(20_000),
  hyperParameters: z.record(name, z.string().max(1_000)),
});

const curve = z
  .strictObject({
    name: name.min(1),
    steps: z.array(z.number()).max(20_000),
    values: z.array(z.number().nullable()).max(20_000),
  })
  .refine(({ steps, values }) => steps.length === values.length, {
    path: ["values"],
    error: "as many values as steps",
  });

/** What people tell of a version of a model, as it comes over the wire; also as it is stored. */
export const versionRecordSchema: z.ZodType<Omit<VersionRecord, "version">> = z.strictObject({
  summary: summary.nullable(),
  curves: z.array(curve).max(50),
});
