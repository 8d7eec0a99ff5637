/** A stream of numbers in [0, 1). */
export type Random = () => number;

/**
 * Mixes integers into one 32-bit number: the same parts always give the same number, so that load and
 * content are functions of (clock, seed). Source: the finaliser of MurmurHash3 over a running sum.
 */
export function mix(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part >>> 0), 0x85ebca6b);
    // Moments in milliseconds need more than 32 bits: the high part counts as well.
    state = Math.imul(state ^ Math.floor(part / 2 ** 32), 0xc2b2ae35);
    state ^= state >>> 15;
    state = Math.imul(state, 0x27d4eb2f);
    state ^= state >>> 13;
  }
  return state >>> 0;
}

/** A reproducible stream for these parts. Source: mulberry32 (public domain). */
export function seeded(...parts: readonly number[]): Random {
  let state = mix(...parts);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A standard normal value (Box-Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A duration with this median and a long right tail, as service times have; `spread` is the log's deviation. */
export function skewed(random: Random, medianMs: number, spread: number): number {
  return medianMs * Math.exp(spread * normal(random));
}

/** The list in a random order; the argument stays as it is. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}

/** Hex digits for trace and span ids. */
export function hex(random: Random, digits: number): string {
  let text = "";
  while (text.length < digits) {
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  }
  return text.slice(0, digits);
}

/** An index drawn in proportion to the weights. */
export function weighted(random: Random, weights: readonly number[]): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let rest = random() * total;
  for (let index = 0; index < weights.length; index++) {
    rest -= weights[index]!;
    if (rest < 0) return index;
  }
  return weights.length - 1;
}
