import { countMin, memoryDetector, warmupWindows } from "./memory-detector.ts";
import { rounded } from "./season-profile.ts";
import { changeVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  delta: {
    type: "number",
    unit: "ratio",
    default: 1e-5,
    min: 1e-12,
    max: 0.5,
    meaning: "chance of a false change at one look; smaller is quieter and slower",
  },
  alarmWindows: {
    type: "number",
    unit: "windows",
    default: 3,
    min: 1,
    max: 1_000,
    meaning:
      "how many windows a found change stays anomalous, before its new level counts as normal",
  },
  warmupWindows: warmupWindows(30),
  countMin,
} as const;

/** Values summed up: number, mean, sum of squared distances from the mean. */
type Bucket = [count: number, mean: number, squares: number];

interface Memory {
  /** Newest first: at most five of each size, sizes 1, 2, 4, … up to 2^20. */
  buckets: Bucket[];
  alarmLeft: number;
  before: number;
  after: number;
}

/** Buckets of one size before two are merged; the paper's M. */
const bucketsPerSize = 5;
const sizeMax = 2 ** 20;

/**
 * ADWIN: a window of all that came since the last change, kept in O(log n) buckets. It is cut wherever two
 * parts differ in mean by more than √(2/m · σ² · ln(2/δ′)) + 2/(3m) · σ · ln(2/δ′), m the harmonic size
 * and δ′ = δ / ln n; the older part is forgotten.
 *
 * The paper's bound takes values in [0, 1]; here the deviation of the window stands for the range, which is enough for
 * near normal values, and values beyond four deviations count as four, so no unit is needed. Cost O(log n) a point; state below 4 kB.
 */
export const adwin = memoryDetector<typeof settings, Memory>({
  name: "adwin",
  summary:
    "finds changes of the mean by a window that grows while nothing changes, without a time scale",
  source: "Bifet and Gavaldà 2007 (ADWIN2)",
  formula:
    "the newest values of a window of exponential buckets are cut off when two parts differ by more than a Hoeffding bound",
  cost: "O(log n) a point",
  when: "For changes of level at an unknown scale, without a setting for their size.",
  settings,
  begin: () => ({ buckets: [], alarmLeft: 0, before: 0, after: 0 }),
  judge({ value, settings: given, direction, memory }) {
    const whole = merged(memory.buckets);
    const deviation = Math.sqrt(whole[2] / Math.max(1, whole[0]));
    const isKnown = whole[0] >= given.warmupWindows;
    const reach = isKnown ? 4 * deviation + 1e-3 * Math.abs(whole[1]) + 1e-12 : 1e75;
    push(memory.buckets, whole[1] + Math.max(-reach, Math.min(reach, value - whole[1])));
    if (whole[0] + 1 < given.warmupWindows && memory.alarmLeft === 0) {
      return learningVerdict(whole[0] + 1, given.warmupWindows);
    }
    const cut = strongestCut(memory.buckets, given.delta);
    if (cut.evidence >= 1) {
      memory.buckets = memory.buckets.slice(0, cut.index);
      Object.assign(memory, { before: cut.before, after: cut.after });
      memory.alarmLeft = given.alarmWindows;
    }
    if (memory.alarmLeft > 0) {
      memory.alarmLeft -= 1;
      const { before, after } = memory;
      return changeVerdict({
        evidence: Math.max(1, cut.evidence),
        threshold: 1,
        before,
        after,
        direction,
      });
    }
    const { evidence, before, after } = cut;
    return changeVerdict({ evidence, threshold: 1, before, after, direction });
  },
});

/** Adds a value in front and merges the two oldest of each size that has one bucket too many. */
function push(buckets: Bucket[], value: number): void {
  buckets.unshift([1, value + 0, 0]);
  let size = 1;
  let start = 0;
  while (size < sizeMax) {
    let end = start;
    while (end < buckets.length && buckets[end]![0] === size) end += 1;
    if (end - start <= bucketsPerSize) return;
    const [count, mean, squares] = merged(buckets.slice(end - 2, end));
    buckets.splice(end - 2, 2, [count, rounded(mean, 12) + 0, rounded(squares, 9)]);
    start = end - 2;
    size *= 2;
  }
  if (buckets.length > start + bucketsPerSize) buckets.pop();
}

/** Chan's rule for moments of parts. */
function merged(buckets: readonly Bucket[]): Bucket {
  let [count, mean, squares] = [0, 0, 0];
  for (const [moreCount, moreMean, moreSquares] of buckets) {
    const total = count + moreCount;
    const distance = moreMean - mean;
    mean += (distance * moreCount) / total;
    squares += moreSquares + (distance ** 2 * count * moreCount) / total;
    count = total;
  }
  return [count, mean, squares];
}

/** The cut whose means differ most for its sizes: `evidence` is the difference over the bound. */
function strongestCut(
  buckets: readonly Bucket[],
  delta: number,
): {
  readonly index: number;
  readonly evidence: number;
  readonly before: number;
  readonly after: number;
} {
  const [total, mean, squares] = merged(buckets);
  const variance = squares / total;
  const sigma = Math.sqrt(variance) + 1e-3 * Math.abs(mean) + 1e-12;
  const logarithm = Math.log((2 * Math.max(1, Math.log(total))) / delta);
  let best = { index: buckets.length, evidence: 0, before: mean, after: mean };
  let [count, sum] = [0, 0];
  for (let index = 1; index < buckets.length; index++) {
    count += buckets[index - 1]![0];
    sum += buckets[index - 1]![0] * buckets[index - 1]![1];
    const rest = total - count;
    if (count < 3 || rest < 3) continue;
    const after = sum / count;
    const before = (total * mean - sum) / rest;
    const harmonic = 1 / (1 / count + 1 / rest);
    const bound =
      Math.sqrt((2 / harmonic) * variance * logarithm) + ((2 / 3) * sigma * logarithm) / harmonic;
    const evidence = Math.abs(after - before) / Math.max(bound, 1e-12 + 1e-3 * Math.abs(mean));
    if (evidence > best.evidence) best = { index, evidence, before, after };
  }
  return best;
}
