/** A metric and how far it moved in the segment. */
export interface RankedMetric {
  /** Its place among the given series. */
  readonly index: number;
  /** >= 0, in noise units; comparable within one call. */
  readonly score: number;
}

/** Values of many metrics on one time axis, before and in a segment that somebody calls anomalous. */
export interface Segment {
  /** By metric, oldest first, equally long: all that is known from before. NaN is a gap. */
  readonly history: readonly Float64Array[];
  /** By metric, the rows of the segment. */
  readonly during: readonly Float64Array[];
  /** By metric, the range it is known to take beyond what the history shows (1 for shares); absent where unknown. */
  readonly ranges?: readonly number[];
}

/** Stretches right before the segment that each give a mean and a deviation. Rows. */
const lookbacks = [60, 100, 300] as const;
/** Share of a metric's known range below which a move is noise, and of the weight of jumps. */
const floorOfRange = 0.1;
const jumpWeight = 0.3;
/** Metrics that move together (|r| above it over so many rows) share this part of their scores. */
const togetherMin = 0.9;
const togetherRows = 1_000;
const togetherShare = 0.3;

/**
 * Ranks metrics by how far they leave their usual course in a segment: the largest deviation from the mean
 * of the rows before, as the geometric mean over several lengths of "before" (which must agree, since none
 * is right for all), plus the largest step between neighbouring rows. The scale holds a tenth of the range
 * the metric ever took, so that a flat metric does not win by a tremor. Metrics that always move together
 * vouch for each other.
 *
 * @returns every metric, the highest score first; equal scores keep their order. Scores are 0 where nothing is known.
 * Cost O(metrics × rows + metrics² × 1,000).
 */
export function rankMetrics(segment: Segment): readonly RankedMetric[] {
  const own = segment.history.map((history, index) =>
    scoreOf(history, segment.during[index] ?? new Float64Array(), segment.ranges?.[index] ?? 0),
  );
  const scores = shareBetween(own, segment.history);
  return [...scores]
    .map((score, index) => ({ index, score }))
    .toSorted((a, b) => b.score - a.score);
}

function scoreOf(history: Float64Array, during: Float64Array, knownRange: number): number {
  const range = Math.max(rangeOf(history), knownRange);
  const floor = Math.max(floorOfRange * range, 1e-12);
  let logMove = 0;
  let logJump = 0;
  for (const rows of lookbacks) {
    const before = history.subarray(Math.max(0, history.length - rows));
    logMove += Math.log(moveOf(before, during, floor) + 1e-3);
    logJump += Math.log(jumpOf(before, during, floor) + 1e-3);
  }
  const count = lookbacks.length;
  const score = Math.exp(logMove / count) + jumpWeight * Math.exp(logJump / count);
  return Number.isFinite(score) ? score : 0;
}

/** Largest distance from the mean before, in deviations. */
function moveOf(before: Float64Array, during: Float64Array, floor: number): number {
  const { mean, deviation } = momentsOf(before);
  let largest = 0;
  for (const value of during) {
    const distance = Math.abs(value - mean);
    if (distance > largest) largest = distance;
  }
  return largest / Math.hypot(deviation, floor);
}

/** Largest step between neighbours, into, in and out of the segment as far as known. */
function jumpOf(before: Float64Array, during: Float64Array, floor: number): number {
  const { deviation } = momentsOf(stepsOf(before));
  let previous = before.at(-1) ?? Number.NaN;
  let largest = 0;
  for (const value of during) {
    const step = Math.abs(value - previous);
    if (step > largest) largest = step;
    previous = value;
  }
  return largest / Math.hypot(deviation, floor);
}

function stepsOf(values: Float64Array): Float64Array {
  return values.subarray(1).map((value, index) => value - (values[index] ?? Number.NaN));
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    const distance = value - mean;
    mean += distance / count;
    squares += distance * (value - mean);
  }
  return { mean, deviation: count === 0 ? 0 : Math.sqrt(squares / count) };
}

function rangeOf(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? high - low : 0;
}

/** Gives each metric a part of the mean score of those it always moves with. */
function shareBetween(own: readonly number[], history: readonly Float64Array[]): readonly number[] {
  const shapes = history.map((values) =>
    shapeOf(values.subarray(Math.max(0, values.length - togetherRows))),
  );
  return own.map((score, index) => {
    let weights = 0;
    let sum = 0;
    shapes.forEach((shape, other) => {
      if (other === index) return;
      const together = Math.abs(product(shapes[index] ?? shape, shape));
      if (together <= togetherMin) return;
      weights += together;
      sum += together * (own[other] ?? 0);
    });
    return weights === 0 ? score : (1 - togetherShare) * score + (togetherShare * sum) / weights;
  });
}

/** Values about their mean with length 1, so that a product is a correlation; all 0 for a constant. */
function shapeOf(values: Float64Array): Float64Array {
  const { mean, deviation } = momentsOf(values);
  const length = deviation * Math.sqrt(values.length);
  return values.map((value) =>
    Number.isFinite(value) && length > 1e-12 ? (value - mean) / length : 0,
  );
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
