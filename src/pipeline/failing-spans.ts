import type { CaseFile, FailingSpans } from "../diagnose/probe.ts";
import { failingPeers } from "../diagnose/probes/dependency.ts";
import { tightResources } from "../diagnose/resource.ts";
import { scopeOf } from "../diagnose/scope.ts";
import { isWhole, shiftsOf } from "../diagnose/shift.ts";
import { findDifferences } from "../diagnose/slices/find-slices.ts";
import { pathGrowth } from "../diagnose/traces/critical-path.ts";
import { linesOfTraces } from "../diagnose/traces/lines-of-traces.ts";
import { second, type Window } from "../model/time.ts";
import type { StoredSpan } from "../store/store.ts";
import type { Loop } from "./loop.ts";
import { spanTable } from "./span-table.ts";

const spansMax = 4_000;
// Fewer failing or good spans than these tell nothing.
const spansMin = 10;
const nanoseconds = 1_000_000;
// Kinds of lines told.
const linesMax = 2;
const aroundMs = 10 * second;

// Traces of each side that are looked into, and spans and lines read of them.
const tracesMax = 60;
const traceSpansMax = 6_000;
const traceLinesMax = 3_000;

/**
 * What sets the failing (or slow) spans of a service apart from its good ones since the onset: attributes, the log
 * lines of their traces and where these lose their time. Looked at where a service fails or is slow by itself, or
 * where one that it calls fails: the deepest of those; not where a shortage explains it. Two or three queries.
 */
export async function failingSpans(
  loop: Pick<Loop, "store">,
  project: string,
  file: CaseFile,
): Promise<FailingSpans | undefined> {
  const suspect = suspectOf(file);
  if (!suspect) return undefined;
  const { service, isError, slowMs, isCalled } = suspect;
  const all = await loop.store.spans(project, {
    window: file.during,
    service,
    limit: spansMax,
    bodies: false,
  });
  // Of a called service only what it was asked counts.
  const spans = isCalled ? all.filter(({ kind }) => kind === "server") : all;
  const isBad = ({ status, durationNs }: StoredSpan): boolean =>
    isError ? status === "error" : Number(durationNs) > slowMs * nanoseconds;
  const chosen = Uint8Array.from(spans, (span) => (isBad(span) ? 1 : 0));
  const failing = chosen.reduce((sum, one) => sum + one, 0);
  if (failing < spansMin || spans.length - failing < spansMin) return undefined;
  const differences = findDifferences({ table: spanTable(spans), chosen, slicesMax: 2 });
  const traces = tracesOf(spans, isBad);
  const lines = await linesOf(loop, project, { file, traces });
  const found = { service, isError, isCalled, failing, spans: spans.length, differences, lines };
  const path = isError ? undefined : await pathOf(loop, project, traces);
  return path ? { ...found, path } : found;
}

/** Which service's spans to look at. */
interface Suspect {
  readonly service: string;
  readonly isError: boolean;
  /** Longer is slow: half more than usual. */
  readonly slowMs: number;
  readonly isCalled: boolean;
}

function suspectOf(file: CaseFile): Suspect | undefined {
  if (tightResources(file).length > 0) return undefined;
  const peers = failingPeers(file);
  if (peers.length > 0) {
    const deepest = peers.find(({ failing, deeper }) => failing !== undefined && deeper === "");
    if (!deepest) return undefined;
    return { service: deepest.peer, isError: true, slowMs: Infinity, isCalled: true };
  }
  const { services } = scopeOf(file);
  const worse = shiftsOf(file).filter(
    ({ subject, slice, worse, role }) =>
      worse &&
      subject.kind === "service" &&
      services.includes(subject.service) &&
      isWhole(slice) &&
      (role === "errors" || role === "latency"),
  );
  const shift = worse.find(({ role }) => role === "errors") ?? worse[0];
  if (shift?.subject.kind !== "service") return undefined;
  return {
    service: shift.subject.service,
    isError: shift.role === "errors",
    // The usual latency stands in `from`.
    slowMs: shift.from * 1.5,
    isCalled: false,
  };
}

/** Newest traces with a bad span, and with good ones only. */
interface Traces {
  readonly failing: ReadonlySet<string>;
  readonly good: ReadonlySet<string>;
  readonly window: Window;
}

function tracesOf(spans: readonly StoredSpan[], isBad: (span: StoredSpan) => boolean): Traces {
  const bad = new Set(spans.filter(isBad).map(({ traceId }) => traceId));
  const failing = new Set<string>();
  const good = new Set<string>();
  let start = Infinity;
  let end = -Infinity;
  for (const { traceId, startNs, durationNs } of spans.toReversed()) {
    const side = bad.has(traceId) ? failing : good;
    if (traceId === "" || (side.size >= tracesMax && !side.has(traceId))) continue;
    side.add(traceId);
    start = Math.min(start, Number(startNs / 1_000_000n));
    end = Math.max(end, Number((startNs + durationNs) / 1_000_000n));
  }
  // Callers began before, and lines may be written a little after.
  return { failing, good, window: { start: start - aroundMs, end: end + aroundMs } };
}

async function linesOf(
  loop: Pick<Loop, "store">,
  project: string,
  { file, traces }: { readonly file: CaseFile; readonly traces: Traces },
): Promise<FailingSpans["lines"]> {
  const { failing, good, window } = traces;
  // Where no logs come, nothing is asked.
  if (!file.logTemplates?.length || failing.size === 0 || good.size === 0) return [];
  const rows = await loop.store.logs(project, {
    window,
    traceIds: [...failing, ...good],
    limit: traceLinesMax,
  });
  const lines = rows.map(({ traceId, service, severity, body }) => ({
    traceId,
    service,
    isError: severity === "error" || severity === "fatal",
    body,
  }));
  return linesOfTraces(lines, traces).slice(0, linesMax);
}

async function pathOf(
  loop: Pick<Loop, "store">,
  project: string,
  traces: Traces,
): Promise<FailingSpans["path"]> {
  const { failing, good, window } = traces;
  if (failing.size === 0 || good.size === 0) return undefined;
  const spans = await loop.store.spans(project, {
    window,
    traceIds: [...failing, ...good],
    limit: traceSpansMax,
    bodies: false,
  });
  return pathGrowth(
    spans.filter(({ traceId }) => failing.has(traceId)),
    spans.filter(({ traceId }) => good.has(traceId)),
  );
}
