/** Ranks of the truth over cases: 0 when first; Infinity when absent. */
export type Ranks = readonly number[];

/** Share of cases with the truth among the first `count`; NaN without cases. */
export function hitsAt(ranks: Ranks, count: number): number {
  return ranks.filter((rank) => rank < count).length / ranks.length;
}

/** Mean of the shares at 1 to `count`. */
export function meanHits(ranks: Ranks, count: number): number {
  let sum = 0;
  for (let at = 1; at <= count; at++) sum += hitsAt(ranks, at);
  return sum / count;
}

/** Place of the truth in a list, the best first. */
export function rankOf(names: readonly string[], truth: string): number {
  const place = names.indexOf(truth);
  return place < 0 ? Number.POSITIVE_INFINITY : place;
}

/** One line for people: hits at 1 and 3 and their mean to 5, over all cases and by kind. */
export function tellHits(
  label: string,
  cases: readonly { readonly kind: string; readonly rank: number }[],
): readonly string[] {
  const kinds = [...new Set(cases.map(({ kind }) => kind))].toSorted();
  const tell = (name: string, ranks: Ranks) =>
    `${name} ${hitsAt(ranks, 1).toFixed(3)}/${hitsAt(ranks, 3).toFixed(3)}/${meanHits(ranks, 5).toFixed(3)} (${ranks.length})`;
  const all = tell(
    "all",
    cases.map(({ rank }) => rank),
  );
  const parts = kinds.map((kind) =>
    tell(
      kind,
      cases.filter((entry) => entry.kind === kind).map(({ rank }) => rank),
    ),
  );
  return [`${label}: AC@1/AC@3/Avg@5 ${[all, ...parts].join("; ")}`];
}
