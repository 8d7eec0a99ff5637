import type { Json } from "../model/json.ts";

/** The outside world of notifications; main.ts hands in a real one, tests one with its own clock. */
export interface ChannelWorld {
  /** One HTTP call with a time limit; rejects only when no answer came. */
  call(request: {
    readonly method: string;
    readonly url: string;
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
  }): Promise<{ readonly status: number; readonly body: string }>;
  /** The secret in this environment variable; undefined when it is not set. Never logged. */
  secret(environmentName: string): string | undefined;
  /** The value of the header Aceso-Signature for this body: "t=<unix s>,v1=<hmac-sha256 of t.body>". */
  sign(secret: string, body: string, atSeconds: number): string;
  now(): number;
  wait(ms: number): Promise<void>;
  /** Uniform in [0, 1): spreads retries. */
  random(): number;
}

/** Where a channel sends to, from the configuration. */
export interface Destination {
  readonly url: string;
  /** Name of the environment variable with the signing secret. */
  readonly secretEnv: string;
}

/** How one try ended. `again` when the same may be sent later: no answer, 408, 429, 5xx. */
export interface Attempt {
  readonly ok: boolean;
  /** HTTP status, 0 when no answer came. */
  readonly status: number;
  /** Empty when ok; never holds a secret. */
  readonly error: string;
  readonly again: boolean;
}

/**
 * A way to tell people or programs. One try per call, never throws; the notifier retries. Sending the
 * same twice is harmless: it carries the event's id.
 */
export interface Channel {
  readonly name: string;
  readonly summary: string;
  send(
    payload: { readonly id: string } & { readonly [key: string]: Json },
    destination: Destination,
    world: ChannelWorld,
  ): Promise<Attempt>;
}
