import type { Matrix } from "../../stats/linear/matrix.ts";
import { projectedColumns, SignProjection } from "../../stats/linear/sign-projection.ts";

/**
 * Embeddings of any length as rows of at most 64 numbers of length 1, so that telling two sides apart costs the same
 * for every embedder; see {@link SignProjection}.
 *
 * @param embeddings one per text, of equal length; rows without a finite length become zeros
 * Cost O(texts × length × 64).
 */
export function projectEmbeddings(embeddings: readonly (readonly number[])[]): Matrix {
  const width = Math.min(projectedColumns, embeddings[0]?.length ?? 0);
  const values = new Float64Array(embeddings.length * width);
  const projection = new SignProjection();
  embeddings.forEach((embedding, row) => values.set(projection.project(embedding), row * width));
  return { values, rows: embeddings.length, columns: width };
}
