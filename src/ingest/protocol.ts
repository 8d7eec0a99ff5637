import type { ErrorCode } from "../model/errors.ts";
import type { SignalBatch } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import type { SignProjection } from "../stats/linear/sign-projection.ts";
import type { DeltaTotals } from "./delta-totals.ts";
import type { FeatureTypes } from "./feature-types.ts";
import type { LeafUsage } from "./leaf-usage.ts";
import type { IngestLimits } from "./limits.ts";
import type { SeriesRegistry } from "./series-registry.ts";
import type { ToldPlaces } from "./told-places.ts";
import type { InternCache } from "./wire/intern-cache.ts";

/**
 * A way to send signals. One file a protocol, listed in `catalog.ts`. Laws, tested over the whole
 * catalogue: any bytes give rows or an AcesoError of the table, never another error; the request's
 * bytes are not written to; nothing in the answer repeats a payload; equal requests give equal rows.
 */
export interface Protocol {
  readonly name: string;
  readonly routes: readonly { readonly method: "POST"; readonly path: string }[];
  /** Media types taken, lower case; the first stands for requests that name none. */
  readonly contentTypes: readonly string[];
  /** Content encodings taken; the first stands for requests that name none. */
  readonly encodings: readonly ContentEncoding[];
  /** Bytes, already decompressed, → rows. Throws AcesoError when nothing of the body can be read. */
  decode(request: DecodeRequest): Decoded;
  /** The answer when the rows are durable. Answers 400 when there were rows and all were refused. */
  succeed(decoded: Decoded, request: AnswerRequest): IngestResponse;
  /** The answer when nothing was taken. */
  fail(failure: Failure, request: AnswerRequest): IngestResponse;
}

export type ContentEncoding = "identity" | "gzip" | "deflate" | "snappy";

export interface AnswerRequest {
  /** Media type of the request, lower case, without parameters; empty where it named none. */
  readonly contentType: string;
}

export interface DecodeRequest extends AnswerRequest {
  readonly body: Uint8Array;
  readonly project: string;
  readonly now: TimeMs;
  readonly limits: IngestLimits;
  /** Model → its price, to fill the cost of calls that do not report one. */
  readonly prices: PriceTable;
  /** What ingestion remembers of this project between requests. */
  readonly memory: ProjectMemory;
}

/** Model name → USD per million tokens; prompt tokens of a cache cost as others where nothing is said. */
export type PriceTable = {
  readonly [model: string]: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead?: number | undefined;
    readonly cacheWrite?: number | undefined;
  };
};

/** Bounded state per project, held by the intake. All of it is a cache: losing it is harmless. */
export interface ProjectMemory {
  readonly series: SeriesRegistry;
  readonly deltas: DeltaTotals;
  readonly leafUsage: LeafUsage;
  readonly featureTypes: FeatureTypes;
  /** Shortens embeddings, the same in every process. */
  readonly projection: SignProjection;
  readonly places: ToldPlaces;
  /** Cache of short texts, for the protobuf reader. */
  readonly interned: InternCache;
}

/** What a body held. */
export interface Decoded {
  readonly batch: SignalBatch;
  /** Rows (spans, points, records, predictions …) in the batch. */
  readonly accepted: number;
  readonly rejected: readonly Rejection[];
  /** Called once when the batch is durable. */
  committed?(): void;
  /** Called once when it was not taken, so that what decoding remembered is taken back. */
  undone?(): void;
}

/** Rows that were not taken, and why. */
export interface Rejection {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix: string;
  readonly count: number;
  /** Position of the row in the request, from 0; null where several rows are counted together. */
  readonly index: number | null;
  /** A name that helps to find the row (metric, span, field); never a payload. */
  readonly example: string;
}

export interface Failure {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix: string;
  readonly retryAfterSeconds: number | undefined;
}

/** An HTTP answer without a framework. Header names are lower case. */
export interface IngestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
