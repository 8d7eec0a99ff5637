import type { LoopSettings } from "../../src/pipeline/loop.ts";

/** The defaults of the design, with nothing to repair. */
export const loopSettings: LoopSettings = {
  tickMs: 10_000,
  windowMs: 60_000,
  delayMs: 5_000,
  labelCoverageMin: 0.8,
  labelHorizonMs: 600_000,
  replayMs: 14 * 86_400_000,
  outputFormats: {},
  policy: {
    mode: "propose",
    allowedActions: ["switch-version", "webhook"],
    runsPerHourMax: 10,
    runsPerDayMax: 50,
    coolDownMs: 60_000,
    confidenceMin: 0.5,
    stopAll: false,
  },
  targets: [],
  monitors: [],
};
