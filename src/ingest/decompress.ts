import { gunzip, gunzipSync, inflate, inflateRaw, type InputType } from "node:zlib";
import { promisify } from "node:util";
import { AcesoError } from "../model/errors.ts";
import type { ContentEncoding } from "./protocol.ts";
import type { Turns } from "./turns.ts";
import type { SnappyDecoder } from "./wire/snappy.ts";

/** Compressed bodies up to this size are expanded in place: handing them to a thread costs more CPU. */
const inPlaceBytesMax = 65_536;

type Expand = (body: InputType, options: { readonly maxOutputLength: number }) => Promise<Buffer>;
const gunzipInThread: Expand = promisify(gunzip);
const inflateInThread: Expand = promisify(inflate);
const inflateRawInThread: Expand = promisify(inflateRaw);

/**
 * Undoes a content encoding. Output is counted while it comes, so a bomb costs at most the limit.
 *
 * @returns the body; for snappy a view that is valid until the decoder's next call
 * @throws AcesoError "body-too-large" | "bad-encoding"
 */
export async function decompress(
  body: Uint8Array,
  encoding: ContentEncoding,
  options: {
    readonly bytesMax: number;
    readonly snappy: SnappyDecoder;
    readonly expanding: Turns;
  },
): Promise<Uint8Array> {
  if (encoding === "snappy") return options.snappy.decode(body, options.bytesMax);
  if (encoding === "identity") {
    if (body.length <= options.bytesMax) return body;
    throw new AcesoError("body-too-large", { limitBytes: options.bytesMax });
  }
  const limit = { maxOutputLength: options.bytesMax };
  try {
    if (encoding === "gzip" && body.length <= inPlaceBytesMax) return gunzipSync(body, limit);
    await options.expanding.take();
    try {
      return await expanderOf(encoding, body)(body, limit);
    } finally {
      options.expanding.give();
    }
  } catch (cause) {
    throw expansionError(cause, encoding, options.bytesMax);
  }
}

function expanderOf(encoding: "gzip" | "deflate", body: Uint8Array): Expand {
  if (encoding === "gzip") return gunzipInThread;
  return hasZlibHeader(body) ? inflateInThread : inflateRawInThread;
}

/** HTTP's "deflate" means zlib, yet some senders leave its header out: told apart by its checksum. */
function hasZlibHeader(body: Uint8Array): boolean {
  const [first = 0, second = 0] = body;
  return (first & 15) === 8 && ((first << 8) | second) % 31 === 0;
}

function expansionError(cause: unknown, encoding: string, limitBytes: number): AcesoError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ERR_BUFFER_TOO_LARGE") {
    return new AcesoError("body-too-large", { limitBytes }, { cause });
  }
  const reason = code === "Z_BUF_ERROR" ? "it is cut off" : "its data are damaged";
  return new AcesoError("bad-encoding", { encoding, reason }, { cause });
}
