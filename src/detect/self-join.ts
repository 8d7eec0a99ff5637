/** How unlike each stretch of a series is to the most alike other one. */
export interface SelfJoin {
  /** Of each stretch of `size` values, by its first index: 0 (the same shape) to 2√size; length n − size + 1. */
  readonly distances: Float64Array;
  /** Where the most alike stretch begins; −1 where there is none. */
  readonly neighbours: Int32Array;
}

/**
 * The matrix profile of a whole series: for every stretch of `size` values the z-normalised Euclidean distance to the
 * most alike other one, whatever their level and scale. Stretches that overlap by more than three quarters are no
 * neighbours. The largest distances are discords (shapes without a like), the smallest motifs.
 *
 * A flat stretch (deviation below 1e-8 of the series' own) is at distance 0 from flat ones and √size from others; one
 * with a value that is not finite is at Infinity from all.
 *
 * @param values any length; n < size gives empty results
 * @param size   ≥ 3
 * Cost O(n²/2) products, about 1 ns each, and O(n) memory. Source: Yeh et al. 2016; Zimmerman et al. 2019 (SCAMP: running
 *   covariance along diagonals).
 */
export function selfJoin(values: ArrayLike<number>, size: number): SelfJoin {
  const count = Math.max(0, values.length - size + 1);
  const best = new Float64Array(count).fill(-2);
  const neighbours = new Int32Array(count).fill(-1);
  const { centred, means, scales, kinds } = prepare(values, size, count);
  const [before, after] = differences(centred, means, size, count);
  const series = { centred, means, scales, before, after, size, count };
  const first = Math.max(1, Math.ceil(size / 4));
  for (let lag = first; lag < count; lag += together) {
    walk(series, lag, { best, neighbours });
  }
  return { distances: distancesOf(best, neighbours, { kinds, size }), neighbours };
}

/** Diagonals walked side by side: their running sums do not wait for each other. */
const together = 4;

interface Series {
  readonly centred: Float64Array;
  readonly means: Float64Array;
  readonly scales: Float64Array;
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly size: number;
  readonly count: number;
}

/** Walks the diagonals `lag` to `lag + 3`; writes the best correlations and where they are. */
function walk(
  { centred, means, scales, before, after, size, count }: Series,
  lag: number,
  { best, neighbours }: { readonly best: Float64Array; readonly neighbours: Int32Array },
): void {
  const start = (of: number): number => {
    let sum = 0;
    if (of >= count) return 0;
    for (let index = 0; index < size; index++) {
      sum += (centred[index]! - means[0]!) * (centred[index + of]! - means[of]!);
    }
    return sum;
  };
  let [one, two, three, four] = [start(lag), start(lag + 1), start(lag + 2), start(lag + 3)];
  const offer = (row: number, column: number, correlation: number): void => {
    if (correlation > best[row]!) {
      best[row] = correlation;
      neighbours[row] = column;
    }
    if (correlation > best[column]!) {
      best[column] = correlation;
      neighbours[column] = row;
    }
  };
  const whole = Math.max(0, count - lag - 3);
  for (let row = 0; row < whole; row++) {
    const column = row + lag;
    // Both are 0 at the first row, where the sums are what they were started with.
    const gain = before[row]!;
    const own = after[row]!;
    one += gain * after[column]! + before[column]! * own;
    two += gain * after[column + 1]! + before[column + 1]! * own;
    three += gain * after[column + 2]! + before[column + 2]! * own;
    four += gain * after[column + 3]! + before[column + 3]! * own;
    const scale = scales[row]!;
    const first = one * scale * scales[column]!;
    const second = two * scale * scales[column + 1]!;
    const third = three * scale * scales[column + 2]!;
    const fourth = four * scale * scales[column + 3]!;
    // Hardly any place is a new best one, so the usual case is five comparisons.
    const least = best[row]!;
    if (first > least || second > least || third > least || fourth > least) {
      offer(row, column, first);
      offer(row, column + 1, second);
      offer(row, column + 2, third);
      offer(row, column + 3, fourth);
      continue;
    }
    if (first > best[column]!) offer(row, column, first);
    if (second > best[column + 1]!) offer(row, column + 1, second);
    if (third > best[column + 2]!) offer(row, column + 2, third);
    if (fourth > best[column + 3]!) offer(row, column + 3, fourth);
  }
  // The ends of the diagonals, each shorter than the one before.
  const sums = [one, two, three, four];
  for (let at = 0; at < together; at++) {
    for (let row = whole; row + lag + at < count; row++) {
      const column = row + lag + at;
      if (row > 0) sums[at]! += before[row]! * after[column]! + before[column]! * after[row]!;
      offer(row, column, sums[at]! * scales[row]! * scales[column]!);
    }
  }
}

// Kinds of stretches.
const moving = 0;
const flat = 1;
const gapped = 2;

/** Values without their mean and gaps, means of stretches, 1 over the root of their summed squares. */
function prepare(
  values: ArrayLike<number>,
  size: number,
  count: number,
): {
  readonly centred: Float64Array;
  readonly means: Float64Array;
  readonly scales: Float64Array;
  /** `moving`, `flat` or `gapped`; only of the first kind is there a scale: NaN is no best correlation of anything. */
  readonly kinds: Uint8Array;
} {
  let [sum, known] = [0, 0];
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) continue;
    sum += values[index]!;
    known += 1;
  }
  const mean = known > 0 ? sum / known : 0;
  // Centred first: sums of squares of values far from 0 lose their digits.
  const centred = Float64Array.from(values, (value) => (Number.isFinite(value) ? value - mean : 0));
  let squares = 0;
  for (const value of centred) squares += value * value;
  const least = 1e-8 * Math.sqrt(squares / Math.max(1, known)) + 1e-300;
  const means = new Float64Array(count);
  const scales = new Float64Array(count).fill(Number.NaN);
  const kinds = new Uint8Array(count);
  let gaps = 0;
  for (let index = 0; index < Math.min(size - 1, values.length); index++) {
    if (!Number.isFinite(values[index])) gaps += 1;
  }
  for (let from = 0; from < count; from++) {
    if (!Number.isFinite(values[from + size - 1])) gaps += 1;
    let own = 0;
    for (let index = from; index < from + size; index++) own += centred[index]!;
    means[from] = own / size;
    let spread = 0;
    for (let index = from; index < from + size; index++) {
      spread += (centred[index]! - means[from]!) ** 2;
    }
    if (gaps > 0) kinds[from] = gapped;
    else if (Math.sqrt(spread / size) < least) kinds[from] = flat;
    else scales[from] = 1 / Math.sqrt(spread);
    if (!Number.isFinite(values[from])) gaps -= 1;
  }
  return { centred, means, scales, kinds };
}

/** What a covariance gains from one place of a diagonal to the next. */
function differences(
  centred: Float64Array,
  means: Float64Array,
  size: number,
  count: number,
): readonly [Float64Array, Float64Array] {
  const before = new Float64Array(count);
  const after = new Float64Array(count);
  for (let from = 1; from < count; from++) {
    const gained = centred[from + size - 1]!;
    const lost = centred[from - 1]!;
    before[from] = (gained - lost) / 2;
    after[from] = gained - means[from]! + (lost - means[from - 1]!);
  }
  return [before, after];
}

function distancesOf(
  best: Float64Array,
  neighbours: Int32Array,
  { kinds, size }: { readonly kinds: Uint8Array; readonly size: number },
): Float64Array {
  const flats = endsOf(kinds, flat);
  const movings = endsOf(kinds, moving);
  const exclusion = Math.max(1, Math.ceil(size / 4));
  /** The one of two stretches farther off; −1 where it is too near or there is none. */
  const farther = ([first, last]: readonly [number, number], index: number): number => {
    const other = Math.abs(first - index) > Math.abs(last - index) ? first : last;
    return other >= 0 && Math.abs(other - index) >= exclusion ? other : -1;
  };
  return best.map((correlation, index) => {
    if (kinds[index] === gapped) return Number.POSITIVE_INFINITY;
    const flatOne = farther(flats, index);
    if (kinds[index] === flat) {
      neighbours[index] = flatOne >= 0 ? flatOne : farther(movings, index);
      if (flatOne >= 0) return 0;
      return neighbours[index] === -1 ? Number.POSITIVE_INFINITY : Math.sqrt(size);
    }
    const isKnown = neighbours[index] !== -1;
    const distance = isKnown
      ? Math.sqrt(2 * size * Math.max(0, 1 - correlation))
      : Number.POSITIVE_INFINITY;
    if (flatOne < 0 || distance <= Math.sqrt(size)) return distance;
    neighbours[index] = flatOne;
    return Math.sqrt(size);
  });
}

/** The first and the last stretch of a kind; −1 where there is none. */
function endsOf(kinds: Uint8Array, kind: number): readonly [number, number] {
  return [kinds.indexOf(kind), kinds.lastIndexOf(kind)];
}
