import { faultNames } from "./faults.ts";
import type { FaultName } from "./faults.ts";
import { seeded, shuffled } from "./random.ts";

/** One step of the scripted demo, after a pause that the seed draws. */
export type ScriptStep =
  | { readonly kind: "fault"; readonly pauseMs: number; readonly fault: FaultName }
  | { readonly kind: "quiet"; readonly pauseMs: number; readonly lastsMs: number }
  | { readonly kind: "innocent-deploy"; readonly pauseMs: number; readonly lastsMs: number };

const minuteMs = 60_000;

/**
 * The order of the six faults, three quiet minutes and one innocent deploy between them, and the pause
 * before each step (5 to 30 s): all drawn from the seed. A fault comes first and last.
 */
export function scriptOf(seed: number, only: readonly FaultName[] = faultNames): ScriptStep[] {
  const random = seeded(seed, 99);
  const pauseMs = (): number => 5000 + Math.floor(random() * 25_000);
  const steps: ScriptStep[] = shuffled(only, random).map((fault) => ({
    kind: "fault",
    pauseMs: pauseMs(),
    fault,
  }));
  const between: ScriptStep[] = [
    { kind: "quiet", pauseMs: 0, lastsMs: minuteMs },
    { kind: "quiet", pauseMs: 0, lastsMs: minuteMs },
    { kind: "quiet", pauseMs: 0, lastsMs: minuteMs },
    { kind: "innocent-deploy", pauseMs: pauseMs(), lastsMs: minuteMs },
  ];
  for (const step of between) {
    const place = 1 + Math.floor(random() * Math.max(0, steps.length - 1));
    steps.splice(place, 0, step);
  }
  return steps;
}
