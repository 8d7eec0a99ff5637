import type { ProjectState } from "./loop.ts";

/** Whether any input of a model drifted when that was last judged; null where it was not. */
export function isDrifting(project: ProjectState, model: string): boolean | null {
  const found = project.drift.byModel.get(model);
  if (found === undefined || found.tested === 0) return null;
  return found.columns.some(({ verdict }) => verdict === "drift");
}
