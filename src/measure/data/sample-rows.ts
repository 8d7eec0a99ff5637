/**
 * Rows spread evenly over a table, all of them where there are no more than asked for.
 * @example sampleRows(10, 3) // [0, 3, 6]
 */
export function sampleRows(rowCount: number, most: number): Int32Array {
  const count = Math.min(rowCount, most);
  return Int32Array.from({ length: count }, (_, index) => Math.floor((index * rowCount) / count));
}
