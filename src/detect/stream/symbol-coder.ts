import type { Json } from "../../model/json.ts";

/** What a coder is made for. */
export interface CoderShape {
  /** Symbols are 0 … symbolCount − 1. */
  readonly symbolCount: number;
  /** How many symbols before the newest are its context; 0 to 3. */
  readonly order: number;
}

/** Entries kept; a coder over it halves its counts, so what was seen once is forgotten first. */
const entriesMax = 1_000;
/** Symbols after which counts are halved too: about two months of an hour each, eleven days of a minute. */
const memory = 16_384;
/** Weight of the shorter context, in symbols. */
const shorterWeight = 2;

/**
 * Tells how many nats a symbol costs after the symbols before it, and learns it: the probability in the longest known
 * context, each context mixed with the next shorter one, the shortest with the uniform distribution. What never came in
 * this context costs much, what always comes costs nothing.
 *
 * Cost O(order) look-ups, about 0.1 µs each; at most 1,000 counts. Source: MacKay and Bauman Peto 1995 (hierarchical
 * Dirichlet mixture of context lengths); Rissanen 1983 (contexts).
 */
export class SymbolCoder {
  readonly #shape: CoderShape;
  // (context, its length, symbol or `symbolCount` for the total) in one number → count
  #counts = new Map<number, number>();
  /** Newest first. */
  readonly #recent: number[] = [];
  #seen = 0;

  constructor(shape: CoderShape, snapshot?: CoderSnapshot) {
    this.#shape = shape;
    if (snapshot === undefined) return;
    for (let index = 0; index < snapshot.counts.length; index += 2) {
      this.#counts.set(snapshot.counts[index]!, snapshot.counts[index + 1]!);
    }
    this.#recent = [...snapshot.recent];
    this.#seen = snapshot.seen;
  }

  /** Nats that the symbol costs. `slot` is a further context that all lengths share, such as the hour; ≥ 0, whole. */
  cost(symbol: number, slot = 0): number {
    const { symbolCount, order } = this.#shape;
    const counts = this.#counts;
    const known = Math.min(order, this.#recent.length);
    let context = slot;
    let probability = 1 / symbolCount;
    for (let length = 0; length <= known; length++) {
      if (length > 0) context = context * (symbolCount + 1) + this.#recent[length - 1]! + 1;
      const entry = (context * (order + 1) + length) * (symbolCount + 1);
      const own = counts.get(entry + symbol) ?? 0;
      const total = counts.get(entry + symbolCount) ?? 0;
      probability = (own + shorterWeight * probability) / (total + shorterWeight);
      counts.set(entry + symbol, own + 1);
      counts.set(entry + symbolCount, total + 1);
    }
    if (order > 0) {
      this.#recent.unshift(symbol);
      if (this.#recent.length > order) this.#recent.pop();
    }
    this.#seen += 1;
    while (counts.size > entriesMax || this.#seen >= memory) this.#halve();
    return -Math.log(probability);
  }

  snapshot(): CoderSnapshot & Json {
    return { counts: [...this.#counts].flat(), recent: [...this.#recent], seen: this.#seen };
  }

  #halve(): void {
    for (const [entry, count] of this.#counts) {
      if (count >= 2) this.#counts.set(entry, Math.floor(count / 2));
      else this.#counts.delete(entry);
    }
    this.#seen = Math.floor(this.#seen / 2);
  }
}

export interface CoderSnapshot {
  /** Entry and count in turn. */
  readonly counts: readonly number[];
  readonly recent: readonly number[];
  readonly seen: number;
}
