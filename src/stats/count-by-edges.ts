/**
 * Counts values by bins without sorting them: bin i holds the values with edges[i - 1] < value <=
 * edges[i], the first what lies at or below the first edge, the last what lies above the last. NaN and
 * infinite values are in no bin.
 *
 * @param values any order
 * @param isNull 1 where a value does not count; absent: all count
 * @param edges ascending, finite
 * @returns edges.length + 1 counts
 * Cost O(n): a value is looked up in a table of equal cells between the first and the last edge. Most cells
 * hold no edge, so that the cell alone tells the bin; a value of another cell is compared with the edges
 * within. Exact: the cell of a value never falls as the value grows, so an edge of an earlier cell lies
 * below it whatever is rounded.
 * @example countByEdges([1, 2, 3, 9], [1, 2.5]) // [1, 1, 2]
 */
export function countByEdges(
  values: ArrayLike<number>,
  edges: ArrayLike<number>,
  isNull?: ArrayLike<number>,
): Float64Array {
  const own = isNull === undefined ? asNumbers(values) : presentOf(values, isNull);
  const limits = Float64Array.from(
    { length: edges.length + 1 },
    (_, bin) => edges[bin] ?? Infinity,
  );
  const low = limits[0]!;
  // One cell is left where all edges are equal (either zero is zero), and where they lie further apart than a
  // double reaches: then the width is infinite.
  const width = edges.length < 2 ? 0 : limits[edges.length - 1]! - low;
  const scale = width > 0 ? cells / width : 0;
  const bins = binsOfCells(limits, { low, scale, count: edges.length });
  const counts = new Uint32Array(edges.length + 1);
  // Four at a time, half of the time of one by one: their look-ups wait for each other's memory no longer.
  const whole = own.length - (own.length % 4);
  for (let index = 0; index < whole; index += 4) {
    const a = bins[cellOf(own[index]!, low, scale)]!;
    const b = bins[cellOf(own[index + 1]!, low, scale)]!;
    const c = bins[cellOf(own[index + 2]!, low, scale)]!;
    const d = bins[cellOf(own[index + 3]!, low, scale)]!;
    if ((a | b | c | d) >= 0) {
      counts[a]!++;
      counts[b]!++;
      counts[c]!++;
      counts[d]!++;
    } else {
      countOne(counts, limits, a, own[index]!);
      countOne(counts, limits, b, own[index + 1]!);
      countOne(counts, limits, c, own[index + 2]!);
      countOne(counts, limits, d, own[index + 3]!);
    }
  }
  for (let index = whole; index < own.length; index++) {
    const value = own[index]!;
    countOne(counts, limits, bins[cellOf(value, low, scale)]!, value);
  }
  return Float64Array.from(counts);
}

const cells = 4_096;

// NaN, and all up to the first edge, share cell 0; all from the last edge on share the last cell.
function cellOf(value: number, low: number, scale: number): number {
  const cell = (value - low) * scale;
  return cell > 0 ? (cell < cells ? cell | 0 : cells) : 0;
}

// Counts a value of a cell that tells its bin, or ~bin of the first where edges lie within.
function countOne(counts: Uint32Array, limits: Float64Array, told: number, value: number): void {
  if (told >= 0) {
    counts[told]!++;
    return;
  }
  // NaN and the infinite, which only cells of this kind are given.
  if (!(value - value === 0)) return;
  let bin = ~told;
  while (value > limits[bin]!) bin++;
  counts[bin]!++;
}

// Cell → the bin of all its values, or ~bin of the first where edges lie in it (the outer cells count as
// such): edges that lie in earlier cells are below every value of this one.
function binsOfCells(
  limits: Float64Array,
  { low, scale, count }: { readonly low: number; readonly scale: number; readonly count: number },
): Int32Array {
  const within = new Int32Array(cells + 1);
  for (let edge = 0; edge < count; edge++) within[cellOf(limits[edge]!, low, scale)]!++;
  const bins = new Int32Array(cells + 1);
  for (let cell = 0, below = 0; cell <= cells; cell++) {
    const isPlain = within[cell] === 0 && cell > 0 && cell < cells;
    bins[cell] = isPlain ? below : ~below;
    below += within[cell]!;
  }
  return bins;
}

function asNumbers(values: ArrayLike<number>): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

function presentOf(values: ArrayLike<number>, isNull: ArrayLike<number>): Float64Array {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    present[count] = values[index]!;
    if (isNull[index] === 0) count++;
  }
  return present.subarray(0, count);
}
