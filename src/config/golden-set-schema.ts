import { z } from "zod";

/** A labelled file whose questions a model is asked again and again. */
export const goldenSetSchema = z.strictObject({
  model: z.string().min(1),
  /** Of the model; its own answers name it better where their field `version` does. */
  version: z.string().default(""),
  file: z.string().min(1),
  endpoint: z.url({ protocol: /^https?$/, message: "expected an http:// or https:// URL" }),
  request: z.json().default({ features: "$features" }),
  answer: z.string().min(1).optional(),
  label: z.string().min(1).optional(),
  keyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { message: "expected the name of an environment variable" })
    .optional(),
  everyMinutes: z.int().min(1).max(10_080).default(60),
  /** Questions a run; the budget of calls is this a run. */
  rows: z.int().min(1).max(10_000).default(200),
});
