import { describe, expect, it } from "vitest";
import { isSignedBy, sign } from "../../src/repair/sign.ts";

const secret = "whsec_test";
const body = '{"version":"v1"}';
const header = sign(secret, body, 1_768_392_000);

describe("a signature", () => {
  it("is HMAC-SHA256 of the time, a dot and the body", () => {
    // printf '1768392000.{"version":"v1"}' | openssl dgst -sha256 -hmac whsec_test
    expect(header).toBe(
      "t=1768392000,v1=a2498b79f93c3fdc1d4c9c77854ee95710ced1d6e405291ed16268db4288696e",
    );
  });

  it("holds for its body, secret and five minutes only", () => {
    const good = { header, body, nowSeconds: 1_768_392_100 };
    expect(isSignedBy(secret, good)).toBe(true);
    expect(isSignedBy("other", good)).toBe(false);
    expect(isSignedBy(secret, { ...good, body: `${body} ` })).toBe(false);
    expect(isSignedBy(secret, { ...good, nowSeconds: 1_768_392_301 })).toBe(false);
    for (const wrong of ["", "t=,v1=", "v1=00", header.replace("v1=", "v0="), `${header}0`]) {
      expect(isSignedBy(secret, { ...good, header: wrong })).toBe(false);
    }
  });
});
