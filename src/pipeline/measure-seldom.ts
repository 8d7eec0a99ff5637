import type { Measurement } from "../model/measurement.ts";
import type { TimeMs } from "../model/time.ts";
import { estimateLosses } from "./estimate-losses.ts";
import { estimateQuality } from "./estimate-quality.ts";
import { keepDistributions } from "./keep-distributions.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { measureAnswers } from "./measure-answers.ts";
import { measureDrift } from "./measure-drift.ts";
import { measureJudgedOutputs } from "./measure-judged-outputs.ts";
import { measureRows } from "./measure-rows.ts";
import { measureTextDrift } from "./measure-text-drift.ts";
import { measureSlices } from "./measure-slices.ts";

// Drift first: what is expected of quality asks whether there is any.
const measurements = {
  "kept distributions": keepDistributions,
  drift: measureDrift,
  "drift of texts": measureTextDrift,
  "drawn rows": measureRows,
  "words of answers": measureAnswers,
  "judged outputs": measureJudgedOutputs,
  "worst slices": measureSlices,
  "estimated quality": estimateQuality,
  "estimated errors": estimateLosses,
};

/** What is measured every few minutes because it costs more; where it fails, the tick goes on without it. */
export async function measureSeldom(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  const found: Measurement[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    try {
      found.push(...(await measure(loop, project, end)));
    } catch (error) {
      loop.failed(name, error);
    }
  }
  return found;
}
