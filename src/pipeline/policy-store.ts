import { z } from "zod";
import type { Json } from "../model/json.ts";
import type { RepairPolicy } from "../model/repair.ts";
import type { Loop } from "./loop.ts";

const settingKey = "repair-policy";

const policySchema = z.object({
  mode: z.enum(["propose", "approve", "auto"]),
  allowedActions: z.array(z.string()),
  runsPerHourMax: z.number(),
  runsPerDayMax: z.number(),
  coolDownMs: z.number(),
  confidenceMin: z.number(),
  stopAll: z.boolean(),
});

/** The policy in force: what people set, else what the configuration says. */
export async function readPolicy(loop: Loop, project: string): Promise<RepairPolicy> {
  const stored = policySchema.safeParse(await loop.store.setting(project, settingKey));
  return stored.success ? stored.data : loop.settings.policy;
}

/** Sets the policy, with a line in the audit. */
export async function writePolicy(
  loop: Loop,
  project: string,
  change: { readonly policy: RepairPolicy; readonly by: string },
): Promise<void> {
  const before = await readPolicy(loop, project);
  // A policy holds JSON values only.
  const after = change.policy as unknown as Json;
  await loop.store.putSetting(project, settingKey, after);
  await loop.store.appendAudit(project, [
    {
      time: loop.now(),
      by: change.by,
      action: "set-repair-policy",
      target: project,
      result: "ok",
      before: before as unknown as Json,
      after,
    },
  ]);
}
