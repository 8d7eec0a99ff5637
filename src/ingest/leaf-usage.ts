import { spanIdBytes, type SpanColumns } from "../model/span-columns.ts";

/** Span ids remembered per generation; two generations are kept. */
const generationSize = 50_000;

/** What tells spans apart, as texts: 16 bytes of the trace, 8 of the span, one character a byte. */
interface SpanKeys {
  readonly own: readonly string[];
  /** Of the parent; empty for a root. */
  readonly parents: readonly string[];
}

/**
 * Decides which inference spans are leaves. Agents, chains and gateways repeat the usage of the calls
 * beneath them, so only the innermost inference span of a branch counts as an LLM call; what its
 * ancestors reported stays among their attributes. Children usually end, and are exported, before
 * their parents, so the ancestors of calls of earlier batches are remembered (bounded).
 */
export class LeafUsage {
  // keys of spans with an inference beneath them; two generations bound the memory
  #young = new Set<string>();
  #old = new Set<string>();

  /** Takes the LLM record from those spans that are not leaves. */
  keepLeaves(spans: SpanColumns): void {
    const nothingKnown = this.#young.size === 0 && this.#old.size === 0;
    if (nothingKnown && spans.calls.size === 0) return;
    const keys = keysOf(spans);
    // key → place
    const places = new Map(keys.own.map((key, place) => [key, place]));
    for (let place = 0; place < spans.length; place += 1) {
      if (!spans.calls.has(place) && !this.#isAncestor(keys.own[place] ?? "")) continue;
      this.#markAncestors(place, keys, places);
    }
    for (const place of spans.calls.keys()) {
      if (this.#isAncestor(keys.own[place] ?? "")) spans.calls.delete(place);
    }
  }

  #markAncestors(place: number, keys: SpanKeys, places: ReadonlyMap<string, number>): void {
    let current: number | undefined = place;
    // 64 levels: deeper agent trees are cut, which can only leave an ancestor's record in place.
    for (let level = 0; level < 64 && current !== undefined; level += 1) {
      const parent: string = keys.parents[current] ?? "";
      if (parent === "" || this.#young.has(parent)) return;
      this.#remember(parent);
      current = places.get(parent);
    }
  }

  #isAncestor(key: string): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  #remember(key: string): void {
    if (this.#young.size >= generationSize) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(key);
  }
}

function keysOf(spans: SpanColumns): SpanKeys {
  const bytes = Buffer.from(spans.ids.buffer, spans.ids.byteOffset, spans.ids.byteLength);
  const own: string[] = [];
  const parents: string[] = [];
  for (let first = 0; first < spans.length * spanIdBytes; first += spanIdBytes) {
    const trace = bytes.toString("latin1", first, first + 16);
    const parent = bytes.toString("latin1", first + 24, first + 32);
    own.push(trace + bytes.toString("latin1", first + 16, first + 24));
    parents.push(parent === noParent ? "" : trace + parent);
  }
  return { own, parents };
}

const noParent = "\0".repeat(8);
