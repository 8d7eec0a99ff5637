/**
 * How often scores of a stream were how large: counts in bins of equal width on the scale log₂(1 + score), eight to a
 * doubling, up to 65,535. Bounded whatever comes. Written by its owner.
 */
export interface TailRanks {
  /** Bin → how many scores fell into it; as long as the largest bin used. */
  readonly counts: number[];
  total: number;
}

const binsPerDoubling = 8;
const binCount = 128;

/** Ranks that have seen nothing. */
export function newTailRanks(): TailRanks {
  return { counts: [], total: 0 };
}

/**
 * How surprising a score is by the past of its own stream: −ln of the share of earlier scores at least as large.
 * Beyond all of them the tail is taken as Pareto's, with Hill's estimate of its index from the largest 3 %.
 *
 * @param score ≥ 0, finite
 * @returns ≥ 0, in nats; 0 while fewer than 50 scores are known
 * Cost O(128). Source: Laxhammar and Falkman 2011 (conformal ranks); Hill 1975 (index of a heavy tail).
 */
export function surprise({ counts, total }: TailRanks, score: number): number {
  if (total < 50) return 0;
  const own = binOf(score);
  let above = 0;
  for (let bin = own + 1; bin < counts.length; bin++) above += counts[bin]!;
  if (above + (counts[own] ?? 0) > 0) {
    // Within its own bin a score is above the share that lies below it.
    const position = binsPerDoubling * Math.log2(1 + Math.min(score, 65_535)) - own;
    above += (counts[own] ?? 0) * Math.max(0, 1 - position);
    return Math.max(0, -Math.log((above + 0.5) / (total + 1)));
  }
  const enough = Math.max(5, 0.03 * total);
  let [count, bin] = [0, counts.length];
  while (bin > 0 && count < enough) {
    bin -= 1;
    count += counts[bin]!;
  }
  let excess = 0;
  for (let above = bin; above < counts.length; above++) {
    excess += counts[above]! * (above + 0.5 - bin);
  }
  const mean = excess / count;
  const distance = binsPerDoubling * Math.log2(1 + Math.min(score, 1e12)) - bin;
  return Math.max(Math.log(2 * (total + 1)), Math.log((total + 1) / count) + distance / mean);
}

/** Learns a score; a full count of 100,000 is halved, so that old scores fade. */
export function learnScore(ranks: TailRanks, score: number): void {
  const bin = binOf(score);
  while (ranks.counts.length <= bin) ranks.counts.push(0);
  ranks.counts[bin]! += 1;
  ranks.total += 1;
  if (ranks.total < 100_000) return;
  ranks.total = 0;
  ranks.counts.forEach((count, index) => {
    ranks.counts[index] = Math.floor(count / 2);
    ranks.total += Math.floor(count / 2);
  });
}

function binOf(score: number): number {
  return Math.min(binCount - 1, Math.floor(binsPerDoubling * Math.log2(1 + score)));
}
