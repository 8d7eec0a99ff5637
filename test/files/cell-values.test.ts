import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  numberFromBytes,
  numberFromText,
  timeFromBytes,
  timeFromText,
} from "../../src/files/cell-values.ts";

const fromBytes = (text: string) => {
  const bytes = Buffer.from(text);
  return numberFromBytes(bytes, 0, bytes.length);
};

describe("numberFromBytes", () => {
  it("gives the double the language gives, to the last bit", () => {
    const decimals = fc
      .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 30 }))
      .map(([value, digits]) => (Math.abs(value) < 1e20 ? value.toFixed(digits) : String(value)));
    const shortest = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String);
    fc.assert(
      fc.property(fc.oneof(decimals, shortest), (text) => {
        // Whole numbers of more digits than a double has are codes.
        fc.pre(!/^-?\d{16,}$/.test(text));
        expect(fromBytes(text)).toBe(Number(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it("agrees with numberFromText on any text", () => {
    const texts = fc.string({ unit: fc.constantFrom(..."0123456789.+-eEinfx ") });
    fc.assert(
      fc.property(texts, (text) => {
        expect(fromBytes(text)).toBe(numberFromText(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it("codes, words and nothing are no numbers", () => {
    for (const text of [
      "",
      ".",
      "-",
      "007",
      "00",
      "1234567890123456",
      "1,2",
      "0x10",
      "1e",
      "one",
    ]) {
      expect(fromBytes(text), text).toBeNaN();
    }
  });
});

describe("timeFromBytes", () => {
  it("agrees with timeFromText on every moment, and on texts that are nearly one", () => {
    const min = new Date("1000-01-01");
    const moments = fc.date({ min, max: new Date("9999-12-31"), noInvalidDate: true });
    const cut = fc.tuple(moments, fc.nat(24), fc.constantFrom("", "Z", " ", "x", "+01:00"));
    fc.assert(
      fc.property(cut, ([moment, length, tail]) => {
        const text = moment.toISOString().slice(0, length) + tail;
        const bytes = Buffer.from(text);
        expect(timeFromBytes(bytes, 0, bytes.length)).toBe(timeFromText(text));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("timeFromText", () => {
  it("agrees with the language on every moment it writes", () => {
    const moments = fc.date({
      min: new Date("1000-01-01"),
      max: new Date("9999-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(timeFromText(moment.toISOString())).toBe(moment.getTime());
      }),
    );
  });

  it("takes zones, and refuses what no calendar has", () => {
    expect(timeFromText("2026-01-31 12:00:00+0530")).toBe(Date.UTC(2026, 0, 31, 6, 30));
    for (const text of [
      "2026-13-01",
      "2026-00-01",
      "2025-02-29",
      "2026-01-01 24:00",
      "2026",
      "1/2/2026",
    ]) {
      expect(timeFromText(text), text).toBeNaN();
    }
  });
});
