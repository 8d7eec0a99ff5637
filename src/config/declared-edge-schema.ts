import { z } from "zod";
import { componentKinds } from "../model/component.ts";

/** What needs what, beside what spans show: for components that send none. */
export const declaredEdgeSchema = z.strictObject({
  caller: z.string().min(1).max(500),
  callee: z.string().min(1).max(500),
  kind: z.enum(componentKinds).default("dependency"),
});
