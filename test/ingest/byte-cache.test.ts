import * as fc from "fast-check";
import { expect, it } from "vitest";
import { ByteCache } from "../../src/ingest/wire/byte-cache.ts";

const given = (text: Uint8Array) => ({
  bytes: text,
  view: new DataView(text.buffer, text.byteOffset, text.byteLength),
});

it("never answers with the value of other bytes, however few slots there are", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 16, max: 3 }), { maxLength: 200 }),
      (all) => {
        const cache = new ByteCache<string>(8, 16);
        for (const bytes of all) {
          const found = cache.find(given(bytes), 0, bytes.length);
          if (found === undefined) cache.keep(given(bytes), 0, bytes.length, bytes.join());
          else expect(found).toBe(bytes.join());
        }
      },
    ),
  );
});

it("finds what was kept, wherever the bytes lie", () => {
  const cache = new ByteCache<number>(64, 32);
  const bytes = new TextEncoder().encode("xhttp.routexhttp.route");
  expect(cache.find(given(bytes), 1, 11)).toBeUndefined();
  cache.keep(given(bytes), 1, 11, 7);
  expect(cache.find(given(bytes), 12, 22)).toBe(7);
  expect(cache.find(given(bytes), 12, 21)).toBeUndefined();
});
