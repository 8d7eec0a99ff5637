import { createHmac, timingSafeEqual } from "node:crypto";

/** Seconds a signature is good for, against replays. */
const maxAgeSeconds = 300;

/**
 * Whether `Aceso-Signature: t=<unix seconds>,v1=<hex hmac-sha256 of "t.body">` was made with the secret.
 *
 * @param now UTC ms
 */
export function isSigned(header: string, body: string, secret: string, now: number): boolean {
  const parts = new Map(
    header.split(",").map((part): [string, string] => {
      const cut = part.indexOf("=");
      return [part.slice(0, cut).trim(), part.slice(cut + 1).trim()];
    }),
  );
  const time = parts.get("t") ?? "";
  if (Math.abs(now / 1000 - Number(time)) > maxAgeSeconds) return false;
  const expected = createHmac("sha256", secret).update(`${time}.${body}`).digest();
  const given = Buffer.from(parts.get("v1") ?? "", "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
