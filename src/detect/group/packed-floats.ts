const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Single-precision numbers as base64 of their bytes, least significant first: a third of their size as decimal text,
 * and exact.
 *
 * @example packFloats(Float32Array.of(1)) // "AACAPw=="
 */
export function packFloats(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, index) => view.setFloat32(4 * index, value, true));
  const bytes = new Uint8Array(view.buffer);
  const pieces: string[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const [a, b, c] = [bytes[index]!, bytes[index + 1] ?? 0, bytes[index + 2] ?? 0];
    pieces.push(
      alphabet[a >> 2]! +
        alphabet[((a & 3) << 4) | (b >> 4)]! +
        (index + 1 < bytes.length ? alphabet[((b & 15) << 2) | (c >> 6)]! : "=") +
        (index + 2 < bytes.length ? alphabet[c & 63]! : "="),
    );
  }
  return pieces.join("");
}

/** The numbers of a text made by `packFloats`. */
export function unpackFloats(text: string): Float32Array {
  const byteCount = (text.length / 4) * 3 - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
  const bytes = new Uint8Array(byteCount);
  for (let index = 0, at = 0; index < text.length; index += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((place) => digitOf(text.charCodeAt(index + place)));
    const whole = (a! << 18) | (b! << 12) | (c! << 6) | d!;
    bytes[at++] = whole >> 16;
    if (at < byteCount) bytes[at++] = (whole >> 8) & 255;
    if (at < byteCount) bytes[at++] = whole & 255;
  }
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: byteCount >> 2 }, (_, index) =>
    view.getFloat32(4 * index, true),
  );
}

// Places in the alphabet by UTF-16 unit; the padding counts as 0.
const digits = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, alphabet.indexOf(String.fromCharCode(code))),
);

function digitOf(code: number): number {
  return digits[code] ?? 0;
}
