import { streamDetectors } from "../../src/detect/catalog.ts";
import type { StreamDetector } from "../../src/detect/detector.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { quantileSorted } from "../../src/stats/quantile.ts";
import { seededRandom, type Random } from "../../src/stats/random.ts";
import type { Figure } from "../report.ts";
import type { DetectSet } from "./set.ts";

const names = ["robust-season", "ensemble", "lasting-ensemble", "running-band"];
const sizes = [1, 2, 4] as const;
const seedCount = 20;
const before = 2_000;
const after = 500;
const minute = 60_000;
const start = 1_750_000_000_000;

/** Value at `index` rows after the change (negative before it), for a change of `size` deviations. */
type Change = (given: {
  readonly index: number;
  readonly size: number;
  readonly noise: number;
}) => number;

// Small, so that changes of a twentieth of it are relevant to all.
const level = 10;

/** What happens to a series of deviation 1 around 10. */
const changes: { readonly [kind: string]: Change } = {
  "level-shift": ({ index, size, noise }) => level + noise + (index >= 0 ? size : 0),
  // Reaches the size in 100 rows and goes on.
  drift: ({ index, size, noise }) => level + noise + Math.max(0, index / 100) * size,
  spike: ({ index, size, noise }) => level + (index === 0 ? size : noise),
  variance: ({ index, size, noise }) => level + noise * (index >= 0 ? 1 + size : 1),
  // A wave as high as the size turns twice as fast.
  frequency: ({ index, size, noise }) =>
    level + noise + size * Math.sin((2 * Math.PI * index) / (index >= 0 ? 12 : 24)),
  // The last value but at the size's distance, again and again.
  stuck: ({ index, size, noise }) => level + (index >= 0 ? size : noise),
};

/**
 * How many rows after a change of 1, 2 and 4 standard deviations the first anomalous window comes, default settings:
 * median over 20 seeds (500 where most seeds find nothing in 500 rows) and the share of seeds that find it. Rows are
 * independent normal ones, 2,000 before the change; a seed that alarms in the 50 rows before is not counted as found.
 */
export const delay: DetectSet = {
  name: "delay",
  folder: null,
  async run({ seed, detectors }) {
    const chosen = streamDetectors.filter(({ name }) => (detectors ?? names).includes(name));
    const figures = chosen.flatMap((detector) =>
      Object.entries(changes).flatMap(([kind, change]) =>
        sizes.flatMap((size) => delayFigures(detector, { kind, change, size, seed })),
      ),
    );
    return {
      figures,
      notes: [`delay: ${seedCount} seeds from ${seed}, 500 rows after the change at most`],
    };
  },
};

function delayFigures(
  detector: StreamDetector,
  given: {
    readonly kind: string;
    readonly change: Change;
    readonly size: number;
    readonly seed: number;
  },
): Figure[] {
  const delays = Float64Array.from({ length: seedCount }, (_, index) =>
    delayOf(
      detector,
      given.change,
      given.size,
      seededRandom(`${given.seed}/${given.kind}/${index}`),
    ),
  ).sort();
  const found = delays.filter((rows) => rows < after).length / seedCount;
  const measure = `${detector.name}-${given.kind}-${given.size}`;
  const isHeld = given.kind === "level-shift" && given.size === 4;
  return [
    {
      bench: "detect",
      set: "delay",
      measure: `${measure}-rows`,
      value: quantileSorted(delays, 0.5),
      unit: "rows",
      ...(isHeld ? { target: 3, better: "lower" } : {}),
    },
    { bench: "detect", set: "delay", measure: `${measure}-found`, value: found, unit: "ratio" },
  ];
}

function delayOf(detector: StreamDetector, change: Change, size: number, random: Random): number {
  const state = detector.start(resolveSettings(detector.settings).values, "both");
  let isLoud = false;
  for (let index = -before; index < after; index++) {
    const value = change({ index, size, noise: random.normal() });
    const { state: verdict } = state.step({ time: start + (index + before) * minute, value });
    if (verdict !== "anomalous") continue;
    if (index >= 0) return isLoud ? after : index + 1;
    if (index >= -50) isLoud = true;
  }
  return after;
}
