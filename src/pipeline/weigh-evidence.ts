import { z } from "zod";
import {
  forgetMonitors,
  isWeighed,
  newEvidenceBelief,
  weigh,
  type EvidenceBelief,
} from "../detect/evidence-belief.ts";
import type { Json } from "../model/json.ts";
import type { Evaluation, Monitor } from "../model/monitor.ts";
import type { Loop, ProjectState } from "./loop.ts";

type Weighing = Pick<ProjectState, "monitors" | "beliefs">;

/** Weighs the evidence of each model together: which anomalies are more than chance among so many series. */
export function weighEvidence(
  { monitors, beliefs }: Weighing,
  evaluations: readonly Evaluation[],
): void {
  for (const evaluation of evaluations) {
    const monitor = monitors.get(evaluation.monitor)?.monitor;
    if (monitor === undefined) continue;
    const model = weighedModel(monitor);
    if (model === undefined) continue;
    const belief = beliefs.get(model) ?? newEvidenceBelief();
    beliefs.set(model, belief);
    weigh(belief, monitor, evaluation);
  }
}

/**
 * Whether a monitor fires and yet may do so by chance, as one of the many evidence series of its model. Such a one is
 * shown as watched, not as failing. Never said of an objective.
 */
export function isDoubted(
  { beliefs }: Weighing,
  monitor: Monitor,
  last: Evaluation | null,
): boolean {
  const model = weighedModel(monitor);
  if (model === undefined || last?.firing !== true) return false;
  return beliefs.get(model)?.believed.includes(monitor.id) !== true;
}

function weighedModel(monitor: Monitor): string | undefined {
  const { subject } = monitor.watch;
  return subject.kind === "model" && isWeighed(monitor) ? subject.model : undefined;
}

/** Settings key under which the beliefs of a project stand. */
const key = "evidence-beliefs";

const savedBeliefs = z.record(
  z.string(),
  z.object({
    control: z.object({
      alpha: z.number(),
      tested: z.number(),
      believed: z.array(z.number()),
      believedCount: z.number(),
    }),
    testedAt: z.record(z.string(), z.number()),
    believed: z.array(z.string()),
  }),
);

/** Saves what is believed, of monitors that are at work; the rest is forgotten. */
export async function saveBeliefs(
  loop: Pick<Loop, "store">,
  { name, monitors, beliefs }: Weighing & Pick<ProjectState, "name">,
): Promise<void> {
  for (const [model, belief] of beliefs) {
    forgetMonitors(belief, (id) => monitors.has(id));
    if (Object.keys(belief.testedAt).length === 0) beliefs.delete(model);
  }
  if (beliefs.size === 0) return;
  // Records of numbers and texts.
  await loop.store.putSetting(name, key, Object.fromEntries(beliefs) as unknown as Json);
}

/** The beliefs that were saved; none where there are none, or of another shape. */
export async function savedBeliefsOf(
  loop: Pick<Loop, "store">,
  name: string,
): Promise<Map<string, EvidenceBelief>> {
  const parsed = savedBeliefs.safeParse(await loop.store.setting(name, key));
  return new Map(parsed.success ? Object.entries(parsed.data) : []);
}
