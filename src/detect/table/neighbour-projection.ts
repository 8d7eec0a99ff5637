/** Writes where a point lies along the four axes. Cost O(columns). */
export function project(
  axes: Float64Array,
  points: Float64Array,
  start: number,
  into: Float64Array,
  at: number,
): void {
  const columns = axes.length / 4;
  for (let axis = 0; axis < 4; axis++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      sum += axes[axis * columns + column]! * points[start + column]!;
    }
    into[at + axis] = sum;
  }
}
