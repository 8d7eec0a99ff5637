const nanosecondsPerMs = 1_000_000;

/** What of a span its place on a path needs. */
export interface PathSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly service: string;
  readonly name: string;
  /** What a client span calls; empty for any other. */
  readonly peer: string;
  readonly startNs: bigint;
  readonly durationNs: bigint;
}

/** A kind of span whose own time on the critical path grew. */
export interface PathGrowth {
  readonly service: string;
  readonly name: string;
  readonly peer: string;
  /** Mean own time on the critical path of a good and of a slow trace, in ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Of all that slow traces take longer, 0 to 1. */
  readonly share: number;
}

/**
 * The kind of span (service, name, peer) whose own time on the critical path accounts for most of what slow traces take
 * longer than good ones; undefined where there are none of either, or none took longer.
 *
 * Cost O(n log n) in the spans. Source: the last-returning-child walk of critical path tracing (Eaton et al., Queue 20,
 * 2022).
 */
export function pathGrowth(
  slow: readonly PathSpan[],
  good: readonly PathSpan[],
): PathGrowth | undefined {
  const [during, before] = [meanSelfTimes(slow), meanSelfTimes(good)];
  if (during.traces === 0 || before.traces === 0) return undefined;
  let added = 0;
  let most: { readonly key: string; readonly growth: number } | undefined;
  for (const key of new Set([...during.means.keys(), ...before.means.keys()])) {
    const growth = (during.means.get(key) ?? 0) - (before.means.get(key) ?? 0);
    added += growth;
    if (growth > (most?.growth ?? 0)) most = { key, growth };
  }
  if (!most || added <= 0) return undefined;
  const [service = "", name = "", peer = ""] = most.key.split("\u0000");
  return {
    service,
    name,
    peer,
    fromMs: before.means.get(most.key) ?? 0,
    toMs: during.means.get(most.key) ?? 0,
    share: Math.min(1, most.growth / added),
  };
}

/** kind of span → its mean own time on the critical path per trace, in ms */
function meanSelfTimes(spans: readonly PathSpan[]): {
  readonly traces: number;
  readonly means: ReadonlyMap<string, number>;
} {
  const traces = Map.groupBy(spans, ({ traceId }) => traceId);
  const sums = new Map<string, number>();
  for (const trace of traces.values()) addSelfTimes(trace, sums);
  const means = new Map([...sums].map(([key, sum]) => [key, sum / traces.size]));
  return { traces: traces.size, means };
}

/** A span in ms since the start of its trace. */
interface TimedSpan {
  readonly span: PathSpan;
  readonly start: number;
  readonly end: number;
}

function addSelfTimes(trace: readonly PathSpan[], sums: Map<string, number>): void {
  const first = trace.reduce(
    (least, { startNs }) => (startNs < least ? startNs : least),
    trace[0]?.startNs ?? 0n,
  );
  const timed = trace.map((span): TimedSpan => {
    const start = Number(span.startNs - first) / nanosecondsPerMs;
    return { span, start, end: start + Number(span.durationNs) / nanosecondsPerMs };
  });
  const known = new Set(trace.map(({ spanId }) => spanId));
  const children = Map.groupBy(timed, ({ span }) => span.parentSpanId);
  const roots = timed.filter(({ span }) => !known.has(span.parentSpanId));
  const root = roots.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0];
  if (!root) return;
  // Parts of the path still to be walked, each up to the moment from which its caller was not waiting for it.
  const parts: { readonly at: TimedSpan; readonly until: number }[] = [
    { at: root, until: root.end },
  ];
  // A span whose parent is itself, or a ring of parents, is walked once.
  const walked = new Set<string>();
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const { at, until } = part;
    if (walked.has(at.span.spanId)) continue;
    walked.add(at.span.spanId);
    let waited = until;
    let own = 0;
    const called = children.get(at.span.spanId) ?? [];
    for (const child of called.toSorted((a, b) => b.end - a.end)) {
      // Clocks differ between machines: a child is kept within its parent.
      const end = Math.min(child.end, waited);
      const start = Math.max(child.start, at.start);
      if (child.end > waited && child.start >= waited) continue;
      if (end <= start) continue;
      own += waited - end;
      parts.push({ at: child, until: end });
      waited = start;
    }
    own += Math.max(0, waited - at.start);
    const key = `${at.span.service}\u0000${at.span.name}\u0000${at.span.peer}`;
    sums.set(key, (sums.get(key) ?? 0) + own);
  }
}
