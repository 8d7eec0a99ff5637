import type { Measurement } from "../model/measurement.ts";
import type { TimeMs } from "../model/time.ts";
import { estimateQuality } from "./estimate-quality.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { measureSlices } from "./measure-slices.ts";

const measurements = { "worst slices": measureSlices, "estimated quality": estimateQuality };

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
