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
  const { centred, means, scales, isFlat } = prepare(values, size, count);
  const [before, after] = differences(centred, means, size, count);
  for (let lag = Math.max(1, Math.ceil(size / 4)); lag < count; lag++) {
    let covariance = 0;
    for (let index = 0; index < size; index++) {
      covariance += (centred[index]! - means[0]!) * (centred[index + lag]! - means[lag]!);
    }
    for (let row = 0, column = lag; column < count; row++, column++) {
      if (row > 0) {
        covariance += before[row]! * after[column]! + before[column]! * after[row]!;
      }
      const correlation = covariance * scales[row]! * scales[column]!;
      if (correlation > best[row]!) {
        best[row] = correlation;
        neighbours[row] = column;
      }
      if (correlation > best[column]!) {
        best[column] = correlation;
        neighbours[column] = row;
      }
    }
  }
  return { distances: distancesOf(best, neighbours, { isFlat, size }), neighbours };
}

/** Values without their mean and gaps, means of stretches, 1 over the root of their summed squares (0 where flat). */
function prepare(
  values: ArrayLike<number>,
  size: number,
  count: number,
): {
  readonly centred: Float64Array;
  readonly means: Float64Array;
  readonly scales: Float64Array;
  /** 0 moving, 1 flat, 2 with a gap. */
  readonly isFlat: Uint8Array;
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
  const flat = 1e-8 * Math.sqrt(squares / Math.max(1, known)) + 1e-300;
  const means = new Float64Array(count);
  const scales = new Float64Array(count);
  const isFlat = new Uint8Array(count);
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
    if (gaps > 0) isFlat[from] = 2;
    else if (Math.sqrt(spread / size) < flat) isFlat[from] = 1;
    else scales[from] = 1 / Math.sqrt(spread);
    if (!Number.isFinite(values[from])) gaps -= 1;
  }
  return { centred, means, scales, isFlat };
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
  { isFlat, size }: { readonly isFlat: Uint8Array; readonly size: number },
): Float64Array {
  const flats: number[] = [];
  isFlat.forEach((kind, index) => {
    if (kind === 1) flats.push(index);
  });
  const exclusion = Math.max(1, Math.ceil(size / 4));
  return best.map((correlation, index) => {
    if (isFlat[index] === 2 || neighbours[index] === -1) {
      neighbours[index] = -1;
      return Number.POSITIVE_INFINITY;
    }
    if (isFlat[index] === 1) {
      const [first, last] = [flats[0]!, flats.at(-1)!];
      const other = Math.abs(first - index) > Math.abs(last - index) ? first : last;
      if (Math.abs(other - index) < exclusion) return Math.sqrt(size);
      neighbours[index] = other;
      return 0;
    }
    return Math.sqrt(2 * size * Math.max(0, 1 - correlation));
  });
}
