import type { ComponentCase, ComponentSign, LogPath } from "./component-case.ts";
import { calleesOf, neededBy } from "./needed-by.ts";

/** z of a changed branch that is worth one nat. */
const zOfNat = 4;
/** Deviations that counts show by bursts alone: branches of busy code are not coin flips. */
const overdispersion = 1.5;
/** Work that ends early is often a callee's failure coming through: such a branch says half. */
const endShare = 0.5;
/** Part of an early end that is taken off when a component below shows as much. */
const throughShare = 0.5;

/**
 * Log points that follow each other in new ways: for every point, the shares of its successors before and
 * during, by a two-proportion test. A fault in code sends work down another branch where it lies; callers
 * only see their work end early, so an early end counts half, and less where a component it calls has a
 * changed branch of its own.
 */
export function pathSigns(
  file: ComponentCase,
): readonly { readonly component: string; readonly sign: ComponentSign }[] {
  const totals = new Map<string, { before: number; during: number }>();
  for (const path of file.paths) {
    const key = keyOf(path);
    const known = totals.get(key) ?? { before: 0, during: 0 };
    totals.set(key, {
      before: known.before + path.before,
      during: known.during + path.during,
    });
  }
  // component → its most changed branch
  const best = new Map<string, ComponentSign>();
  for (const path of file.paths) {
    const total = totals.get(keyOf(path));
    if (total === undefined || total.before === 0 || total.during === 0) continue;
    // A branch taken less mirrors the ones taken more.
    const z = changeOf(path, total);
    if (z <= 0) continue;
    const part = path.to === "$" ? endShare : 1;
    const strength = (part * z) / zOfNat / overdispersion;
    const known = best.get(path.component);
    if (known !== undefined && known.strength >= strength) continue;
    best.set(path.component, {
      kind: "path",
      detail: `${path.from} → ${path.to}`,
      strength,
      from: path.before / total.before,
      to: path.during / total.during,
    });
  }
  const callees = calleesOf(file.edges);
  return [...best].map(([component, sign]) => ({
    component,
    sign: { ...sign, strength: sign.strength * (1 - throughShare * fromBelow(component)) },
  }));

  /** How far an early end of the component's work is matched by a new branch in what it needs. */
  function fromBelow(component: string): number {
    const sign = best.get(component);
    if (sign === undefined || !sign.detail.endsWith(" → $")) return 0;
    let below = 0;
    for (const name of neededBy(component, callees)) {
      const other = best.get(name);
      if (name === component || other === undefined || other.detail.endsWith(" → $")) continue;
      below = Math.max(below, other.strength);
    }
    return Math.min(1, below / sign.strength);
  }
}

function keyOf({ component, from }: LogPath): string {
  return `${component}\u0000${from}`;
}

/** z of the difference of two shares, with half a count added on each side. */
function changeOf(
  path: LogPath,
  total: { readonly before: number; readonly during: number },
): number {
  const before = (path.before + 0.5) / (total.before + 1);
  const during = (path.during + 0.5) / (total.during + 1);
  const pooled = (path.before + path.during + 1) / (total.before + total.during + 2);
  const variance = pooled * (1 - pooled) * (1 / total.before + 1 / total.during);
  return (during - before) / Math.sqrt(variance);
}
