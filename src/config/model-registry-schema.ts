import { z } from "zod";

/** A model registry whose promotions are taken for changes. */
export const modelRegistrySchema = z.strictObject({
  /** Of an MLflow tracking server. */
  url: z.url({ protocol: /^https?$/, message: "expected an http:// or https:// URL" }),
  keyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { message: "expected the name of an environment variable" })
    .optional(),
  everySeconds: z.number().min(5).max(3600).default(60),
});
