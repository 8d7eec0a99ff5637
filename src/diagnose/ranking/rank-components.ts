import { blindSigns } from "./blind-signs.ts";
import { borderSigns } from "./border-signs.ts";
import { callSigns } from "./call-signs.ts";
import type { ComponentCase, ComponentSign, RankedComponent } from "./component-case.ts";
import { deviationOf } from "./deviation.ts";
import { isGoodWhenHigh, metricKindOf, traitsOf } from "./metric-kind.ts";
import { moveFloorOf } from "./move-floor.ts";
import { calleesOf, neededBy } from "./needed-by.ts";
import { pathSigns } from "./path-signs.ts";

/** Deviations below it say nothing of a component's inside. */
const internalMin = 3;
/** What signs of other kinds add to the strongest one. */
const agreementShare = 0.2;
/** A resource that moved this far names the fault before others that moved further. */
const clearly = 2;

/**
 * Ranks components by typed evidence. Each kind of sign has a test of its own on a common scale (nats of
 * surprise): resources inside a component, time lost on the calls to it, log points that follow each other
 * in new ways, and what shows at its border, which counts only as far as nothing it needs shows the same.
 * The strongest sign decides, because faults are of one kind; what a component merely suffers from others is
 * taken off at its border before. Components the target does not need are left out.
 *
 * @returns every component named anywhere, the likeliest first; ties by name
 * Cost O(series × rows log rows + edges × components).
 */
export function rankComponents(file: ComponentCase): readonly RankedComponent[] {
  const signs = new Map<string, ComponentSign[]>();
  const add = (component: string, sign: ComponentSign) => signs.get(component)?.push(sign);
  for (const component of namesOf(file)) signs.set(component, []);
  addInternal(file, add);
  for (const { component, sign } of callSigns(file)) add(component, sign);
  for (const { component, sign } of pathSigns(file)) add(component, sign);
  for (const { component, sign } of borderSigns(file)) add(component, sign);
  for (const { component, sign } of blindSigns(file)) add(component, sign);
  for (const { component, sign } of file.further) add(component, sign);
  const within =
    file.target === null ? null : neededBy(file.target.component, calleesOf(file.edges));
  return [...signs]
    .filter(([component]) => within === null || within.has(component))
    .map(([component, own]) => ({
      component,
      score: scoreOf(own),
      signs: own.toSorted(byTelling),
    }))
    .toSorted((a, b) => b.score - a.score || a.component.localeCompare(b.component));
}

function addInternal(
  file: ComponentCase,
  add: (component: string, sign: ComponentSign) => void,
): void {
  for (const { component, metric, unit, values, quiet } of file.series) {
    const kind = metricKindOf(metric, unit);
    const traits = traitsOf(kind);
    if (!traits.isInternal) continue;
    const { z, from, to } = deviationOf(values, file, {
      traits,
      goodWhenHigh: isGoodWhenHigh(metric),
      floor: moveFloorOf(kind, metric, values),
      quiet,
    });
    if (z < internalMin) continue;
    add(component, { kind, detail: metric, strength: Math.log1p(z), from, to });
  }
}

/** The strongest sign, and a part of the strongest of every other kind: what agrees decides between equals. */
function scoreOf(signs: readonly ComponentSign[]): number {
  // kind → its strongest
  const byKind = new Map<string, number>();
  for (const { kind, strength } of signs) {
    // That nobody watches a place agrees with everything.
    if (kind === "blind" && signs.length > 1) continue;
    byKind.set(kind, Math.max(byKind.get(kind) ?? 0, strength));
  }
  const strengths = [...byKind.values()].toSorted((a, b) => b - a);
  const [best = 0, ...others] = strengths;
  return best + agreementShare * others.reduce((sum, strength) => sum + strength, 0);
}

/** Own resources that clearly moved by precedence, then all by strength. */
function byTelling(a: ComponentSign, b: ComponentSign): number {
  const rank = (sign: ComponentSign): number => {
    switch (sign.kind) {
      case "call":
      case "path":
      case "log":
      case "blind":
        return 50;
      case "change":
        return 60;
      default: {
        const { isInternal, precedence } = traitsOf(sign.kind);
        return isInternal && sign.strength >= clearly ? precedence : 100;
      }
    }
  };
  return rank(a) - rank(b) || b.strength - a.strength;
}

function namesOf(file: ComponentCase): ReadonlySet<string> {
  const names = new Set(file.series.map(({ component }) => component));
  for (const { caller, callee } of [...file.edges, ...file.calls]) names.add(caller).add(callee);
  for (const { component } of [...file.paths, ...file.further]) names.add(component);
  return names;
}
