import type { ExpectedLoss } from "../../model/quality-estimate.ts";

/** By how much one score is expected to have fallen, over the window and over its last part. */
export interface Fall {
  readonly measure: ExpectedLoss["measure"];
  /** One or two stretches; below 0 where quality rose. */
  readonly spells: readonly { readonly value: number; readonly standardError: number }[];
}

// One-sided 95 %.
const normal95 = 1.6448536269514722;

/**
 * The fall that is surest to matter: of each score the stretch that says least, so that what is over does not
 * count, and of several scores the one whose lower bound is highest. Null of no scores.
 */
export function surestLoss(
  falls: readonly Fall[],
  about: Pick<ExpectedLoss, "limit" | "isAwaited">,
): ExpectedLoss | null {
  let surest: ExpectedLoss | null = null;
  for (const { measure, spells } of falls) {
    const [first, ...rest] = spells;
    if (first === undefined) continue;
    const least = rest.reduce((a, b) => (boundOf(b) < boundOf(a) ? b : a), first);
    if (surest !== null && boundOf(least) <= boundOf(surest)) continue;
    surest = { measure, ...least, ...about };
  }
  return surest;
}

/** Whether a loss matters with a one-sided 95 % bound. */
export function isSure(loss: ExpectedLoss): boolean {
  return boundOf(loss) > loss.limit;
}

function boundOf(of: { readonly value: number; readonly standardError: number }): number {
  return of.value - normal95 * of.standardError;
}
