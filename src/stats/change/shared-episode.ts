/** A stretch of rows in which many series stand elsewhere than around it. */
export interface SharedEpisode {
  /** First row of the stretch. */
  readonly start: number;
  /** First row behind it; rows.length where it lasts to the end. */
  readonly end: number;
  /** Nats by which it beats "one level throughout"; 0 where nothing stands out. */
  readonly gain: number;
}

/**
 * The stretch of rows in which series leave their level together and come back: the pair of moments
 * likeliest under "one level around the stretch, another within", with the noise of each series known.
 * For short windows that hold an incident from before its start to after its end.
 *
 * @param series  equally long, n rows, any units; NaN is a gap; not changed
 * @param noise   by series: its standard deviation when nothing happens, > 0, in its unit
 * @param options `capSigma`: deviations beyond which a value says no more; `weights`: by series, how much its
 *                vote counts; `directions`: by series, 1 where the stretch is expected above, -1 below: a move
 *                the other way votes against
 * @returns start < end, at least one row outside; start = end = 0 with gain 0 where n < 2 or nothing votes
 * Cost O(series × n²). Source: maximum likelihood of an epidemic change (Levin and Kline 1985).
 * @example sharedEpisode([[0, 0, 8, 8, 0]], [1], { capSigma: 6, weights: [1], directions: [1] }) // { start: 2, end: 4, gain: 21.6 }
 */
export function sharedEpisode(
  series: readonly ArrayLike<number>[],
  noise: ArrayLike<number>,
  options: {
    readonly capSigma: number;
    readonly weights: ArrayLike<number>;
    readonly directions: ArrayLike<number>;
  },
): SharedEpisode {
  const rows = series[0]?.length ?? 0;
  const sums = series.map((values, index) => prefixSums(values, noise[index]!, options.capSigma));
  let best: SharedEpisode = { start: 0, end: 0, gain: 0 };
  for (let start = 0; start < rows; start++) {
    for (let end = start + 1; end <= rows; end++) {
      let gain = 0;
      for (let index = 0; index < sums.length; index++) {
        const { counts, totals } = sums[index]!;
        const inside = counts[end]! - counts[start]!;
        const outside = counts[rows]! - inside;
        if (inside === 0 || outside === 0) continue;
        const within = totals[end]! - totals[start]!;
        const around = totals[rows]! - within;
        const step = within / inside - around / outside;
        const vote = (0.5 * step * step * inside * outside) / (inside + outside);
        gain += options.weights[index]! * Math.sign(step * options.directions[index]!) * vote;
      }
      if (gain > best.gain) best = { start, end, gain };
    }
  }
  return best;
}

/** Running counts and sums of values in noise units about their lower median, clipped. */
function prefixSums(
  values: ArrayLike<number>,
  noise: number,
  capSigma: number,
): { readonly counts: Int32Array; readonly totals: Float64Array } {
  const counts = new Int32Array(values.length + 1);
  const totals = new Float64Array(values.length + 1);
  const known = Float64Array.from(values)
    .filter((value) => Number.isFinite(value))
    .sort();
  const middle = known[(known.length - 1) >> 1] ?? 0;
  for (let row = 0; row < values.length; row++) {
    const deviation = (values[row]! - middle) / noise;
    const isKnown = Number.isFinite(deviation);
    counts[row + 1] = counts[row]! + (isKnown ? 1 : 0);
    const clipped = Math.max(-capSigma, Math.min(capSigma, deviation));
    totals[row + 1] = totals[row]! + (isKnown ? clipped : 0);
  }
  return { counts, totals };
}
