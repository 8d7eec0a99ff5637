const blocks = "▁▂▃▄▅▆▇█";

/**
 * Shares as a line of blocks, the largest of all given lines full.
 * @example sparkLine([0, 1, 2], 2) // "▁▅█"
 */
export function sparkLine(shares: readonly number[], largest: number): string {
  return shares
    .map((share) => {
      const level = largest > 0 ? Math.round((share / largest) * (blocks.length - 1)) : 0;
      return blocks[Math.max(0, Math.min(blocks.length - 1, level))] ?? "";
    })
    .join("");
}

/** Neighbouring bins put together until no more than `most` are left. */
export function coarser(shares: readonly number[], most: number): readonly number[] {
  const size = Math.ceil(shares.length / most);
  const groups: number[] = [];
  for (const [index, share] of shares.entries()) {
    const group = Math.floor(index / size);
    groups[group] = (groups[group] ?? 0) + share;
  }
  return groups;
}
