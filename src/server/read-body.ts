import type { IncomingMessage } from "node:http";
import { AcesoError } from "../model/errors.ts";

/** Bounds of request bodies: of one, and of all that are being read at the same time. */
export interface BodyBudget {
  readonly bytesMax: number;
  readonly totalBytesMax: number;
  /** Bytes held by requests now; kept by `readBody` and given back by `release`. */
  held: number;
}

/** A body as sent, still compressed; `release` gives its bytes back to the budget, once. */
export interface HeldBody {
  readonly bytes: Buffer;
  release(): void;
}

/**
 * Reads a whole request body, counting while it streams: a wrong Content-Length gains nothing.
 *
 * @throws AcesoError "body-too-large"; "overloaded" when all bodies together exceed their bound;
 *   "bad-encoding" when the sender gave up in the middle
 */
export function readBody(request: IncomingMessage, budget: BodyBudget): Promise<HeldBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let released = false;
    const release = () => {
      if (!released) budget.held -= size;
      released = true;
    };
    const fail = (error: AcesoError) => {
      request.off("data", onData);
      release();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      budget.held += chunk.length;
      if (size > budget.bytesMax) {
        fail(new AcesoError("body-too-large", { limitBytes: budget.bytesMax }));
      } else if (budget.held > budget.totalBytesMax) {
        const bytes = budget.held;
        fail(new AcesoError("overloaded", { bytes }, { retryAfterSeconds: 1 }));
      } else {
        chunks.push(chunk);
      }
    };
    const announced = Number(request.headers["content-length"] ?? 0);
    if (announced > budget.bytesMax) {
      fail(new AcesoError("body-too-large", { limitBytes: budget.bytesMax }));
      return;
    }
    request.on("data", onData);
    request.once("end", () => {
      const [only] = chunks;
      const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size);
      if (!released) resolve({ bytes, release });
    });
    request.once("close", () => {
      if (request.complete || released) return;
      fail(new AcesoError("bad-encoding", { encoding: "HTTP", reason: "it ended too early" }));
    });
    // "close" follows and says the same; without a listener Node would end the process.
    request.on("error", () => undefined);
  });
}
