/** What one request carries on its way between services. */
export interface Incoming {
  readonly path: string;
  readonly body: unknown;
  /** W3C trace context of the caller; null for a new trace. */
  readonly trace: Trace | null;
}

export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * The time of one request, and the only way a handler touches the outside world. Live, it waits and
 * calls over HTTP; in a scenario it moves a clock of its own, so that a request of two seconds is
 * played in microseconds with the same telemetry.
 */
export interface Journey {
  /** UTC milliseconds with fractions. */
  now(): number;
  wait(ms: number): Promise<void>;
  /**
   * Work on the service's one core. Live it takes as long as it takes; in a scenario it takes `costMs`
   * of that core, queued behind earlier requests and stretched while the core is throttled.
   */
  compute<Result>(service: string, costMs: number, run: () => Result): Promise<Result>;
  call(peer: string, incoming: Incoming): Promise<Reply>;
  /** Sends a piece of a streamed answer. */
  send(piece: string): void;
}

/** A service in its process: handlers, repair contract and faults behind one door. */
export interface Service {
  readonly name: string;
  handle(incoming: Incoming, journey: Journey): Promise<Reply>;
  /** A call of the repair contract; undefined for an unknown path. */
  repair(method: "GET" | "POST", path: string, body: unknown): Reply | undefined;
  /** Puts the service into a state: how faults come and go and how the pipeline deploys. */
  control(order: Order): void;
}

/** What a deploy pipeline, an upstream team or a fault can do to a service. */
export type Order =
  | { readonly kind: "model-version"; readonly version: string }
  | { readonly kind: "prompt-version"; readonly version: string }
  | { readonly kind: "service-version"; readonly version: string }
  | { readonly kind: "feature-gone"; readonly feature: string; readonly gone: boolean }
  | { readonly kind: "feature-fallback"; readonly on: boolean }
  | { readonly kind: "slow"; readonly extraMs: number }
  | { readonly kind: "fail-over"; readonly on: boolean };
