import type { SpanRow } from "../model/signals.ts";

/** Span ids remembered per generation; two generations are kept. */
const generationSize = 50_000;

/**
 * Decides which inference spans are leaves. Agents, chains and gateways repeat the usage of the calls
 * beneath them, so only the innermost inference span of a branch counts as an LLM call; what its
 * ancestors reported stays among their attributes. Children usually end, and are exported, before
 * their parents, so the ancestors of calls of earlier batches are remembered (bounded).
 */
export class LeafUsage {
  // "trace span" of spans with an inference beneath them; two generations bound the memory
  #young = new Set<string>();
  #old = new Set<string>();

  /** The same spans; those that are not leaves lose their LLM record. */
  keepLeaves(spans: readonly SpanRow[]): readonly SpanRow[] {
    const nothingKnown = this.#young.size === 0 && this.#old.size === 0;
    if (nothingKnown && spans.every((span) => span.llm === null)) return spans;
    const byId = new Map<string, SpanRow>();
    for (const span of spans) byId.set(`${span.traceId} ${span.spanId}`, span);
    for (const span of spans) {
      if (span.llm === null && !this.#isAncestor(`${span.traceId} ${span.spanId}`)) continue;
      this.#markAncestors(span, byId);
    }
    return spans.map((span) =>
      span.llm !== null && this.#isAncestor(`${span.traceId} ${span.spanId}`)
        ? { ...span, llm: null }
        : span,
    );
  }

  #markAncestors(span: SpanRow, byId: ReadonlyMap<string, SpanRow>): void {
    let current: SpanRow | undefined = span;
    // 64 levels: deeper agent trees are cut, which can only leave an ancestor's record in place.
    for (let level = 0; level < 64 && current && current.parentSpanId !== ""; level += 1) {
      const parent: string = `${current.traceId} ${current.parentSpanId}`;
      if (this.#young.has(parent)) return;
      this.#remember(parent);
      current = byId.get(parent);
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
