import { type AlertCase, type AlertSign, serviceOfInstance } from "./alert-case.ts";

/** How much a sign seen anywhere weighs beside a component's own ones. */
const elsewhere = 0.2;

/**
 * What each component shows in an incident, as named numbers a choice model can weigh. Own signs come
 * alone and together with the service, because the same alert means other things on a database than on a
 * front end; counts are logarithmic; what other services show comes as a weak hint with both names.
 *
 * @returns component → feature name → value, for every component of the case
 * Cost O(components × signs).
 */
export function alertFeatures(alerts: AlertCase): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const around = new Set(alerts.signs.map(tokenOf));
  const found = new Map<string, ReadonlyMap<string, number>>();
  for (const component of alerts.components) {
    const features = new Map<string, number>();
    const service = serviceOfInstance(component);
    features.set(`service ${service}`, 1);
    addOwn(features, { component, service, signs: alerts.signs });
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
