import type { Routes } from "../api/contract.ts";
import type { TimeMs } from "../model/time.ts";

/** What a key may do: a viewer reads, an operator sends signals and acts on incidents and monitors, an admin may all. */
export type Role = "viewer" | "operator" | "admin";

/** Who asks. Without any key configured, everyone on this machine is admin "local" of project "default". */
export interface Identity {
  /** The key's name, for the timeline and the audit; never the key. */
  readonly name: string;
  readonly project: string;
  readonly role: Role;
}

/** Routes the application answers; the server answers the OpenAPI document itself. */
export type AppRoute = Exclude<keyof Routes, "GET /api/v1/openapi.json">;

type BodyOf<Route extends AppRoute> = Routes[Route] extends { body: infer Body } ? Body : undefined;

/** A request whose query and body the contract's schemas have accepted and whose role suffices. */
export interface AppRequest<Route extends AppRoute> {
  /** Named parts of the path, decoded: all those of the route's pattern are present. */
  readonly params: { readonly [name: string]: string };
  readonly query: Routes[Route]["query"];
  readonly body: BodyOf<Route>;
  readonly identity: Identity;
}

/**
 * The application behind the API: one function per route. It knows no HTTP: expected failures are
 * thrown as AcesoError and mapped to a status here. Times of query and query_range are seconds, as
 * in Prometheus; all others are UTC milliseconds.
 */
export type AppApi = {
  readonly [Route in AppRoute]: (request: AppRequest<Route>) => Promise<Routes[Route]["response"]>;
};

/** An answer of ingestion, in the manner of its protocol. */
export interface IngestAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array | string;
}

/** One route on which signals arrive. `receive` never throws for bad input. */
export interface IngestRoute {
  readonly method: "POST" | "PUT";
  readonly path: string;
  receive(request: {
    /** Lower-case names; a repeated header's values joined by ", ". */
    readonly headers: { readonly [name: string]: string | undefined };
    /** As sent: still compressed. */
    readonly body: Uint8Array;
    readonly project: string;
    readonly now: TimeMs;
    readonly query: URLSearchParams;
  }): Promise<IngestAnswer>;
}
