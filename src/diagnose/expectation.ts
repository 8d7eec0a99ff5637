import type { CauseKind } from "../model/component.ts";
import type { FactName } from "./fact.ts";

/** What a kind of cause leads one to expect, in nats: [weight when seen, weight when absent]. */
export interface Expectation {
  /** Log-odds against "something else" before anything is known. */
  readonly prior: number;
  readonly facts: { readonly [Name in FactName]?: readonly [seen: number, absent: number] };
}

/** For kinds without a line of their own. */
const plain: Expectation = { prior: -3, facts: {} };

/**
 * Priors and expectations by kind. The figures are judged, not learned: 0.5 is a hint, 1.5 a clear sign,
 * 3 or more nearly decides. A cause is charged for symptoms it cannot make (a slow dependency does not
 * lower accuracy) and for signs it must leave and did not. They will be fitted on the fault laboratory.
 */
const table: { readonly [Kind in CauseKind]?: Expectation } = {
  "bad-version": {
    prior: -2,
    facts: {
      "settings-changed": [-0.7, 0],
      "tools-failing": [-1, 0],
      "release-stuck": [-1.5, 0],
      "version-switched": [0.5, -3],
      "inputs-drifted": [-2, 0.5],
      "nulls-rose": [-2.5, 0.3],
      "dependency-failing": [-1.5, 0.2],
      "resource-tight": [-0.7, 0],
      "feature-broken": [-2, 0],
      "service-released": [-0.7, 0],
      "hardware-ill": [-1, 0],
    },
  },
  prompt: {
    prior: -2,
    facts: {
      "model-busier": [1.5, 0],
      "settings-changed": [-0.7, 0],
      "version-switched": [0.5, -2],
      "format-broken": [1, -0.7],
      "inputs-drifted": [-0.5, 0.2],
      "dependency-failing": [-1.5, 0.2],
      "injection-rose": [-3, 0.2],
      "retrieval-worse": [-1, 0],
    },
  },
  "data-drift": {
    prior: -2.2,
    facts: {
      "model-busier": [0.5, 0],
      "settings-changed": [-1.5, 0],
      "tools-failing": [-1.5, 0],
      "inputs-drifted": [0.3, -4],
      "version-switched": [-1.2, 0.7],
      "nulls-rose": [-2, 0.2],
      "quality-dropped": [0.7, -0.7],
      "format-broken": [-0.5, 0],
      "dependency-failing": [-1.5, 0],
      "feature-broken": [-4, 0.2],
      "label-mix-moved": [-2.5, 0.2],
      "groups-moved": [-3, 0.2],
      "service-released": [-3, 0.2],
      "retrieval-worse": [-4, 0],
    },
  },
  "data-quality": {
    prior: -1.8,
    facts: {
      "nulls-rose": [0.5, 0],
      "feature-broken": [0.5, 0],
      "version-switched": [-0.7, 0.5],
      "quality-dropped": [0.5, -0.3],
      "dependency-failing": [-0.3, 0],
      "service-released": [-1.5, 0.2],
    },
  },
  dependency: {
    prior: -2,
    facts: {
      "tools-failing": [3, 0],
      "model-busier": [-0.7, 0],
      "release-stuck": [-1.5, 0],
      "dependency-failing": [0, -4],
      "latency-rose": [1, -1],
      "quality-dropped": [-1.5, 0.2],
      "format-broken": [-1.5, 0],
      "version-switched": [-0.7, 0.3],
      "nulls-rose": [-0.7, 0],
      "hardware-ill": [-2, 0],
    },
  },
  resource: {
    prior: -2.2,
    facts: {
      "model-busier": [-2.5, 0],
      "release-stuck": [-2, 0],
      "latency-rose": [0.7, -2],
      "dependency-failing": [-1.5, 0.5],
      "quality-dropped": [-1.5, 0.2],
      "format-broken": [-1.5, 0],
      "version-switched": [-0.7, 0.3],
      "nulls-rose": [-1, 0],
      "hardware-ill": [-4, 0.2],
    },
  },
  overload: {
    prior: -2.2,
    facts: {
      "model-busier": [-1.5, 0],
      "release-stuck": [-1.5, 0],
      "latency-rose": [0.7, -2],
      "dependency-failing": [-1, 0.2],
      "version-switched": [-0.7, 0.2],
      "quality-dropped": [-1.5, 0],
      "hardware-ill": [-2, 0],
    },
  },
  deployment: {
    prior: -3,
    facts: {
      "release-stuck": [2, 0],
      "errors-rose": [0.7, 0],
      "latency-rose": [0.5, 0],
      "quality-dropped": [-0.5, 0],
      "inputs-drifted": [0, 0],
      "nulls-rose": [-1.5, 0.2],
      "dependency-failing": [-2, 0.2],
      "resource-tight": [-0.5, 0],
      "version-switched": [-1, 0],
      "service-released": [0.5, -1],
      "feature-broken": [-1.5, 0.2],
      "hardware-ill": [-2, 0],
    },
  },
  configuration: {
    prior: -2.8,
    facts: {
      "settings-changed": [1.5, -0.7],
      "tools-failing": [-0.7, 0],
      "inputs-drifted": [-2, 0.2],
      "nulls-rose": [-1.5, 0.2],
      "dependency-failing": [-2, 0.2],
      "version-switched": [-1, 0],
      "decisions-moved": [1, -1],
      "feature-broken": [-2, 0],
      "hardware-ill": [-2, 0],
      "service-released": [-1, 0],
    },
  },
  bug: {
    prior: -2.5,
    facts: {
      "error-known": [-1.5, 0],
      "settings-changed": [-2, 0],
      "tools-failing": [-2, 0],
      "model-busier": [-0.7, 0],
      "release-stuck": [-2, 0],
      "dependency-failing": [-2, 0.5],
      "resource-tight": [-1, 0.2],
      "service-released": [-1.5, 0],
      "version-switched": [-1, 0],
      "nulls-rose": [-1, 0],
      "injection-rose": [-3, 0],
      "hardware-ill": [-3, 0],
    },
  },
  "label-shift": {
    prior: -1.5,
    facts: {
      "label-mix-moved": [1, -3],
      "version-switched": [-1.5, 0.5],
      "feature-broken": [-3, 0.2],
      "groups-moved": [-2, 0.2],
      "service-released": [-2, 0.2],
      "nulls-rose": [-2, 0.2],
    },
  },
  "concept-drift": {
    prior: -1.5,
    facts: {
      "inputs-drifted": [-4, 1.5],
      "nulls-rose": [-4, 0.5],
      "feature-broken": [-4, 0.5],
      "version-switched": [-3, 0.7],
      "service-released": [-2, 0.2],
      "decisions-moved": [-4, 0],
      "label-mix-moved": [-2, 0],
      "dependency-failing": [-1, 0],
    },
  },
  usage: {
    prior: -1.5,
    facts: {
      "groups-moved": [1, -4],
      "version-switched": [-1.5, 0.3],
      "service-released": [-2, 0.2],
      "feature-broken": [-2, 0.2],
      "nulls-rose": [-2, 0.2],
    },
  },
  retrieval: {
    prior: -1.5,
    facts: {
      "retrieval-worse": [1, -4],
      "version-switched": [-1, 0.3],
      "injection-rose": [-1, 0],
    },
  },
  security: {
    prior: -1.5,
    facts: {
      "injection-rose": [1, -4],
      "version-switched": [-1, 0.3],
    },
  },
  "hardware-fault": {
    prior: -1.5,
    facts: {
      "hardware-ill": [0.5, -4],
      "latency-rose": [0.7, 0],
      "errors-rose": [0.7, 0],
      "version-switched": [-1, 0.2],
    },
  },
};

/** What a kind of cause expects; kinds without a line expect nothing. */
export function expectationOf(kind: CauseKind): Expectation {
  return table[kind] ?? plain;
}
