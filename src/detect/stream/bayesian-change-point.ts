import type { ValuesOf } from "../../model/settings.ts";
import { logGamma } from "../../stats/distribution/log-gamma.ts";
import { robustMoments } from "./median-mad.ts";
import { countMin, memoryDetector, remember, warmupWindows } from "./memory-detector.ts";
import { rounded } from "./season-profile.ts";
import { changeVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  changeEvery: {
    type: "number",
    unit: "windows",
    default: 500,
    min: 2,
    max: 1e9,
    meaning:
      "how many windows pass between changes on average, before any is seen (the hazard's inverse)",
  },
  probability: {
    type: "number",
    unit: "ratio",
    default: 0.9,
    min: 0.01,
    max: 0.9999,
    meaning: "how sure it must be that the level or spread changed within the last windows",
  },
  recentWindows: {
    type: "number",
    unit: "windows",
    default: 10,
    min: 1,
    max: 1_000,
    meaning: "a change this recent is anomalous; an older one is the new normal",
  },
  runsMax: {
    type: "number",
    unit: "run lengths",
    default: 40,
    min: 5,
    max: 1_000,
    meaning: "how many of the likeliest run lengths are followed; bounds cost and state",
  },
  warmupWindows: warmupWindows(30),
  countMin,
} as const;

/** A run length that may be the present one: values in it, their mean, β of the prior, log of its chance. */
type Run = [length: number, mean: number, beta: number, logChance: number];

interface Memory {
  /** Values of the warm-up, which set the prior; emptied after it. */
  first: number[];
  /** Median and deviation of the warm-up: values are judged in these units. */
  center: number;
  scale: number;
  runs: Run[];
}

/**
 * Bayesian online change-point detection for normal values of unknown mean and variance: the chance of
 * every run length since the last change is carried along, with a Student-t forecast for each (normal
 * inverse gamma prior, κ₀ = 0.1, α₀ = 1, β₀ = 1 in units of the warm-up's deviation). Anomalous while the
 * chance that the present run is at most `recentWindows` long exceeds `probability`.
 *
 * Values count as at most 20 deviations from the run's forecast. Cost O(runsMax) a point; state below 4 kB.
 */
export const bayesianChangePoint = memoryDetector<typeof settings, Memory>({
  name: "bayesian-change-point",
  summary:
    "finds changes of level or spread by the chance of every run length since the last change",
  source: "Adams and MacKay 2007; Murphy 2007, section 7 (normal inverse gamma)",
  formula:
    "P(run length | values) by Student-t predictions and a constant hazard; evidence is the mass on short runs",
  cost: "O(run lengths kept) a point",
  when: "When a change point with its probability is wanted, for nearly normal values.",
  settings,
  begin: () => ({ first: [], center: 0, scale: 1, runs: [] }),
  judge({ value, settings: given, direction, memory }) {
    if (memory.runs.length === 0) {
      remember(memory.first, value, given.warmupWindows);
      if (memory.first.length < given.warmupWindows) {
        return learningVerdict(memory.first.length, given.warmupWindows);
      }
      begin(memory, given);
      return learningVerdict(given.warmupWindows, given.warmupWindows);
    }
    const scaled = Math.max(-1e6, Math.min(1e6, (value - memory.center) / memory.scale));
    const old = level(memory, (length) => length > given.recentWindows);
    memory.runs = advanced(memory.runs, scaled, given);
    let recent = 0;
    for (const [length, , , logChance] of memory.runs) {
      if (length <= given.recentWindows) recent += Math.exp(logChance);
    }
    const fresh = level(memory, (length) => length <= given.recentWindows);
    const inUnit = (mean: number): number => memory.center + memory.scale * mean;
    // On the scale of log odds, so that the score is 0.5 at the limit and spreads evenly around it.
    const odds = Math.log(Math.max(1e-12, recent) / Math.max(1e-12, 1 - recent));
    const limit = Math.log(given.probability / (1 - given.probability));
    return changeVerdict({
      evidence: 10 + odds - limit,
      threshold: 10,
      before: inUnit(old),
      after: inUnit(fresh),
      direction,
    });
  },
});

type Limits = Pick<ValuesOf<typeof settings>, "changeEvery" | "runsMax" | "recentWindows">;

const kappa0 = 0.1;
const alpha0 = 1;
const beta0 = 1;

function begin(memory: Memory, given: Limits): void {
  const { middle, deviation } = robustMoments(memory.first);
  memory.center = middle;
  memory.scale = deviation;
  memory.runs = [[0, 0, beta0, 0]];
  for (const value of memory.first) {
    const scaled = Math.max(-20, Math.min(20, (value - middle) / deviation));
    memory.runs = advanced(memory.runs, scaled, { ...given, changeEvery: 1e9 });
  }
  memory.first = [];
}

/** One step of the recursion: every run grows or ends, then the likeliest stay. */
function advanced(
  runs: readonly Run[],
  value: number,
  { changeEvery, runsMax, recentWindows }: Limits,
): Run[] {
  const hazard = 1 / changeEvery;
  const grown: Run[] = [];
  // A changed value comes from the prior; the run it starts has learned it already.
  const first = learned([0, 0, beta0, 0], value);
  const fromPrior = logForecast([0, 0, beta0, 0], value) + Math.log(hazard);
  for (const run of runs) {
    const [length, mean, beta] = learned(run, value);
    const logChance = run[3] + logForecast(run, value) + Math.log1p(-hazard);
    grown.push([length, mean, beta, logChance]);
  }
  grown.push([first[0], first[1], first[2], fromPrior]);
  grown.sort((a, b) => b[3] - a[3]);
  // The youngest stay whatever their chance: they have had no time to gain it.
  const kept = grown.filter(([length], rank) => rank < runsMax || length <= recentWindows);
  const top = kept[0]![3];
  let sum = 0;
  for (const run of kept) sum += Math.exp(run[3] - top);
  const total = top + Math.log(sum);
  return kept.map(([length, mean, beta, logChance]) => [
    length,
    rounded(mean, 10) + 0,
    rounded(beta, 10),
    rounded(Math.max(-700, logChance - total), 10) + 0,
  ]);
}

function learned([length, mean, beta]: Run, value: number): [number, number, number] {
  const kappa = kappa0 + length;
  const distance = value - mean;
  // Beyond a million values a run's moments hardly move; its length stays there.
  return [
    Math.min(1e6, length + 1),
    mean + distance / (kappa + 1),
    beta + (kappa * distance ** 2) / (2 * (kappa + 1)),
  ];
}

/** Log density of the Student-t forecast: 2α degrees of freedom, scale² β(κ+1)/(ακ). */
function logForecast([length, mean, beta]: Run, value: number): number {
  const kappa = kappa0 + length;
  const alpha = alpha0 + length / 2;
  const scale = (beta * (kappa + 1)) / (alpha * kappa);
  const distance = Math.max(-20 * Math.sqrt(scale), Math.min(20 * Math.sqrt(scale), value - mean));
  return (
    logGamma(alpha + 0.5) -
    logGamma(alpha) -
    0.5 * Math.log(2 * Math.PI * alpha * scale) -
    (alpha + 0.5) * Math.log1p(distance ** 2 / (2 * alpha * scale))
  );
}

/** Mean of the likeliest run among those of these lengths; 0 where there is none. */
function level(memory: Memory, isAsked: (length: number) => boolean): number {
  // Sorted by chance, the likeliest first.
  return memory.runs.find(([length]) => isAsked(length))?.[1] ?? 0;
}
