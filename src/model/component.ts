/** The kinds of place a fault can be pinned to. */
export const componentKinds = [
  "data",
  "features",
  "training",
  "artifact",
  "deployment",
  "serving",
  "hardware",
  "dependency",
  "client",
] as const;
export type ComponentKind = (typeof componentKinds)[number];

/** A node of the component map. `name` is a service, model, host or peer, as the telemetry names it. */
export interface ComponentRef {
  readonly kind: ComponentKind;
  readonly name: string;
}

/** `caller` needs `callee`: a fault in the callee can show in the caller. */
export interface ComponentEdge {
  readonly caller: ComponentRef;
  readonly callee: ComponentRef;
}

/** The kinds of cause a diagnosis can name. */
export const causeKinds = [
  "data-drift",
  "data-quality",
  "concept-drift",
  "label-shift",
  "training-data",
  "training-process",
  "parameters",
  "bad-version",
  "deployment",
  "configuration",
  "prompt",
  "retrieval",
  "resource",
  "hardware-fault",
  "dependency",
  "overload",
  "bug",
  "security",
  "usage",
  "unknown",
] as const;
export type CauseKind = (typeof causeKinds)[number];
