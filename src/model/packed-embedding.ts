/** Numbers of an embedding as it is kept; shorter ones are filled up with zeros. */
export const keptColumns = 64;

/** Name of the tag under which an embedding of a prediction is kept: the embedding's name follows. */
export const embeddingTag = "embedding:";

const levels = 4_096;
const firstLetter = 48;

/**
 * A row of at most 64 numbers within -1 to 1 as 128 letters, two a number, kept to within 0.0003: small enough to be
 * kept with every prediction, and nothing that a text could be read back from.
 */
export function packEmbedding(row: ArrayLike<number>): string {
  let packed = "";
  for (let column = 0; column < keptColumns; column++) {
    const value = Math.min(1, Math.max(-1, row[column] ?? 0));
    const level = Math.round(((value + 1) / 2) * (levels - 1));
    packed += String.fromCharCode(firstLetter + (level >> 6), firstLetter + (level & 63));
  }
  return packed;
}

/** The row of a packed embedding, written into 64 places of `into`; false, with nothing written, where it is none. */
export function unpackEmbedding(packed: string, into: Float64Array): boolean {
  if (packed.length !== 2 * keptColumns || into.length !== keptColumns) return false;
  for (let column = 0; column < keptColumns; column++) {
    const high = packed.charCodeAt(2 * column) - firstLetter;
    const level = high * 64 + packed.charCodeAt(2 * column + 1) - firstLetter;
    into[column] = (level / (levels - 1)) * 2 - 1;
  }
  return true;
}
