import type { Kernel } from "./kernel.ts";

// In bytes; columns that were not kept are computed again.
const cacheBytes = 96_000_000;

/** Columns of a kernel by row, the most recently used kept, at most 96 MB; 32-bit as in libsvm. */
export function columnCache(kernel: Kernel): (row: number) => Float32Array {
  const kept = new Map<number, Float32Array>();
  const keptMax = Math.max(2, Math.floor(cacheBytes / (4 * kernel.rows)));
  return (row) => {
    let column = kept.get(row);
    if (column === undefined) {
      if (kept.size >= keptMax) {
        // A map keeps the order of insertion: the first is the longest unused.
        const [oldest, buffer] = kept.entries().next().value!;
        kept.delete(oldest);
        column = buffer;
      } else column = new Float32Array(kernel.rows);
      kernel.column(row, column);
    } else kept.delete(row);
    kept.set(row, column);
    return column;
  };
}
