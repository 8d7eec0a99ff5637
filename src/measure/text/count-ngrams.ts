/**
 * How often each run of n neighbouring tokens occurs.
 * @returns run, its tokens joined by blanks → times; empty where there are fewer than n tokens
 * @example [...countNgrams(["a", "b", "a", "b"], 2)] // [["a b", 2], ["b a", 1]]
 */
export function countNgrams(tokens: readonly string[], n: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + n <= tokens.length; start += 1) {
    const run = n === 1 ? (tokens[start] ?? "") : tokens.slice(start, start + n).join(" ");
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/** Runs that both have, each as often as the one that has it less often. */
export function overlapOf(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let overlap = 0;
  for (const [run, count] of a) overlap += Math.min(count, b.get(run) ?? 0);
  return overlap;
}

/** All runs counted. */
export function totalOf(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
