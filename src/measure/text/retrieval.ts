/** How well one search found what it should have. */
export interface RetrievalScore {
  /** Whether any relevant item is among the first k. */
  readonly isHit: boolean;
  /** Place of the first relevant item, from 1; null where none was found. */
  readonly rank: number | null;
  /** 1 / rank, 0 where none was found. */
  readonly reciprocalRank: number;
  /** Share of what was found among the first k that is relevant; NaN where nothing was found. */
  readonly precision: number;
  /** Share of the relevant items that are among the first k; NaN where none is relevant. */
  readonly recall: number;
}

/**
 * Scores one search by what is relevant.
 *
 * @param retrieved ids in the order of the search
 * @param relevant  ids that should be found
 * @param k         places looked at, >= 1
 * @example retrievalScore({ retrieved: ["a", "b"], relevant: ["b"], k: 5 }).reciprocalRank // 0.5
 */
export function retrievalScore(of: {
  readonly retrieved: readonly string[];
  readonly relevant: readonly string[];
  readonly k: number;
}): RetrievalScore {
  const wanted = new Set(of.relevant);
  const first = [...new Set(of.retrieved)].slice(0, of.k);
  const found = first.filter((id) => wanted.has(id)).length;
  const place = first.findIndex((id) => wanted.has(id));
  const rank = place < 0 ? null : place + 1;
  return {
    isHit: rank !== null,
    rank,
    reciprocalRank: rank === null ? 0 : 1 / rank,
    precision: found / first.length,
    recall: found / wanted.size,
  };
}
