import { lineOfRecord } from "../logs/line-of-record.ts";
import { templateMiner } from "../logs/template-miner.ts";

/** A line must stand in this share of the failing traces, and be this much commoner there than in good ones. */
const failingShareMin = 0.3;
const timesMin = 4;

/** A log line of a trace. */
export interface TraceLine {
  readonly traceId: string;
  readonly service: string;
  readonly isError: boolean;
  readonly body: string;
}

/** A kind of line that failing traces write and good ones do not. */
export interface LineOfTraces {
  readonly service: string;
  readonly isError: boolean;
  /** Shares of the traces with such a line, 0 to 1. */
  readonly failingShare: number;
  readonly goodShare: number;
  /** One of the lines; of a stack trace its error and where it was raised. */
  readonly sample: string;
}

/**
 * Kinds of lines by how much more of the failing traces than of the good ones wrote them, the clearest first. Empty
 * where there are no traces of either.
 *
 * Cost O(lines).
 */
export function linesOfTraces(
  lines: readonly TraceLine[],
  traces: { readonly failing: ReadonlySet<string>; readonly good: ReadonlySet<string> },
): readonly LineOfTraces[] {
  const { failing, good } = traces;
  if (failing.size === 0 || good.size === 0) return [];
  const miner = templateMiner();
  const kept = lines.map((line) => {
    const text = lineOfRecord(line.body);
    return { ...line, text, template: miner.add(text).id };
  });
  const kinds = Map.groupBy(
    kept,
    ({ service, template }) => `${service}\u0000${miner.resolve(template)}`,
  );
  const found = [...kinds.values()].flatMap((kind): readonly LineOfTraces[] => {
    const [first] = kind;
    if (!first) return [];
    const ids = new Set(kind.map(({ traceId }) => traceId));
    const failingShare = shareOf(failing, ids);
    const goodShare = shareOf(good, ids);
    if (failingShare < failingShareMin || failingShare < timesMin * goodShare) return [];
    const { service, isError, text: sample } = first;
    return [{ service, isError, failingShare, goodShare, sample }];
  });
  return found.toSorted(
    (a, b) =>
      Number(b.isError) - Number(a.isError) ||
      b.failingShare - b.goodShare - (a.failingShare - a.goodShare),
  );
}

function shareOf(traces: ReadonlySet<string>, having: ReadonlySet<string>): number {
  let count = 0;
  for (const trace of traces) if (having.has(trace)) count++;
  return count / traces.size;
}
