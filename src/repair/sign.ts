import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * The value of the header Aceso-Signature: `t=<unix s>,v1=<hex>`, where hex is HMAC-SHA256 of "t.body"
 * under the shared secret. The time stands in the signed text, so that an old call cannot be replayed.
 */
export function sign(secret: string, body: string, atSeconds: number): string {
  const digest = createHmac("sha256", secret).update(`${atSeconds}.${body}`).digest("hex");
  return `t=${atSeconds},v1=${digest}`;
}

/**
 * What a receiver does with the header: true for a right signature that is at most `toleranceSeconds`
 * old (or early).
 */
export function isSignedBy(
  secret: string,
  given: { readonly header: string; readonly body: string; readonly nowSeconds: number },
  toleranceSeconds = 300,
): boolean {
  const at = Number(/(?:^|,)t=(\d+)/.exec(given.header)?.[1] ?? Number.NaN);
  if (!(Math.abs(given.nowSeconds - at) <= toleranceSeconds)) return false;
  const wanted = Buffer.from(sign(secret, given.body, at));
  const got = Buffer.from(given.header);
  return wanted.length === got.length && timingSafeEqual(wanted, got);
}
