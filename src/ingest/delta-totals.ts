/** Series whose running total is kept at the same time; the longest unused is forgotten first. */
const totalsMax = 100_000;

/**
 * Running totals of counters that arrive as differences (OTLP delta temporality), so that they are
 * stored like every other counter. After a restart they begin at 0 again, which reads as an ordinary
 * counter reset.
 */
export class DeltaTotals {
  // "series id" → total so far, longest unused first
  readonly #totals = new Map<string, number>();

  /** Adds a difference and returns the new total. `key` names the series. */
  add(key: string, difference: number): number {
    const total = (this.#totals.get(key) ?? 0) + difference;
    this.#totals.delete(key);
    this.#totals.set(key, total);
    if (this.#totals.size > totalsMax) {
      for (const oldest of this.#totals.keys()) {
        this.#totals.delete(oldest);
        break;
      }
    }
    return total;
  }

  /** Takes back what a batch that was not stored had added: the sender will send it again. */
  takeBack(added: readonly { readonly key: string; readonly difference: number }[]): void {
    for (const { key, difference } of added) {
      const total = this.#totals.get(key);
      if (total !== undefined) this.#totals.set(key, total - difference);
    }
  }
}
