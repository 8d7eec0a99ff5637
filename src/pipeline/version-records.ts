import { z } from "zod";
import type { CaseFile, ToldVersion, TrainingSign } from "../diagnose/probe.ts";
import { versionSwitches } from "../diagnose/version-switch.ts";
import type { Curve } from "../measure/training/curve.ts";
import { lossFindings, overfitFinding } from "../measure/training/curve-findings.ts";
import type { Json } from "../model/json.ts";
import type { ModelSummary, TrainingCurve, VersionRecord } from "../model/model-summary.ts";
import type { Loop } from "./loop.ts";

/** Settings keys of version records: model and version follow. */
const keyPrefix = "version/";
const validation = /val|valid|test|eval/i;
const loss = /loss|perplexity/i;

/** Keeps what was told of a version; the newest counts. */
export async function putVersionRecord(
  loop: Pick<Loop, "store">,
  project: string,
  { model, record }: { readonly model: string; readonly record: VersionRecord },
): Promise<void> {
  // A VersionRecord holds JSON values only.
  await loop.store.putSetting(
    project,
    `${keyPrefix}${model}/${record.version}`,
    record as unknown as Json,
  );
}

/** What was told of the versions that an incident's models switched from and to; one query per model that switched. */
export async function toldVersions(
  loop: Pick<Loop, "store">,
  project: string,
  file: CaseFile,
): Promise<readonly ToldVersion[]> {
  const told: ToldVersion[] = [];
  const switches = versionSwitches(file);
  for (const model of new Set(switches.map((change) => change.model))) {
    const own = switches.filter((change) => change.model === model);
    const wanted = new Set(own.flatMap(({ version, previous }) => [version, previous]));
    const rows = await loop.store.settings(project, `${keyPrefix}${model}/`);
    for (const { value } of rows) {
      const stored = recordSchema.safeParse(value);
      if (!stored.success || !wanted.has(stored.data.version)) continue;
      const { version, summary, curves } = stored.data;
      told.push({ model, version, summary, training: trainingSigns(curves) });
    }
  }
  return told;
}

/** What training curves say of a version: numbers that are none, losses that rose, validation that rose alone. */
export function trainingSigns(curves: readonly TrainingCurve[]): readonly TrainingSign[] {
  const losses = curves.filter(({ name }) => loss.test(name));
  const signs = losses.flatMap((curve) =>
    lossFindings(curveOf(curve)).flatMap(({ kind, step }): readonly TrainingSign[] =>
      kind === "divergence" || kind === "not-a-number" ? [{ kind, step, curve: curve.name }] : [],
    ),
  );
  const judged = losses.find(({ name }) => validation.test(name));
  const trained = losses.find(({ name }) => !validation.test(name));
  if (!judged || !trained) return signs;
  const curvesOfBoth = { training: curveOf(trained), validation: curveOf(judged) };
  const found = overfitFinding(curvesOfBoth);
  if (!found) return signs;
  // A validation loss that rises while the training loss falls is over-fitting, not divergence.
  const others = signs.filter(({ curve, kind }) => curve !== judged.name || kind !== "divergence");
  return [...others, { kind: "over-fit", step: found.step, curve: judged.name }];
}

function curveOf({ steps, values }: TrainingCurve): Curve {
  return {
    steps: Float64Array.from(steps),
    values: Float64Array.from(values, (value) => value ?? Number.NaN),
  };
}

const summarySchema: z.ZodType<ModelSummary> = z.object({
  format: z.enum(["safetensors", "gguf", "onnx", "keras", "hdf5", "json"]),
  sizeBytes: z.number(),
  sha256: z.string(),
  parameterCount: z.number(),
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  layers: z.array(z.object({ name: z.string(), kind: z.string(), parameterCount: z.number() })),
  tensors: z.array(z.object({ name: z.string(), type: z.string(), shape: z.array(z.number()) })),
  hyperParameters: z.record(z.string(), z.string()),
});

const recordSchema: z.ZodType<VersionRecord> = z.object({
  version: z.string(),
  summary: summarySchema.nullable(),
  curves: z.array(
    z.object({
      name: z.string(),
      steps: z.array(z.number()),
      values: z.array(z.number().nullable()),
    }),
  ),
});
