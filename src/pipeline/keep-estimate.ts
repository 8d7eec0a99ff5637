import type { QualityEstimate } from "../model/quality-estimate.ts";
import type { ProjectState } from "./loop.ts";

/**
 * Keeps an estimate for the pages. A model whose labels were seen to come too late is watched by what is expected of
 * it from then on.
 */
export function keepEstimate({ estimates }: ProjectState, estimate: QualityEstimate): void {
  estimates.byModel.set(estimate.model, estimate);
  if (estimate.loss?.isAwaited === true) estimates.awaited.add(estimate.model);
}
