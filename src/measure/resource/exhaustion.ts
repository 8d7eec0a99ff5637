import { normalQuantile } from "../../stats/distribution/normal-quantile.ts";
import { median } from "../../stats/median.ts";

/** When a resource that fills will be full. */
export interface Exhaustion {
  /** Change per millisecond, in the value's unit. */
  readonly slope: number;
  /** UTC ms at which the trend reaches the limit. */
  readonly at: number;
  /** The same for the ends of the slope's 95 % interval; `latest` is infinite where it hardly fills. */
  readonly earliest: number;
  readonly latest: number;
}

const blocksMax = 60;
const blocksMin = 8;

/**
 * When a filling resource reaches its limit if it goes on as it did: the line of medians (Theil and Sen) over
 * at most 60 blocks of equal time, which outliers and short bursts do not bend. Neighbouring points of one
 * block count once, so that a slow wave is not taken for many points of evidence.
 *
 * @param of.times ascending UTC ms
 * @param of.values same length; NaN where there is none
 * @param of.limit  what the values may reach from below, same unit
 * @returns undefined where it does not fill beyond doubt (the 95 % interval of the slope holds 0), where
 *   fewer than eight blocks have values, or where the limit is reached already
 * Cost O(n + 60²). Source: Sen 1968; interval by Kendall's statistic, Hollander and Wolfe 1999, 9.3.
 */
export function forecastExhaustion(of: {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly limit: number;
}): Exhaustion | undefined {
  const { limit } = of;
  const points = blocksOf(of);
  const count = points.length;
  const last = points.at(-1);
  if (count < blocksMin || last === undefined) return undefined;
  const slopes: number[] = [];
  points.forEach((one, index) => {
    for (const other of points.slice(index + 1)) {
      slopes.push((other.value - one.value) / (other.time - one.time));
    }
  });
  slopes.sort((a, b) => a - b);
  const slope = median(Float64Array.from(slopes));
  const spread = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const half = (normalQuantile(0.975) * spread) / 2;
  const rank = (at: number) =>
    slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(at)))] ?? Number.NaN;
  const low = rank(Math.round(slopes.length / 2 - half) - 1);
  const high = rank(slopes.length / 2 + half);
  // The level now by the line, not by the last block alone.
  const level = median(
    Float64Array.from(points, ({ time, value }) => value + slope * (last.time - time)),
  );
  if (!(low > 0) || level >= limit) return undefined;
  const at = (rate: number) => last.time + (limit - level) / rate;
  return { slope, at: at(slope), earliest: at(high), latest: at(low) };
}

/** Medians of value and time over blocks of equal time that have values. */
function blocksOf({
  times,
  values,
}: {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}): readonly { readonly time: number; readonly value: number }[] {
  const first = times[0] ?? 0;
  const size = Math.max(1, ((times[times.length - 1] ?? 0) - first) / blocksMax);
  const blocks = new Map<number, { times: number[]; values: number[] }>();
  for (let index = 0; index < times.length; index += 1) {
    const [time, value] = [times[index] ?? 0, values[index] ?? Number.NaN];
    if (Number.isNaN(value)) continue;
    const place = Math.min(blocksMax - 1, Math.floor((time - first) / size));
    const block = blocks.get(place) ?? { times: [], values: [] };
    block.times.push(time);
    block.values.push(value);
    blocks.set(place, block);
  }
  return [...blocks.values()].map((block) => ({
    time: median(Float64Array.from(block.times)),
    value: median(Float64Array.from(block.values)),
  }));
}
