import { AcesoError } from "../../model/errors.ts";

/**
 * Bytes → JSON value. The nesting is checked before parsing, so nothing that walks the value
 * afterwards can run out of stack.
 *
 * @throws AcesoError "bad-encoding" (not UTF-8), "too-deep", "bad-json"
 */
export function parseJson(bytes: Uint8Array, depthMax: number): unknown {
  checkDepth(bytes, depthMax);
  const text = decodeUtf8(bytes);
  return parseJsonText(text, "");
}

/** Bytes → text; a byte-order mark is dropped. Throws AcesoError "bad-encoding" when it is no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const params = { encoding: "UTF-8", reason: "invalid bytes" };
    throw new AcesoError("bad-encoding", params, { cause });
  }
}

/** Text → JSON value; `where` is put before the place of the error, such as "line 3, ". */
export function parseJsonText(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The engine's message quotes the body; only its position is passed on.
    const found = /position (\d+)/.exec(cause instanceof Error ? cause.message : "");
    const place = found?.[1] === undefined ? "its end" : `position ${found[1]}`;
    const params = { reason: "unexpected text", where: where + place };
    throw new AcesoError("bad-json", params, { cause });
  }
}

/** Throws AcesoError "too-deep" when brackets outside texts nest deeper than the limit. O(bytes). */
export function checkDepth(bytes: Uint8Array, depthMax: number): void {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]!;
    if (inText) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) {
      inText = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > depthMax) throw new AcesoError("too-deep", { limit: depthMax });
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
}
