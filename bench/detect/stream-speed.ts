import { streamDetectors } from "../../src/detect/catalog.ts";
import type { StreamDetector } from "../../src/detect/detector.ts";
import { selfJoin } from "../../src/detect/self-join.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { seededRandom } from "../../src/stats/random.ts";
import type { Figure } from "../report.ts";
import type { DetectSet } from "./set.ts";

const minute = 60_000;
const start = 1_750_000_000_000;
/** Class → its detector, how many points of it are timed, and the microseconds a point must stay below, if any. */
const classes: { readonly [name: string]: SpeedClass } = {
  ensemble: { detector: "ensemble", points: 40_000, target: 50 },
  "lasting-ensemble": { detector: "lasting-ensemble", points: 40_000, target: 50 },
  evidence: { detector: "running-band", points: 1_000_000, target: 2 },
  "robust-season": { detector: "robust-season", points: 100_000 },
};

interface SpeedClass {
  readonly detector: string;
  readonly points: number;
  readonly target?: number;
}

const joinSize = 100;
const joinValues = 2 ** 17;
const naiveValues = 2 ** 13;
const repeats = 3;
/** The best rate a core in STUMPY's own table (README, "Performance", m = 50): 2^17 values in 89.27 s on 2 cores. */
const stumpyPairs = 2 ** 34 / 2 / 89.27 / 2;

/**
 * Time a point and bytes of state of the two classes of series and of what monitors take, and the whole matrix profile of
 * 2^17 points against its definition at 2^13, taken up by the square of the length; median of three runs, the spread
 * beside it.
 */
export const streamSpeed: DetectSet = {
  name: "speed",
  folder: null,
  async run({ seed }) {
    const figures = Object.entries(classes).flatMap(([name, given]) => {
      const detector = streamDetectors.find((one) => one.name === given.detector);
      return detector === undefined ? [] : classFigures(name, detector, { ...given, seed });
    });
    return {
      figures: [...figures, ...joinFigures(seed)],
      notes: [
        `speed of streams: seed ${seed}, one thread, time of the processor; a series with a day, noise and steps; matrix profile of stretches of ${joinSize}`,
      ],
    };
  },
};

function classFigures(
  name: string,
  detector: StreamDetector,
  { points, target, seed }: SpeedClass & { readonly seed: number },
): Figure[] {
  const random = seededRandom(seed);
  const values = Float64Array.from(
    { length: points },
    (_, index) =>
      100 +
      20 * Math.sin((2 * Math.PI * index) / 1_440) +
      5 * random.normal() +
      (index % 20_000 > 19_900 ? 60 : 0),
  );
  let bytes = 0;
  const times = Array.from({ length: repeats }, () => {
    const state = detector.start(resolveSettings(detector.settings).values, "both");
    const began = cpuMs();
    for (let index = 0; index < points; index++) {
      state.step({ time: start + index * minute, value: values[index]! });
    }
    const taken = cpuMs() - began;
    bytes = JSON.stringify(state.snapshot()).length;
    return (1_000 * taken) / points;
  }).toSorted((a, b) => a - b);
  const named = { bench: "detect", set: "speed" } as const;
  return [
    {
      ...named,
      measure: `${name}-us-per-point`,
      value: times[1]!,
      unit: "us",
      ...(target === undefined ? {} : { target, better: "lower" }),
    },
    { ...named, measure: `${name}-us-per-point-spread`, value: times[2]! - times[0]!, unit: "us" },
    { ...named, measure: `${name}-state-bytes`, value: bytes, unit: "bytes" },
  ];
}

function joinFigures(seed: number): Figure[] {
  const random = seededRandom(seed);
  let level = 0;
  const values = Float64Array.from({ length: joinValues }, () => (level += random.normal()));
  const began = cpuMs();
  selfJoin(values, joinSize);
  const seconds = (cpuMs() - began) / 1_000;
  const naiveBegan = cpuMs();
  naiveJoin(values.subarray(0, naiveValues), joinSize);
  const naiveSeconds = ((cpuMs() - naiveBegan) / 1_000) * (joinValues / naiveValues) ** 2;
  const pairs = (joinValues - joinSize) ** 2 / 2;
  const named = { bench: "detect", set: "speed" } as const;
  return [
    { ...named, measure: "matrix-profile-seconds", value: seconds, unit: "s" },
    {
      ...named,
      measure: "matrix-profile-pairs-per-second",
      value: pairs / seconds,
      unit: "1/s",
      reference: stumpyPairs,
      referenceName: "STUMPY a core",
    },
    { ...named, measure: "matrix-profile-ratio", value: naiveSeconds / seconds, unit: "ratio" },
  ];
}

/** Time of the processor that this process has used, in ms: others on the machine do not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** The definition: every pair of stretches, normalised beforehand. */
function naiveJoin(values: Float64Array, size: number): Float64Array {
  const count = values.length - size + 1;
  const normal = new Float64Array(count * size);
  for (let from = 0; from < count; from++) {
    const own = values.subarray(from, from + size);
    const mean = own.reduce((sum, value) => sum + value, 0) / size;
    const deviation = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size);
    for (let at = 0; at < size; at++) normal[from * size + at] = (own[at]! - mean) / deviation;
  }
  const best = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < count; row++) {
    for (let column = row + Math.ceil(size / 4); column < count; column++) {
      let distance = 0;
      for (let at = 0; at < size; at++) {
        distance += (normal[row * size + at]! - normal[column * size + at]!) ** 2;
      }
      if (distance < best[row]!) best[row] = distance;
      if (distance < best[column]!) best[column] = distance;
    }
  }
  return best.map(Math.sqrt);
}
