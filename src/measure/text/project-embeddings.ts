import type { Matrix } from "../../stats/linear/matrix.ts";
import { seededRandom } from "../../stats/random.ts";

const columns = 64;

/**
 * Embeddings of any length as rows of at most 64 numbers of length 1: longer ones are projected on 64 fixed
 * random directions of ±1, which keeps distances between texts within about a tenth, so that telling two
 * sides apart costs the same for every embedder.
 *
 * @param embeddings one per text, of equal length; rows without a finite length become zeros
 * Cost O(texts × length × 64). Source: Achlioptas 2003 (random projections with signs).
 */
export function projectEmbeddings(embeddings: readonly (readonly number[])[]): Matrix {
  const length = embeddings[0]?.length ?? 0;
  const width = Math.min(columns, length);
  const values = new Float64Array(embeddings.length * width);
  const signs = length > columns ? signsOf(length * columns) : null;
  embeddings.forEach((embedding, row) => {
    const own = values.subarray(row * width, (row + 1) * width);
    embedding.forEach((value, place) => {
      if (signs === null) {
        own[place] = value;
        return;
      }
      for (let column = 0; column < columns; column++) {
        own[column] = (own[column] ?? 0) + value * (signs[place * columns + column] ?? 0);
      }
    });
    const size = Math.hypot(...own);
    const isUsable = size > 0 && Number.isFinite(size);
    own.forEach((value, column) => {
      own[column] = isUsable ? value / size : 0;
    });
  });
  return { values, rows: embeddings.length, columns: width };
}

function signsOf(count: number): Int8Array {
  const random = seededRandom("embedding");
  return Int8Array.from({ length: count }, () => (random.uniform() < 0.5 ? -1 : 1));
}
