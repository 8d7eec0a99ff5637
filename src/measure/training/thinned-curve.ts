import type { Curve } from "./curve.ts";

/**
 * A curve of at most so many points, for a picture: of each stretch the least and the greatest value in their order,
 * so that no spike is lost; where a stretch has no finite value, its first point, so that the gap stays.
 *
 * @param pointsMax even, >= 2
 * Cost O(n).
 */
export function thinnedCurve({ steps, values }: Curve, pointsMax: number): Curve {
  const { length } = values;
  if (length <= pointsMax) return { steps, values };
  const kept: number[] = [];
  const stretches = pointsMax / 2;
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const start = Math.floor((stretch * length) / stretches);
    const end = Math.floor(((stretch + 1) * length) / stretches);
    let [least, greatest] = [-1, -1];
    for (let place = start; place < end; place += 1) {
      const value = values[place] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      if (least < 0 || value < (values[least] ?? 0)) least = place;
      if (greatest < 0 || value > (values[greatest] ?? 0)) greatest = place;
    }
    if (least < 0) kept.push(start);
    else if (least === greatest) kept.push(least);
    else kept.push(Math.min(least, greatest), Math.max(least, greatest));
  }
  const pick = (from: Float64Array) => Float64Array.from(kept, (place) => from[place] ?? NaN);
  return { steps: pick(steps), values: pick(values) };
}
