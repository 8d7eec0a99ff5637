import { meanScore, type Score } from "./score.ts";

/** One query, user or session: what was shown, best first. */
export interface RankedList {
  /** Gain of each shown item in order of rank, >= 0; 0 is irrelevant. */
  readonly relevances: ArrayLike<number>;
  /**
   * Gains of all relevant items there are, shown or not, in any order. Those shown are taken for all
   * where absent.
   */
  readonly ideal?: ArrayLike<number> | undefined;
}

// Every score is the mean over lists for which it is defined (a list without anything relevant has none),
// with the standard error of a mean over lists. `k` ranks are looked at; Infinity for all.

/**
 * Normalised discounted cumulative gain: Σ gain / log2(rank + 1), as a share of the best order's.
 * Source: Järvelin and Kekäläinen 2002 with linear gains; scikit-learn `ndcg_score`.
 */
export function ndcgScore(lists: readonly RankedList[], k: number): Score {
  return meanOverLists(lists, ({ relevances, ideal }) => {
    const best = Float64Array.from(ideal ?? relevances)
      .sort()
      .reverse();
    return discounted(relevances, k) / discounted(best, k);
  });
}

/**
 * Mean average precision: the mean, over relevant items, of the precision at their ranks; items that were
 * not shown among the first k count as 0. Source: Manning, Raghavan and Schütze 2008, 8.4, cut at k.
 */
export function meanAveragePrecisionScore(lists: readonly RankedList[], k: number): Score {
  return meanOverLists(lists, (list) => {
    let [found, sum] = [0, 0];
    const end = Math.min(k, list.relevances.length);
    for (let rank = 0; rank < end; rank++) {
      if (!((list.relevances[rank] ?? 0) > 0)) continue;
      found++;
      sum += found / (rank + 1);
    }
    return sum / Math.min(k, relevantIn(list));
  });
}

/** Mean reciprocal rank: one over the rank of the first relevant item, 0 where none is among the first k. */
export function reciprocalRankScore(lists: readonly RankedList[], k: number): Score {
  return meanOverLists(lists, (list) => {
    if (relevantIn(list) === 0) return Number.NaN;
    const rank = firstRelevant(list.relevances, k);
    return rank === 0 ? 0 : 1 / rank;
  });
}

/** Hit rate: share of lists with something relevant among the first k. */
export function hitRateScore(lists: readonly RankedList[], k: number): Score {
  return meanOverLists(lists, (list) => {
    if (relevantIn(list) === 0) return Number.NaN;
    return firstRelevant(list.relevances, k) > 0 ? 1 : 0;
  });
}

/** Precision at k: share of the k first ranks that are relevant; ranks that were not filled count as not. */
export function precisionAtScore(lists: readonly RankedList[], k: number): Score {
  return meanOverLists(lists, ({ relevances }) => {
    const ranks = Number.isFinite(k) ? k : relevances.length;
    return relevantAmong(relevances, ranks) / ranks;
  });
}

/** Recall at k: share of all relevant items that are among the first k ranks. */
export function recallAtScore(lists: readonly RankedList[], k: number): Score {
  return meanOverLists(lists, (list) => relevantAmong(list.relevances, k) / relevantIn(list));
}

/** Share of a catalogue that appears in any list. */
export function coverageScore(lists: readonly (readonly string[])[], catalogSize: number): Score {
  const shown = new Set(lists.flat());
  return { value: shown.size / catalogSize, count: lists.length, standardError: Number.NaN };
}

/**
 * Mean distance of the pairs of items within a list: 0 where all are alike.
 * @param distance of two items, 0 to 1
 * Source: intra-list diversity, Ziegler et al. 2005.
 */
export function diversityScore(
  lists: readonly (readonly string[])[],
  distance: (one: string, other: string) => number,
): Score {
  return meanOverLists(lists, (items) => {
    let [sum, pairs] = [0, 0];
    items.forEach((one, index) => {
      for (const other of items.slice(index + 1)) {
        sum += distance(one, other);
        pairs++;
      }
    });
    return sum / pairs;
  });
}

/**
 * Mean surprise of the shown items in bits: -log2 of the share of users who know an item. Items nobody
 * knows are left out. Source: Zhou et al. 2010.
 */
export function noveltyScore(
  lists: readonly (readonly string[])[],
  popularity: ReadonlyMap<string, number>,
): Score {
  return meanOverLists(lists, (items) => {
    let [sum, count] = [0, 0];
    for (const item of items) {
      const share = popularity.get(item) ?? 0;
      if (!(share > 0)) continue;
      sum -= Math.log2(share);
      count++;
    }
    return sum / count;
  });
}

function meanOverLists<List>(lists: readonly List[], scoreOf: (list: List) => number): Score {
  let [count, sum, squareSum] = [0, 0, 0];
  for (const list of lists) {
    const value = scoreOf(list);
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    squareSum += value * value;
  }
  return meanScore({ count, sum, squareSum });
}

function discounted(gains: ArrayLike<number>, k: number): number {
  let sum = 0;
  const end = Math.min(k, gains.length);
  for (let rank = 0; rank < end; rank++) sum += (gains[rank] ?? 0) / Math.log2(rank + 2);
  return sum;
}

function relevantIn({ relevances, ideal }: RankedList): number {
  return relevantAmong(ideal ?? relevances, Number.POSITIVE_INFINITY);
}

function relevantAmong(gains: ArrayLike<number>, k: number): number {
  let count = 0;
  const end = Math.min(k, gains.length);
  for (let rank = 0; rank < end; rank++) if ((gains[rank] ?? 0) > 0) count++;
  return count;
}

// Rank from 1, or 0 for none.
function firstRelevant(gains: ArrayLike<number>, k: number): number {
  const end = Math.min(k, gains.length);
  for (let rank = 0; rank < end; rank++) if ((gains[rank] ?? 0) > 0) return rank + 1;
  return 0;
}
