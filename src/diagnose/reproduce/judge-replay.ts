import type { CapturedInput } from "../../model/captured-input.ts";
import { hasFormat } from "../../model/has-format.ts";
import type { TimeMs } from "../../model/time.ts";

/** What an endpoint made of one captured input. */
export type Reply = { readonly output: string } | { readonly error: string };

/** Whether the failure happens again. */
export type ReplayVerdict = "again" | "not-again" | "not-enough-data";

/** How often the inputs failed when they were replayed. Shares in [0, 1], NaN without judged inputs. */
export interface ReplayJudgement {
  readonly verdict: ReplayVerdict;
  readonly judgedBefore: number;
  readonly judgedSince: number;
  readonly failedBefore: number;
  readonly failedSince: number;
  /** Replies equal to what was recorded, and replies that were errors; of all replies. */
  readonly sameShare: number;
  readonly errorShare: number;
  /** Time of the first input from which on failures prevail; null where they do not. */
  readonly begins: TimeMs | null;
}

/** Where a failure begins, from what the endpoints made of the same inputs. */
export type Origin = "version" | "inputs" | "surroundings" | "unknown";

/** Standard errors by which a share must differ from the other to be told apart. */
const zMin = 2.5;
/** Inputs since the onset below which nothing is said. */
const judgedMin = 8;
/** Nats that a beginning must explain over one steady share. */
const beginMin = 3;

/**
 * Judges the replies of one endpoint: does the failure happen again on the inputs since the onset?
 * "again" when they fail clearly more often than those from before (or, without any from before, as often as
 * recorded); "not-again" when they fail clearly less often than recorded. Cost O(inputs squared), at most hundreds.
 */
export function judgeReplay(
  inputs: readonly CapturedInput[],
  replies: readonly (Reply | undefined)[],
  format: string,
): ReplayJudgement {
  const judged = inputs.flatMap((input, index) => {
    const reply = replies[index];
    const failed = reply ? failureOf(input, reply, format) : null;
    return failed === null ? [] : [{ time: input.time, side: input.side, failed }];
  });
  const before = judged.filter(({ side }) => side === "before");
  const since = judged.filter(({ side }) => side === "since");
  const answered = replies.filter((reply) => reply !== undefined);
  const same = inputs.filter((input, index) => {
    const reply = replies[index];
    return reply && "output" in reply && reply.output === input.output;
  });
  const failedSince = shareOf(since);
  const recorded = inputs.filter(({ side, failed }) => side === "since" && failed !== null);
  const recordedShare = recorded.filter(({ failed }) => failed).length / recorded.length;
  return {
    verdict: verdictOf({ before, since, recorded: recordedShare, recordedCount: recorded.length }),
    judgedBefore: before.length,
    judgedSince: since.length,
    failedBefore: shareOf(before),
    failedSince,
    sameShare: answered.length === 0 ? Number.NaN : same.length / answered.length,
    errorShare:
      answered.length === 0
        ? Number.NaN
        : answered.filter((reply) => "error" in reply).length / answered.length,
    begins: beginningOf(judged),
  };
}

/** Whether a reply is a failure; null where nothing says what is right. */
export function failureOf(input: CapturedInput, reply: Reply, format: string): boolean | null {
  if ("error" in reply) return true;
  if (input.label !== "") return reply.output !== input.label;
  const isFormed = hasFormat(reply.output, format);
  if (isFormed !== null) return !isFormed;
  // A known failure that comes out the same is one again; another answer may be right or wrong.
  if (input.failed !== null && reply.output === input.output) return input.failed;
  return null;
}

interface Judged {
  readonly time: TimeMs;
  readonly failed: boolean;
}

function verdictOf(seen: {
  readonly before: readonly Judged[];
  readonly since: readonly Judged[];
  readonly recorded: number;
  readonly recordedCount: number;
}): ReplayVerdict {
  const { before, since, recorded, recordedCount } = seen;
  if (since.length < judgedMin) return "not-enough-data";
  const share = shareOf(since);
  const isMore =
    before.length >= judgedMin &&
    distance(share, since.length, shareOf(before), before.length) >= zMin;
  if (isMore) return "again";
  if (recordedCount < judgedMin) {
    return before.length >= judgedMin ? "not-again" : "not-enough-data";
  }
  const gap = distance(recorded, recordedCount, share, since.length);
  if (gap >= zMin) return "not-again";
  return before.length < judgedMin && recorded > 0 ? "again" : "not-enough-data";
}

/** First share minus second in standard errors, both with two successes and failures added (Agresti and Caffo 2000). */
function distance(first: number, firstCount: number, second: number, secondCount: number): number {
  const [p, n] = [(first * firstCount + 1) / (firstCount + 2), firstCount + 2];
  const [q, m] = [(second * secondCount + 1) / (secondCount + 2), secondCount + 2];
  return (p - q) / Math.sqrt((p * (1 - p)) / n + (q * (1 - q)) / m);
}

function shareOf(judged: readonly Judged[]): number {
  return judged.length === 0
    ? Number.NaN
    : judged.filter(({ failed }) => failed).length / judged.length;
}

/** The cut after which failures are likelier, where the two shares explain the replies clearly better than one. */
function beginningOf(judged: readonly Judged[]): TimeMs | null {
  const ordered = judged.toSorted((a, b) => a.time - b.time);
  const likelihood = (part: readonly Judged[]): number => {
    const fails = part.filter(({ failed }) => failed).length;
    const share = (fails + 0.5) / (part.length + 1);
    return fails * Math.log(share) + (part.length - fails) * Math.log(1 - share);
  };
  let best = { gain: beginMin, at: -1 };
  for (let cut = 1; cut < ordered.length; cut++) {
    const [early, late] = [ordered.slice(0, cut), ordered.slice(cut)];
    if (shareOf(late) <= shareOf(early)) continue;
    const gain = likelihood(early) + likelihood(late) - likelihood(ordered);
    if (gain > best.gain) best = { gain, at: cut };
  }
  return ordered[best.at]?.time ?? null;
}

/**
 * Where the failure begins. It happens again on the version at work and not on another one: in the version. On
 * both: in the inputs. On none: in what surrounded the model then (a dependency, the machine, its settings).
 *
 * @param current of the version that failed
 * @param others  of the previous or candidate versions
 */
export function originOf(current: ReplayVerdict, others: readonly ReplayVerdict[]): Origin {
  if (current === "not-again") return "surroundings";
  if (current !== "again") return "unknown";
  if (others.includes("not-again")) return "version";
  return others.includes("again") ? "inputs" : "unknown";
}
