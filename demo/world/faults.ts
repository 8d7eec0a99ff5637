import type { Order } from "./journey.ts";

/** What a diagnosis should say about a fault. */
export interface Truth {
  readonly component: { readonly kind: string; readonly name: string };
  readonly kind: string;
  /** The version at fault; empty where versions do not matter. */
  readonly version: string;
}

/** A change that people or pipelines announce to Aceso, without id and time. */
export interface Announcement {
  readonly kind: "promotion" | "prompt" | "deploy";
  readonly model?: string;
  readonly component?: string;
  readonly version: string;
  readonly from: string;
  readonly to: string;
  readonly title: string;
}

export interface Fault {
  readonly name: FaultName;
  readonly truth: Truth;
  /** Whether a repair exists that the services really serve. */
  readonly isRepairable: boolean;
  /** What happens, in a sentence for the terminal. */
  readonly says: string;
  /** Service → what is done to it. */
  readonly inject: readonly { readonly service: string; readonly order: Order }[];
  /** Back to health, whether or not it was repaired. */
  readonly remove: readonly { readonly service: string; readonly order: Order }[];
  /** Conditions outside the services. */
  readonly blursCamera: boolean;
  readonly starves: string;
  readonly announces: Announcement | null;
}

export const faultNames = [
  "bad-version",
  "blur",
  "null-feature",
  "cpu-starvation",
  "slow-dependency",
  "prompt-format",
] as const;
export type FaultName = (typeof faultNames)[number];

const plain = { inject: [], remove: [], blursCamera: false, starves: "", announces: null } as const;

/** The six faults with their ground truth. */
export const faults: { readonly [Name in FaultName]: Fault } = {
  "bad-version": {
    ...plain,
    name: "bad-version",
    truth: { component: { kind: "artifact", name: "digits" }, kind: "bad-version", version: "v2" },
    isRepairable: true,
    says: "digits v2, trained on mislabelled rows, is promoted",
    inject: [{ service: "digits", order: { kind: "model-version", version: "v2" } }],
    remove: [{ service: "digits", order: { kind: "model-version", version: "v1" } }],
    announces: {
      kind: "promotion",
      model: "digits",
      version: "v2",
      from: "v1",
      to: "v2",
      title: "Promote digits v2",
    },
  },
  blur: {
    ...plain,
    name: "blur",
    truth: { component: { kind: "data", name: "digits" }, kind: "data-drift", version: "" },
    isRepairable: false,
    says: "the cameras lose focus: images arrive blurred",
    blursCamera: true,
  },
  "null-feature": {
    ...plain,
    name: "null-feature",
    truth: { component: { kind: "features", name: "prices" }, kind: "data-quality", version: "" },
    isRepairable: true,
    says: "the feature store stops sending carat; the price model imputes it in silence",
    inject: [
      { service: "feature-store", order: { kind: "feature-gone", feature: "carat", gone: true } },
    ],
    remove: [
      { service: "feature-store", order: { kind: "feature-gone", feature: "carat", gone: false } },
      { service: "feature-store", order: { kind: "feature-fallback", on: false } },
    ],
  },
  "cpu-starvation": {
    ...plain,
    name: "cpu-starvation",
    truth: { component: { kind: "serving", name: "digits" }, kind: "resource", version: "" },
    isRepairable: false,
    says: "a runaway process eats the CPU quota of the digits service",
    starves: "digits",
  },
  "slow-dependency": {
    ...plain,
    name: "slow-dependency",
    truth: {
      component: { kind: "dependency", name: "retriever" },
      kind: "dependency",
      version: "",
    },
    isRepairable: true,
    says: "the retriever answers 1.5 s late",
    inject: [{ service: "retriever", order: { kind: "slow", extraMs: 1500 } }],
    remove: [
      { service: "retriever", order: { kind: "slow", extraMs: 0 } },
      { service: "writer", order: { kind: "fail-over", on: false } },
    ],
  },
  "prompt-format": {
    ...plain,
    name: "prompt-format",
    truth: { component: { kind: "deployment", name: "writer" }, kind: "prompt", version: "p2" },
    isRepairable: true,
    says: "prompt p2 goes live and asks for prose where callers need JSON",
    inject: [{ service: "writer", order: { kind: "prompt-version", version: "p2" } }],
    remove: [{ service: "writer", order: { kind: "prompt-version", version: "p1" } }],
    announces: {
      kind: "prompt",
      model: "writer",
      version: "p2",
      from: "p1",
      to: "p2",
      title: "Friendlier athlete notes (prompt p2)",
    },
  },
};

/** A deploy that changes nothing but its own version: nobody should be blamed for it. */
export const innocentDeploy = {
  service: "feature-store",
  order: { kind: "service-version", version: "1.4.3" } satisfies Order,
  announces: {
    kind: "deploy",
    component: "feature-store",
    version: "1.4.3",
    from: "1.4.2",
    to: "1.4.3",
    title: "Deploy feature-store 1.4.3",
  } satisfies Announcement,
} as const;

/** Whether a diagnosis names the fault: component and kind first, as the issue counts it. */
export function explains(
  truth: Truth,
  cause: {
    readonly kind: string;
    readonly component: { readonly kind: string; readonly name: string };
  },
): boolean {
  return (
    cause.kind === truth.kind &&
    cause.component.kind === truth.component.kind &&
    cause.component.name === truth.component.name
  );
}
