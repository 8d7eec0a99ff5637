import { seededRandom } from "../random.ts";

/** Numbers that a projected row has at most. */
export const projectedColumns = 64;

/**
 * Rows of any length as rows of at most 64 numbers of length 1: longer ones are projected on 64 fixed random directions
 * of ±1, which keeps the distances between rows within about a tenth, so that comparing them costs the same whatever
 * they are made by. Equal rows give equal ones, in every process. A row without a finite length becomes zeros.
 *
 * Cost O(length × 64). Source: Achlioptas 2003 (random projections with signs).
 */
export class SignProjection {
  // place × 64 signs; those of a shorter row are the first of a longer one's
  #signs = new Int8Array(0);

  project(row: ArrayLike<number>): Float64Array {
    const isLong = row.length > projectedColumns;
    const found = isLong ? this.#projected(row) : Float64Array.from(row);
    const size = Math.hypot(...found);
    const isUsable = size > 0 && Number.isFinite(size);
    return found.map((value) => (isUsable ? value / size : 0));
  }

  #projected(row: ArrayLike<number>): Float64Array {
    const signs = this.#signsFor(row.length);
    const found = new Float64Array(projectedColumns);
    for (let place = 0; place < row.length; place++) {
      const value = row[place]!;
      const from = place * projectedColumns;
      for (let column = 0; column < projectedColumns; column++) {
        found[column]! += value * signs[from + column]!;
      }
    }
    return found;
  }

  #signsFor(length: number): Int8Array {
    const count = length * projectedColumns;
    if (this.#signs.length < count) {
      const random = seededRandom("embedding");
      this.#signs = Int8Array.from({ length: count }, () => (random.uniform() < 0.5 ? -1 : 1));
    }
    return this.#signs;
  }
}
