/**
 * Online control of false discoveries over many series: which of a never-ending stream of p-values to believe, so that
 * of all that were believed at most a share `alpha` is expected to be chance. Plain JSON, written by its owner.
 */
export interface FalseDiscoveryControl {
  /** Expected share of false ones among the believed, in (0, 1). */
  readonly alpha: number;
  /** Tests so far. */
  tested: number;
  /** Numbers of the tests believed, newest last, at most 200: older ones would lend almost nothing. */
  believed: number[];
  /** Tests believed in all. */
  believedCount: number;
}

/** A control that has tested nothing. @param alpha in (0, 1), 0.05 for one in twenty */
export function newFalseDiscoveryControl(alpha: number): FalseDiscoveryControl {
  return { alpha, tested: 0, believed: [], believedCount: 0 };
}

const believedMax = 200;

/**
 * Tests the next p-value by LORD++: it is believed when it is at most the level the budget allows now. Half of alpha is
 * spent over time by a falling series; each discovery earns alpha back (the first one the half that was held back). So
 * the level falls slowly while nothing is found, and rises when alarms come in company.
 *
 * @param p in [0, 1], valid under the null (P(p ≤ u) ≤ u), independent of or positively dependent on the past; NaN counts
 *   as 1
 * @returns whether it is believed, and the level it was held to
 * Cost O(discoveries kept), at most 200. Source: Ramdas, Yang, Wainwright and Jordan 2017 (LORD++), with the series of
 *   Javanmard and Montanari 2018.
 */
export function believe(
  control: FalseDiscoveryControl,
  p: number,
): { readonly believed: boolean; readonly level: number } {
  control.tested += 1;
  const level = levelOf(control);
  const believed = p <= level;
  if (believed) {
    control.believedCount += 1;
    control.believed.push(control.tested);
    if (control.believed.length > believedMax) control.believed.shift();
  }
  return { believed, level };
}

/** The level of test number `tested`. */
function levelOf({ alpha, tested, believed, believedCount }: FalseDiscoveryControl): number {
  const start = alpha / 2;
  let level = start * share(tested);
  believed.forEach((at, index) => {
    const isFirst = believedCount === believed.length && index === 0;
    level += (isFirst ? alpha - start : alpha) * share(tested - at);
  });
  return level;
}

/** What test number k after a start or discovery may spend of it: 0.0722 · ln max(k, 2) / (k e^√ln k), which sums to 1. */
function share(k: number): number {
  const logarithm = Math.log(k);
  return (0.0722 * Math.log(Math.max(k, 2))) / (k * Math.exp(Math.sqrt(logarithm)));
}
