import { z } from "zod";
import type { ModelReference } from "./contract.ts";

const count = z.number().nonnegative();

const bins = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("number"),
    /** Ascending inner edges. */
    edges: z.array(z.number()).min(1).max(1_000),
  }),
  z.strictObject({
    type: z.literal("text"),
    categories: z.array(z.string().max(1_000)).min(1).max(1_000),
  }),
]);

const feature = z
  .strictObject({
    feature: z.string().min(1).max(500),
    bins,
    /** Rows per bin: one more than edges, or than categories. */
    histogram: z.array(count).max(1_001),
    count,
    nulls: count,
    importance: z.number().min(0).max(1).nullable(),
  })
  .refine(
    ({ bins: own, histogram }) =>
      histogram.length === (own.type === "number" ? own.edges.length : own.categories.length) + 1,
    { path: ["histogram"], error: "one value more than edges or categories" },
  )
  .refine(({ bins: own }) => own.type === "text" || isAscending(own.edges), {
    path: ["bins", "edges"],
    error: "ascending edges",
  });

/** What a model was trained on, as it comes over the wire. */
export const modelReferenceSchema: z.ZodType<ModelReference> = z.strictObject({
  version: z.string().max(500),
  features: z.array(feature).min(1).max(5_000),
});

function isAscending(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] ?? value));
}
