import { type AlertCase, type AlertSign, serviceOfInstance } from "./alert-case.ts";

/** operation → the service that serves it. */
export type Operations = ReadonlyMap<string, string>;

/** How much a sign seen anywhere weighs beside a component's own ones. */
const elsewhere = 0.2;

/**
 * What each component shows in an incident, as named numbers a choice model can weigh. Own signs come
 * alone and together with the service, because the same alert means other things on a database than on a
 * front end; counts are logarithmic; what other services show comes as a weak hint with both names.
 *
 * @param operations who serves which operation: a call may be seen by its caller alone
 * @returns component → feature name → value, for every component of the case
 * Cost O(components × signs).
 */
export function alertFeatures(
  alerts: AlertCase,
  operations: Operations,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const around = new Set(alerts.signs.map(tokenOf));
  const callers = callersIn(alerts);
  const found = new Map<string, ReadonlyMap<string, number>>();
  for (const component of alerts.components) {
    const features = new Map<string, number>();
    const service = serviceOfInstance(component);
    features.set(`service ${service}`, 1);
    addOwn(features, { component, service, signs: alerts.signs });
    addServed(features, { component, service, signs: alerts.signs, operations });
    addCallers(features, { service, signs: alerts.signs, callers: callers.get(service) });
    for (const token of around) features.set(`around ${service} ${token}`, elsewhere);
    found.set(component, features);
  }
  return found;
}

/** A sign by service, for other components to see. */
function tokenOf(sign: AlertSign): string {
  const place = serviceOfInstance(sign.component);
  const caller = sign.caller === "" ? "" : ` from ${serviceOfInstance(sign.caller)}`;
  return `${sign.source} ${place} ${sign.name} ${sign.change}${caller}`;
}

function addOwn(
  features: Map<string, number>,
  at: {
    readonly component: string;
    readonly service: string;
    readonly signs: readonly AlertSign[];
  },
): void {
  const metrics = new Set<string>();
  const logs = new Set<string>();
  // "role change" → how many calls.
  const calls = new Map<string, number>();
  for (const sign of at.signs) {
    const own = sign.component === at.component;
    const name = `${sign.name} ${sign.change}`;
    if (sign.source === "call") {
      if (!own && sign.caller !== at.component) continue;
      const role = !own ? "caller" : sign.caller === at.component ? "self" : "callee";
      features.set(`call ${role} ${name}`, 1);
      const key = `${role} ${sign.change === "slow" ? "slow" : "failing"}`;
      calls.set(key, (calls.get(key) ?? 0) + 1);
    } else if (own) (sign.source === "metric" ? metrics : logs).add(name);
  }
  for (const name of metrics) {
    features.set(`metric ${name}`, 1);
    features.set(`metric ${at.service} ${name}`, 1);
  }
  for (const name of logs) features.set(`log ${at.service} ${name}`, 1);
  for (const [key, count] of calls) {
    features.set(`calls ${key}`, 1);
    features.set(`calls ${key} count`, Math.log1p(count));
  }
  features.set("metric count", Math.log1p(metrics.size));
  features.set("log count", Math.log1p(logs.size));
}

/**
 * Trouble with the operations a component serves as their callers see it, and whether the component sees it
 * too: what only the caller sees lies between the two.
 */
function addServed(
  features: Map<string, number>,
  at: {
    readonly component: string;
    readonly service: string;
    readonly signs: readonly AlertSign[];
    readonly operations: Operations;
  },
): void {
  const seen = new Set(
    at.signs
      .filter(
        ({ source, component, caller }) =>
          source === "call" && component === at.component && caller !== component,
      )
      .map(({ name }) => name),
  );
  for (const { source, component, caller, name, change } of at.signs) {
    if (source !== "call" || caller !== component || at.operations.get(name) !== at.service)
      continue;
    const trouble = change === "slow" ? "slow" : "failing";
    features.set(`served ${trouble}`, 1);
    features.set(`served ${at.service} ${trouble}`, 1);
    features.set(`served ${trouble} ${seen.has(name) ? "seen" : "unseen"}`, 1);
  }
}

/** service → instances that call it, as far as this incident's calls tell. */
function callersIn({ signs }: AlertCase): ReadonlyMap<string, ReadonlySet<string>> {
  const callers = new Map<string, Set<string>>();
  for (const { source, component, caller } of signs) {
    if (source !== "call" || caller === component) continue;
    const service = serviceOfInstance(component);
    const known = callers.get(service) ?? new Set();
    callers.set(service, known.add(caller));
  }
  return callers;
}

/** Metrics of those who call the service: a caller shows what its callee does to it. */
function addCallers(
  features: Map<string, number>,
  at: {
    readonly service: string;
    readonly signs: readonly AlertSign[];
    readonly callers: ReadonlySet<string> | undefined;
  },
): void {
  for (const { source, component, name, change } of at.signs) {
    if (source !== "metric" || at.callers?.has(component) !== true) continue;
    features.set(`caller of ${at.service} ${name} ${change}`, 1);
  }
}

/** Who serves which operation, by the calls of many incidents: the service named most often. */
export function operationsOf(cases: readonly AlertCase[]): Operations {
  const counts = new Map<string, Map<string, number>>();
  for (const { signs } of cases) {
    for (const { source, component, caller, name } of signs) {
      if (source !== "call" || caller === component) continue;
      const service = serviceOfInstance(component);
      const known = counts.get(name) ?? new Map<string, number>();
      counts.set(name, known.set(service, (known.get(service) ?? 0) + 1));
    }
  }
  return new Map(
    [...counts].map(([name, services]) => {
      const [most] = [...services].toSorted((a, b) => b[1] - a[1]);
      return [name, most?.[0] ?? ""];
    }),
  );
}
