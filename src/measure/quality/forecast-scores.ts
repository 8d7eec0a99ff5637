import { meanScore, noScore, type Score } from "./score.ts";

/**
 * Mean absolute scaled error: the mean absolute error in units of the error that repeating the value one
 * season earlier makes on the history. Below 1 is better than that. Undefined for a history without change.
 *
 * @param of.history values before the forecast, in order
 * @param of.season steps of a season; 1 repeats the last value
 * Standard error: of a mean, the scale taken as known. Source: Hyndman and Koehler 2006.
 */
export function maseScore(of: {
  readonly truths: ArrayLike<number>;
  readonly outputs: ArrayLike<number>;
  readonly history: ArrayLike<number>;
  readonly season: number;
}): Score {
  const { truths, outputs, history, season } = of;
  let [scale, steps] = [0, 0];
  for (let index = season; index < history.length; index++) {
    const change = Math.abs(
      (history[index] ?? Number.NaN) - (history[index - season] ?? Number.NaN),
    );
    if (Number.isNaN(change)) continue;
    scale += change;
    steps++;
  }
  scale /= steps;
  if (!(scale > 0)) return { ...noScore, count: truths.length };
  return meanOver(
    truths.length,
    (row) => Math.abs((outputs[row] ?? Number.NaN) - (truths[row] ?? Number.NaN)) / scale,
  );
}

/** Share of the truths within their forecast interval, limits counted. Rows with NaN are left out. */
export function intervalCoverageScore(of: {
  readonly truths: ArrayLike<number>;
  readonly lows: ArrayLike<number>;
  readonly highs: ArrayLike<number>;
}): Score {
  const { truths, lows, highs } = of;
  return meanOver(truths.length, (row) => {
    const truth = truths[row] ?? Number.NaN;
    const [low, high] = [lows[row] ?? Number.NaN, highs[row] ?? Number.NaN];
    if (Number.isNaN(truth + low + high)) return Number.NaN;
    return truth >= low && truth <= high ? 1 : 0;
  });
}

/**
 * Share of the steps whose direction the forecast had right: up, down or unchanged against the last value
 * known when it was made. Rows with NaN are left out.
 */
export function directionScore(of: {
  readonly truths: ArrayLike<number>;
  readonly outputs: ArrayLike<number>;
  readonly previous: ArrayLike<number>;
}): Score {
  const { truths, outputs, previous } = of;
  return meanOver(truths.length, (row) => {
    const last = previous[row] ?? Number.NaN;
    const real = Math.sign((truths[row] ?? Number.NaN) - last);
    const forecast = Math.sign((outputs[row] ?? Number.NaN) - last);
    if (Number.isNaN(real + forecast)) return Number.NaN;
    return real === forecast ? 1 : 0;
  });
}

function meanOver(rows: number, valueOf: (row: number) => number): Score {
  let [count, sum, squareSum] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const value = valueOf(row);
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    squareSum += value * value;
  }
  return meanScore({ count, sum, squareSum });
}
