import type { CaseFile, FailingSpans } from "../diagnose/probe.ts";
import { failingPeers } from "../diagnose/probes/dependency.ts";
import { tightResources } from "../diagnose/resource.ts";
import { scopeOf } from "../diagnose/scope.ts";
import { isWhole, shiftsOf } from "../diagnose/shift.ts";
import { findDifferences } from "../diagnose/slices/find-slices.ts";
import type { Loop } from "./loop.ts";
import { spanTable } from "./span-table.ts";

const spansMax = 4_000;
// Fewer failing or good spans than these tell nothing.
const spansMin = 10;
const nanoseconds = 1_000_000;

/**
 * What sets the failing (or slow) spans of the service apart from its good ones since the onset. One query, and only
 * where a service fails or is slow by itself: a failing callee or a shortage explains it without.
 */
export async function failingSpans(
  loop: Pick<Loop, "store">,
  project: string,
  file: CaseFile,
): Promise<FailingSpans | undefined> {
  if (failingPeers(file).length > 0 || tightResources(file).length > 0) return undefined;
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
  const { service } = shift.subject;
  const spans = await loop.store.spans(project, {
    window: file.during,
    service,
    limit: spansMax,
    bodies: false,
  });
  const isError = shift.role === "errors";
  // The usual latency stands in `from`; half more is slow.
  const slowNs = shift.from * 1.5 * nanoseconds;
  const chosen = Uint8Array.from(spans, ({ status, durationNs }) =>
    (isError ? status === "error" : Number(durationNs) > slowNs) ? 1 : 0,
  );
  const failing = chosen.reduce((sum, one) => sum + one, 0);
  if (failing < spansMin || spans.length - failing < spansMin) return undefined;
  const differences = findDifferences({ table: spanTable(spans), chosen, slicesMax: 2 });
  return { service, isError, failing, spans: spans.length, differences };
}
