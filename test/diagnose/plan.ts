import type { ModelFacts } from "../../src/model/measurement.ts";
import type { ChangeKind, ChangeRow } from "../../src/model/signals.ts";
import type { Random } from "../../src/stats/random.ts";

/** The world of the cases, and what each fault changes in it. */
export type Fault =
  | "bad-version"
  | "blur"
  | "null-feature"
  | "cpu-starvation"
  | "slow-dependency"
  | "prompt-format"
  | "overload"
  | "nothing"
  | "nothing-with-deploy";

export const onset = Date.UTC(2026, 0, 14, 12, 0, 0);
const requestsPerSecond = 3;

/** What is true of the world at a moment, before noise. */
export interface Truth {
  readonly accuracy: number;
  readonly meanSquaredError: number;
  readonly valid: number;
  readonly nulls: { readonly [feature: string]: number };
  /** feature → shift of its mean in standard deviations. */
  readonly shifts: { readonly [feature: string]: number };
  readonly versions: { readonly [version: string]: number };
  readonly latencyMs: number;
  readonly peerLatencyMs: number;
  readonly peerOwnLatencyMs: number;
  readonly requestRate: number;
  readonly errorShare: number;
  readonly loopLagSeconds: number;
  readonly peerLoopLagSeconds: number;
}

export interface Place {
  readonly model: string;
  readonly task: ModelFacts["task"];
  readonly service: string;
  readonly peer: string;
  readonly features: readonly string[];
  readonly usual: Truth;
}

export const usual: Truth = {
  accuracy: 0.94,
  meanSquaredError: 1,
  valid: 1,
  nulls: {},
  shifts: {},
  versions: { v1: 1 },
  latencyMs: 40,
  peerLatencyMs: 12,
  peerOwnLatencyMs: 10,
  requestRate: requestsPerSecond,
  errorShare: 0.002,
  loopLagSeconds: 0.002,
  peerLoopLagSeconds: 0.002,
};

export const digits: Place = {
  model: "digits",
  task: "multiclass",
  service: "digits-api",
  peer: "image-store",
  features: ["brightness", "contrast", "sharpness", "ink", "centroid_x", "centroid_y"],
  usual,
};
export const prices: Place = {
  model: "prices",
  task: "regression",
  service: "prices-api",
  peer: "feature-store",
  features: ["income", "rooms", "age", "latitude"],
  usual,
};
export const writer: Place = {
  model: "writer",
  task: "generation",
  service: "writer-api",
  peer: "retriever",
  features: [],
  usual: { ...usual, latencyMs: 400, peerLatencyMs: 50, peerOwnLatencyMs: 45, versions: { p1: 1 } },
};

/** Where a fault strikes, the world under it, what people did, and the right answer. */
export function planOf(fault: Fault, random: Random, pick: (places: readonly Place[]) => Place) {
  const v2 = { versions: { v2: 1 } };
  switch (fault) {
    case "bad-version": {
      const isCanary = random.uniform() < 0.3;
      const versions = isCanary ? { v1: 0.5, v2: 0.5 } : { v2: 1 };
      const during = { ...usual, versions, accuracy: 0.55 + 0.2 * random.uniform() };
      return {
        place: digits,
        during,
        changes: [change("promotion", "digits", { from: "v1", to: "v2" }, random)],
        truth: {
          kind: "bad-version",
          component: { kind: "artifact", name: "digits" },
          version: "v2",
        },
      };
    }
    case "blur": {
      const strength = 1 + random.uniform();
      const shifts = { sharpness: -2.5 * strength, contrast: -1.5 * strength, ink: 0.8 };
      return {
        place: digits,
        during: { ...usual, shifts, accuracy: 0.5 + 0.25 * random.uniform() },
        changes: [],
        truth: { kind: "data-drift", component: { kind: "data", name: "digits" } },
      };
    }
    case "null-feature":
      return {
        place: prices,
        during: {
          ...usual,
          nulls: { income: 0.7 + 0.3 * random.uniform() },
          meanSquaredError: 1.8 + random.uniform(),
        },
        changes: [],
        truth: {
          kind: "data-quality",
          component: { kind: "features", name: "prices" },
          detail: "income",
        },
      };
    case "cpu-starvation": {
      const place = pick([digits, prices, writer]);
      const factor = 3 + 4 * random.uniform();
      return {
        place,
        during: {
          ...place.usual,
          latencyMs: place.usual.latencyMs * factor,
          // The caller's clock stretches what it sees of its peers; they are as fast as before.
          peerLatencyMs: place.usual.peerLatencyMs * (1 + random.uniform()),
          loopLagSeconds: 0.02 + 0.05 * random.uniform(),
        },
        changes: [],
        truth: { kind: "resource", component: { kind: "serving", name: place.service } },
      };
    }
    case "slow-dependency":
      return {
        place: writer,
        during: {
          ...writer.usual,
          latencyMs: writer.usual.latencyMs + 1500,
          peerLatencyMs: writer.usual.peerLatencyMs + 1500,
          peerOwnLatencyMs: writer.usual.peerOwnLatencyMs + 1500,
        },
        changes: [],
        truth: { kind: "dependency", component: { kind: "dependency", name: "retriever" } },
      };
    case "prompt-format":
      return {
        place: writer,
        during: { ...writer.usual, versions: { p2: 1 }, valid: 0.3 * random.uniform() },
        changes: [change("prompt", "writer", { from: "p1", to: "p2" }, random)],
        truth: {
          kind: "prompt",
          component: { kind: "deployment", name: "writer" },
          version: "p2",
        },
      };
    case "overload": {
      const place = pick([digits, prices]);
      const requestRate = requestsPerSecond * (2.5 + 2 * random.uniform());
      return {
        place,
        during: { ...usual, requestRate, latencyMs: 200 },
        changes: [],
        truth: { kind: "overload", component: { kind: "serving", name: place.service } },
      };
    }
    case "nothing":
    case "nothing-with-deploy": {
      const place = pick([digits, prices, writer]);
      // A harmless new version may also have come: it does as well as the old one.
      const during = random.uniform() < 0.3 && place === digits ? { ...usual, ...v2 } : place.usual;
      const changes =
        during === place.usual
          ? []
          : [change("promotion", "digits", { from: "v1", to: "v2" }, random)];
      return { place, during, changes, truth: null };
    }
    default:
      return fault satisfies never;
  }
}

function change(
  kind: ChangeKind,
  model: string,
  versions: { readonly from: string; readonly to: string },
  random: Random,
): ChangeRow {
  return {
    id: `${kind}-${model}`,
    kind,
    model,
    component: "",
    version: versions.to,
    ...versions,
    time: onset - random.integer(5_000),
    title: `${kind} ${versions.to}`,
    url: "",
  };
}

/** A release that has nothing to do with anything. */
export function innocent(random: Random, component: string): ChangeRow {
  return {
    id: "innocent",
    kind: "deploy",
    model: "",
    component,
    version: "2026.1.14",
    from: "",
    to: "",
    time: onset - 5_000 - random.integer(110_000),
    title: "release 2026.1.14",
    url: "",
  };
}
