/**
 * Counts values by bins without sorting them: bin i holds the values with edges[i - 1] < value <=
 * edges[i], the first what lies at or below the first edge, the last what lies above the last. NaN and
 * infinite values are in no bin.
 *
 * @param values any order
 * @param isNull 1 where a value does not count; absent: all count
 * @param edges ascending, finite
 * @returns edges.length + 1 counts
 * Cost O(n): a value is looked up in a table of equal cells between the first and the last edge, which
 * tells the edges below its cell, and is compared with those within. Exact: the cell of a value never
 * falls as the value grows, so an edge of an earlier cell lies below it whatever is rounded.
 * @example countByEdges([1, 2, 3, 9], [1, 2.5]) // [1, 1, 2]
 */
export function countByEdges(
  values: ArrayLike<number>,
  edges: ArrayLike<number>,
  isNull?: ArrayLike<number>,
): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  const own = values instanceof Float64Array ? values : Float64Array.from(values);
  const limits = Float64Array.from(
    { length: edges.length + 1 },
    (_, bin) => edges[bin] ?? Infinity,
  );
  const low = limits[0]!;
  // One cell is left where all edges are equal (either zero is zero), and where they lie further apart than a
  // double reaches: then the width is infinite.
  const width = edges.length < 2 ? 0 : limits[edges.length - 1]! - low;
  const scale = width > 0 ? cells / width : 0;
  const first = firstBins(limits, { low, scale, count: edges.length });
  for (let index = 0; index < own.length; index++) {
    const value = own[index]!;
    // False for NaN and the infinite.
    if (!(value - value === 0) || (isNull !== undefined && isNull[index] !== 0)) continue;
    let bin = first[cellOf(value, low, scale)]!;
    while (value > limits[bin]!) bin++;
    counts[bin]!++;
  }
  return counts;
}

const cells = 4_096;

// Below the first edge all values share cell 0, above the last one all share the last cell.
function cellOf(value: number, low: number, scale: number): number {
  const cell = (value - low) * scale;
  return cell > 0 ? (cell < cells ? cell | 0 : cells) : 0;
}

// Cell → edges that lie in earlier cells, and so below every value of this one.
function firstBins(
  limits: Float64Array,
  { low, scale, count }: { readonly low: number; readonly scale: number; readonly count: number },
): Int32Array {
  const first = new Int32Array(cells + 1);
  for (let edge = 0; edge < count; edge++) {
    const cell = cellOf(limits[edge]!, low, scale);
    if (cell < cells) first[cell + 1]!++;
  }
  for (let cell = 1; cell <= cells; cell++) first[cell]! += first[cell - 1]!;
  return first;
}
