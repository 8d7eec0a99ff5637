import { newEvidenceBelief, weigh } from "../../src/detect/evidence-belief.ts";
import { robustSeason } from "../../src/detect/stream/robust-season.ts";
import { advanceHold, noHold } from "../../src/incident/hold.ts";
import type { Monitor } from "../../src/model/monitor.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { seededRandom, type Random } from "../../src/stats/random.ts";
import type { Figure } from "../report.ts";
import type { DetectSet } from "./set.ts";

const minute = 60_000;
const start = 1_750_000_000_000;
const runs = 10;
const features = 40;
const windows = 720;
/** Rows of a window. */
const rows = 120;
/** Windows between two drifts, how long one lasts, and how many features have it. */
const episode = { every: 180, lasts: 20, features: 3 } as const;
/** As shipped, and one at which chance alone makes many anomalies. */
const thresholds = [5, 3] as const;

/**
 * How many of the anomalies believed among a model's evidence are chance: 40 feature means of 120 rows each for twelve
 * hours of minutes, judged by `robust-season`, of which three drift by half a standard deviation of the feature for 20
 * minutes three times; ten runs. At the shipped threshold and at one of 3, where chance alone makes hundreds of anomalies;
 * beside it what they are without weighing.
 */
export const discoveries: DetectSet = {
  name: "alarms",
  folder: null,
  async run({ seed, detectors }) {
    if (detectors !== null && !detectors.includes(robustSeason.name)) {
      return { figures: [], notes: [] };
    }
    const figures = thresholds.flatMap((threshold) => {
      const found = Array.from({ length: runs }, (_, run) =>
        simulate(seededRandom(`${seed}/${threshold}/${run}`), threshold),
      );
      return discoveryFigures(found, threshold);
    });
    return {
      figures,
      notes: [
        `alarms: evidence of ${features} features weighed together, ${runs} runs of ${windows} windows from seed ${seed}; a false one is an anomaly of a feature that does not drift`,
      ],
    };
  },
};

interface Found {
  readonly believedRight: number;
  readonly believedWrong: number;
  readonly firedRight: number;
  readonly firedWrong: number;
}

function discoveryFigures(found: readonly Found[], threshold: number): Figure[] {
  const sum = (of: (one: Found) => number): number =>
    found.reduce((total, one) => total + of(one), 0);
  const share = (wrong: number, right: number): number => wrong / Math.max(1, wrong + right);
  // The rate that is controlled is the mean over runs of the share.
  const realised = sum((one) => share(one.believedWrong, one.believedRight)) / runs;
  const unweighed = sum((one) => share(one.firedWrong, one.firedRight)) / runs;
  const named = { bench: "detect", set: "alarms" } as const;
  const prefix = `evidence-at-${threshold}`;
  const drifts = runs * episode.features * Math.floor(windows / episode.every - 1);
  return [
    {
      ...named,
      measure: `${prefix}-false-discoveries`,
      value: realised,
      unit: "ratio",
      target: 0.1,
      better: "lower",
      reference: unweighed,
      referenceName: "unweighed",
    },
    {
      ...named,
      measure: `${prefix}-drifts-believed`,
      value: Math.min(1, sum((one) => one.believedRight) / drifts),
      unit: "ratio",
    },
  ];
}

function simulate(random: Random, threshold: number): Found {
  const { values } = resolveSettings(robustSeason.settings, { threshold, changeMinRatio: 0 });
  const works = Array.from({ length: features }, (_, index) => ({
    monitor: monitorOf(index, threshold),
    state: robustSeason.start(values, "both"),
    hold: noHold,
  }));
  const belief = newEvidenceBelief();
  const found = { believedRight: 0, believedWrong: 0, firedRight: 0, firedWrong: 0 };
  for (let index = 0; index < windows; index++) {
    const end = start + index * minute;
    const isEpisode = index >= episode.every && index % episode.every < episode.lasts;
    works.forEach((work, place) => {
      const isDrift = isEpisode && place < episode.features;
      const standardError = 1 / Math.sqrt(rows);
      const value = random.normal() * standardError + (isDrift ? 0.5 : 0);
      const verdict = work.state.step({ time: end, value, count: rows, standardError });
      const window = { start: end - minute, end };
      const { state, change } = advanceHold(work.hold, { state: verdict.state, window }, 2);
      work.hold = state;
      const before = belief.believed.length;
      weigh(belief, work.monitor, {
        monitor: work.monitor.id,
        windowStart: window.start,
        windowEnd: end,
        revision: 0,
        value,
        count: rows,
        standardError,
        state: verdict.state,
        score: verdict.score,
        expected: null,
        low: null,
        high: null,
        progress: null,
        reason: verdict.reason,
        firing: state.firing,
      });
      // What lasts a little longer than the drift, as runs of windows do, is not false.
      const isRight = place < episode.features && index % episode.every < episode.lasts + 5;
      if (change === "fired") found[isRight ? "firedRight" : "firedWrong"] += 1;
      if (belief.believed.length > before) found[isRight ? "believedRight" : "believedWrong"] += 1;
    });
  }
  return found;
}

function monitorOf(index: number, threshold: number): Monitor {
  const feature = `f${index}`;
  return {
    id: feature,
    owner: "pack",
    watch: {
      kind: "measure",
      measure: "feature-mean",
      subject: { kind: "model", model: "m" },
      slice: { feature },
    },
    detector: robustSeason.name,
    settings: { threshold },
    direction: "both",
    class: "evidence",
    holdWindows: 2,
    windowMs: minute,
    severity: "info",
    unit: "1",
    reason: { code: "pack/inputs", params: {} },
    enabled: true,
  };
}
