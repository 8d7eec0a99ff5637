/** First and last row of an event, both inside. */
type Segment = readonly [first: number, last: number];

/**
 * Volume under the precision-recall surface: the area under precision and recall, averaged over borders of 0 to
 * `window` rows that soften the labels' edges, with recall weighed by the share of events touched. Thresholds are 250
 * ranks of the scores. Source: Paparrizos et al. 2022, as in TSB-AD 2024 (variant "opt").
 *
 * @param scores a score a row, larger is stranger; no NaN
 * @param labels 1 for anomalous rows, else 0, as many
 * @returns within 0 and 1; NaN without any anomalous row
 * Cost O(n log n + window · n).
 */
export function vusPr(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  window: number,
): number {
  const count = scores.length;
  const segments = segmentsOf(labels);
  if (segments.length === 0) return Number.NaN;
  const order = Int32Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => scores[b]! - scores[a]!,
  );
  const rank = new Int32Array(count);
  order.forEach((row, place) => (rank[row] = place));
  const passed = passedCounts(scores, order);
  let sum = 0;
  for (let width = 0; width <= window; width++) {
    sum += precisionArea({ order, rank, passed, labels, segments, width });
  }
  return sum / (window + 1);
}

/** Rows that reach each of the 250 thresholds: the scores at ranks trunc(j (n − 1) / 249). */
function passedCounts(scores: ArrayLike<number>, order: Int32Array): Int32Array {
  const count = order.length;
  const passed = new Int32Array(250);
  let place = 0;
  for (let index = 0; index < 250; index++) {
    const threshold = scores[order[Math.trunc((index * (count - 1)) / 249)]!]!;
    while (place < count && scores[order[place]!]! >= threshold) place += 1;
    passed[index] = place;
  }
  return passed;
}

function precisionArea(given: {
  readonly order: Int32Array;
  readonly rank: Int32Array;
  readonly passed: Int32Array;
  readonly labels: ArrayLike<number>;
  readonly segments: readonly Segment[];
  readonly width: number;
}): number {
  const { order, rank, passed, labels, segments, width } = given;
  const count = order.length;
  const soft = softened(labels, segments, width);
  const firstRanks = widened(segments, Math.floor(width / 2), count)
    .map(([first, last]) => {
      let least = count;
      for (let row = first; row <= last; row++) least = Math.min(least, rank[row]!);
      return least;
    })
    .sort((a, b) => a - b);
  let positives = 0;
  for (let row = 0; row < count; row++) positives += labels[row]!;

  let [place, hits, around, touched] = [0, 0, 0, 0];
  let [area, before] = [0, 0];
  for (const total of passed) {
    for (; place < total; place++) {
      const row = order[place]!;
      hits += soft[row]!;
      if (labels[row] === 0) around += soft[row]!;
    }
    while (touched < firstRanks.length && firstRanks[touched]! < total) touched += 1;
    // Half of the border that was reached counts as positive.
    const recall = Math.min(hits / (positives + around / 2), 1) * (touched / firstRanks.length);
    area += (recall - before) * (hits / total);
    before = recall;
  }
  return area;
}

/** Labels with borders of `width / 2` rows that fall off as √(1 − k / width), at most 1. */
function softened(
  labels: ArrayLike<number>,
  segments: readonly Segment[],
  width: number,
): Float64Array {
  const soft = Float64Array.from(labels);
  for (const [first, last] of segments) {
    for (let step = 1; step <= Math.floor(width / 2); step++) {
      const weight = Math.sqrt(1 - step / width);
      if (last + step < soft.length) soft[last + step]! += weight;
      if (first - step >= 0) soft[first - step]! += weight;
    }
  }
  return soft.map((value) => Math.min(value, 1));
}

/** Segments with a border on both sides; those that touch become one. */
function widened(segments: readonly Segment[], border: number, count: number): readonly Segment[] {
  const merged: [number, number][] = [];
  for (const [first, last] of segments) {
    const from = Math.max(first - border, 0);
    const to = Math.min(last + border, count - 1);
    const previous = merged.at(-1);
    if (previous !== undefined && from <= previous[1] + 1) {
      previous[1] = Math.max(previous[1], to);
    } else merged.push([from, to]);
  }
  return merged;
}

function segmentsOf(labels: ArrayLike<number>): readonly Segment[] {
  const segments: Segment[] = [];
  let first = -1;
  for (let row = 0; row <= labels.length; row++) {
    const isLabelled = row < labels.length && labels[row]! > 0;
    if (isLabelled && first < 0) first = row;
    if (!isLabelled && first >= 0) {
      segments.push([first, row - 1]);
      first = -1;
    }
  }
  return segments;
}
