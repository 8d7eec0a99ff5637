import { median } from "../../stats/median.ts";
import { isCallerSide } from "./caller-side.ts";
import type { ComponentCase, ComponentSign } from "./component-case.ts";
import { deviationOf } from "./deviation.ts";
import { metricKindOf, traitsOf } from "./metric-kind.ts";

/** Factors, in nats, a call's waiting time varies by without a cause. */
const usual = 1;
/** Calls in a window at which its time is half believed. */
const halfCalls = 2;
/** Deviations of a caller's waiting time that count, and no further. */
const waitMin = 2;
/** Part of a share that a component loses when it is hardly ever called: its waits would hardly show. */
const seldomShare = 0.1;
const waitMax = 8;

type Signs = readonly { readonly component: string; readonly sign: ComponentSign }[];

/**
 * Time lost on the way to a component. With times by call, the mean factor over all that call it: a slow
 * network slows every caller, a slow caller only its own. With waiting times by caller alone, the share of
 * waiting callers that a component explains (Ochiai's measure of fault localisation, callers for tests).
 */
export function callSigns(file: ComponentCase): Signs {
  return file.calls.length > 0 ? fromCalls(file) : fromCallers(file);
}

function fromCalls(file: ComponentCase): Signs {
  // callee → its callers' factors and how much each is believed
  const found = new Map<string, { weight: number; sum: number; detail: string; best: number }>();
  for (const call of file.calls) {
    const from = median(call.before.filter((wait) => wait > 0));
    const to = median(call.during.filter((wait) => wait > 0));
    if (!(from > 0) || !(to > 0)) continue;
    const weight = call.duringCalls / (call.duringCalls + halfCalls);
    const factor = Math.max(0, Math.log(to / from) - usual);
    const known = found.get(call.callee) ?? { weight: 0, sum: 0, detail: call.caller, best: 0 };
    const isBest = factor > known.best;
    found.set(call.callee, {
      weight: known.weight + weight,
      sum: known.sum + weight * factor,
      detail: isBest ? call.caller : known.detail,
      best: isBest ? factor : known.best,
    });
  }
  return [...found].map(([component, { weight, sum, detail }]) => ({
    component,
    sign: {
      kind: "call",
      detail,
      // Shrunk by half a caller: one that calls seldom proves little.
      strength: sum / (weight + 0.5),
      from: Number.NaN,
      to: Number.NaN,
    },
  }));
}

function fromCallers(file: ComponentCase): Signs {
  const traits = traitsOf("latency");
  // caller → how much longer it waits
  const waits = new Map<string, number>();
  for (const { component, metric, unit, values, quiet } of file.series) {
    if (metricKindOf(metric, unit) !== "latency" || !isCallerSide(metric)) continue;
    const options = { traits, goodWhenHigh: false, floor: 0, quiet };
    const { z } = deviationOf(values, file, options);
    waits.set(component, Math.max(waits.get(component) ?? 0, Math.min(waitMax, z)));
  }
  for (const [caller, z] of waits) if (z < waitMin) waits.set(caller, 0);
  if (![...waits.values()].some((z) => z > 0)) return [];
  const loads = loadsOf(file);
  const callees = new Set(file.edges.map(({ callee }) => callee));
  const total = [...waits].reduce(
    (sum, [caller, z]) => (file.edges.some((edge) => edge.caller === caller) ? sum + z : sum),
    0,
  );
  const found: { component: string; sign: ComponentSign }[] = [];
  for (const component of callees) {
    const callers = file.edges
      .filter(({ callee, caller }) => callee === component && waits.has(caller))
      .map(({ caller }) => caller);
    const explained = callers.reduce((sum, caller) => sum + (waits.get(caller) ?? 0), 0);
    if (explained <= 0) continue;
    const seen = 1 - seldomShare * (1 - loadShareOf(component, loads));
    const share = (seen * explained) / Math.sqrt(total * waitMax * callers.length);
    const detail = callers.toSorted((a, b) => (waits.get(b) ?? 0) - (waits.get(a) ?? 0))[0] ?? "";
    const strength = Math.log1p(waitMax * share);
    found.push({
      component,
      sign: { kind: "call", detail, strength, from: Number.NaN, to: Number.NaN },
    });
  }
  return found;
}

/** component → requests a row in the quiet time, where known. */
function loadsOf(file: ComponentCase): ReadonlyMap<string, number> {
  const loads = new Map<string, number>();
  for (const { component, metric, unit, values } of file.series) {
    if (metricKindOf(metric, unit) !== "load") continue;
    const rows = file.before.flatMap(({ start, end }) => [...values.subarray(start, end)]);
    const known = rows.filter((value) => Number.isFinite(value));
    if (known.length > 0) loads.set(component, Math.max(loads.get(component) ?? 0, median(known)));
  }
  return loads;
}

/** Square root of a component's share of the largest load; 0 where its load is not known. */
function loadShareOf(component: string, loads: ReadonlyMap<string, number>): number {
  const most = Math.max(0, ...loads.values());
  return most > 0 ? Math.sqrt((loads.get(component) ?? 0) / most) : 0;
}
