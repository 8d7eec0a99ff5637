import { z } from "zod";
import type { Json } from "../model/json.ts";
import type { FeatureReference } from "../model/summary.ts";
import type { Loop } from "./loop.ts";

/** Settings keys of references: the model's name follows. */
const keyPrefix = "reference/";

/** model → feature → its frozen reference, as stored: made by people or by Aceso itself. */
export async function storedReferences(
  loop: Loop,
  project: string,
): Promise<ReadonlyMap<string, ReadonlyMap<string, FeatureReference>>> {
  const rows = await loop.store.settings(project, keyPrefix);
  return new Map(
    rows.flatMap(({ key, value }) => {
      const stored = referenceSchema.safeParse(value);
      if (!stored.success) return [];
      const model = key.slice(keyPrefix.length);
      const features = stored.data.map((one) => [one.feature, { ...one, model }] as const);
      return [[model, new Map(features)] as const];
    }),
  );
}

/** Keeps the reference of a model; the newest counts. */
export async function putReference(
  loop: Loop,
  project: string,
  of: {
    readonly model: string;
    /** The version that was trained on it; empty where Aceso froze what it saw. */
    readonly version: string;
    readonly features: readonly Omit<FeatureReference, "model">[];
  },
): Promise<void> {
  const { model, version, features } = of;
  const value = features.map((feature) => ({ ...feature, version }));
  // A FeatureReference holds JSON values only.
  await loop.store.putSetting(project, keyPrefix + model, value as unknown as Json);
}

const binsSchema = z.union([
  z.object({ type: z.literal("number"), edges: z.array(z.number()) }),
  z.object({ type: z.literal("text"), categories: z.array(z.string()) }),
]);

const referenceSchema = z.array(
  z.object({
    feature: z.string(),
    bins: binsSchema,
    histogram: z.array(z.number()),
    count: z.number(),
    nulls: z.number(),
    importance: z.number().nullable(),
  }),
);
