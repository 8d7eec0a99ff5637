import type { CallEdge, ComponentCase, ComponentSeries, ComponentSign } from "./component-case.ts";
import { deviationOf } from "./deviation.ts";
import { isGoodWhenHigh, metricKindOf, type MetricKind, traitsOf } from "./metric-kind.ts";
import { moveFloorOf } from "./move-floor.ts";
import { type Callees, calleesOf, neededBy } from "./needed-by.ts";
import { isCallerSide } from "./caller-side.ts";

/** Deviation at which a border sign is half certain. */
const halfAt = 4;
/** Strength of a border sign that is certain and its own: a border says less of the inside than the inside does. */
const borderMost = 2;
/** Power on a component's part of the added trouble: a bottleneck shows where the most is lost. */
const massPower = 0.5;

interface Border {
  readonly kind: MetricKind;
  readonly detail: string;
  readonly z: number;
  readonly from: number;
  readonly to: number;
  /** Trouble added over the window: extra time or failures times requests. */
  readonly mass: number;
  /** Requests a row. */
  readonly load: number;
}

/**
 * What shows where a component answers others: latency, errors and the like. A caller shows what its
 * callees do to it, so a border sign counts only as far as no callee shows one too: the largest jump along
 * the calls marks the cause. Among equals, the one through which most of the trouble flows.
 */
export function borderSigns(
  file: ComponentCase,
): readonly { readonly component: string; readonly sign: ComponentSign }[] {
  const borders = bordersOf(file);
  const most = [...borders.values()].reduce((top, { mass }) => Math.max(top, mass), 0);
  const map = { below: calleesOf(file.edges), above: calleesOf(file.edges.map(turned)) };
  const found: { component: string; sign: ComponentSign }[] = [];
  for (const [component, border] of borders) {
    if (border.z <= 0) continue;
    const callees = map.below.get(component) ?? [];
    const beneath = callees.flatMap((name) => borders.get(name) ?? []);
    const behind = callees.length > 0 ? [] : behindPassage(component, map);
    const passed = behind
      .flatMap((name) => borders.get(name) ?? [])
      .filter(({ load }) => load > border.load);
    let below = 0;
    for (const other of [...beneath, ...passed]) below = Math.max(below, explained(border, other));
    const part = most > 0 && Number.isFinite(border.mass) ? (border.mass / most) ** massPower : 1;
    const own = certainty(border.z) * (1 - below) * part;
    const strength = borderMost * own;
    const { kind, detail, from, to } = border;
    found.push({ component, sign: { kind, detail, strength, from, to } });
  }
  return found;
}

/** component → its most telling border metric, of the target's kind where a target is given. */
function bordersOf(file: ComponentCase): ReadonlyMap<string, Border> {
  const borders = new Map<string, Border>();
  const loads = new Map(
    file.series
      .filter(({ metric, unit }) => metricKindOf(metric, unit) === "load")
      .map((series) => [series.component, series]),
  );
  for (const series of file.series) {
    const { component, metric, unit, values, quiet } = series;
    const kind = metricKindOf(metric, unit);
    const traits = traitsOf(kind);
    if (traits.isInternal || traits.worse === "both" || isCallerSide(metric)) continue;
    if (file.target !== null && kind !== file.target.kind) continue;
    const goodWhenHigh = isGoodWhenHigh(metric);
    const floor = moveFloorOf(kind, metric, values);
    const moved = deviationOf(values, file, { traits, goodWhenHigh, floor, quiet });
    const load = meanDuring(loads.get(component), file);
    const mass = Math.abs(moved.to - moved.from) * load;
    const known = borders.get(component);
    if (known !== undefined && known.z >= moved.z) continue;
    borders.set(component, {
      kind,
      detail: metric,
      z: moved.z,
      from: moved.from,
      to: moved.to,
      mass,
      load,
    });
  }
  return borders;
}

/**
 * What an address without callees of its own (a load balancer, a name) may lead to: components that its
 * callers call as well and that do not need it. Traces often see such a passage and what is behind it as two.
 */
function behindPassage(
  component: string,
  { below, above }: { readonly below: Callees; readonly above: Callees },
): readonly string[] {
  const siblings = new Set(
    (above.get(component) ?? []).flatMap((caller) => below.get(caller) ?? []),
  );
  siblings.delete(component);
  return [...siblings].filter((name) => !neededBy(name, below).has(component));
}

function turned({ caller, callee }: CallEdge): CallEdge {
  return { caller: callee, callee: caller };
}

/** How much of a caller's trouble a callee accounts for: what it adds, as surely as it does. */
function explained(caller: Border, callee: Border): number {
  const added = callee.mass / caller.mass;
  return certainty(callee.z) * (Number.isFinite(added) ? Math.min(1, added) : 1);
}

function certainty(z: number): number {
  return z <= 0 ? 0 : z / (z + halfAt);
}

function meanDuring(load: ComponentSeries | undefined, file: ComponentCase): number {
  if (load === undefined) return Number.NaN;
  let sum = 0;
  let count = 0;
  for (let row = file.during.start; row < file.during.end; row++) {
    const value = load.values[row] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? Number.NaN : sum / count;
}
