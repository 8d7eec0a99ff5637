import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalSeries,
  hash64Bytes,
  metricId,
  seriesId,
  seriesRowOf,
} from "../../src/model/series-id.ts";

describe("series ids", () => {
  it("never change: these values are stored in every database", () => {
    // Pinned from the first version; a change here loses every stored series.
    expect(metricId("up")).toBe(17848417584254537109n);
    expect(metricId("")).toBe(6711654759025825091n);
    expect(seriesId("up", { job: "node", instance: "a:9100" })).toBe(4055783651504600837n);
    expect(seriesId("accuracy", { model: "größe", version: "模型" })).toBe(2229208947555860081n);
  });

  it("do not depend on the order of labels, nor on labels without value", () => {
    const one = seriesId("m", { a: "1", b: "2" });
    expect(seriesId("m", { b: "2", a: "1" })).toBe(one);
    expect(seriesId("m", { b: "2", a: "1", c: "" })).toBe(one);
  });

  it("two different label sets never have the same canonical text", () => {
    const labels = fc.dictionary(fc.string(), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.string(), labels, fc.string(), labels, (m1, l1, m2, l2) => {
        const sorted = (map: Record<string, string>) => JSON.stringify(Object.entries(map).sort());
        const isSame = m1 === m2 && sorted(l1) === sorted(l2);
        expect(canonicalSeries(m1, l1) === canonicalSeries(m2, l2)).toBe(isSame);
      }),
    );
  });

  it("300,000 neighbouring series have 300,000 ids, spread evenly over both halves", () => {
    const ids = new Set<bigint>();
    const high = new Uint32Array(256);
    const low = new Uint32Array(256);
    for (let index = 0; index < 300_000; index += 1) {
      const id = metricId(`http_requests_total_${index}`);
      ids.add(id);
      high[Number(id >> 56n)]! += 1;
      low[Number(id & 255n)]! += 1;
    }
    expect(ids.size).toBe(300_000);
    // Expected 1172 a bucket with standard deviation 34; six of them is beyond chance.
    for (const counts of [high, low]) {
      expect(Math.min(...counts)).toBeGreaterThan(1172 - 6 * 34);
      expect(Math.max(...counts)).toBeLessThan(1172 + 6 * 34);
    }
  });

  it("a row carries the ids of its metric and labels", () => {
    const row = seriesRowOf("accuracy", { model: "digits" }, "gauge", "ratio", "Share right.");
    expect(row).toEqual({
      metric: "accuracy",
      metricId: metricId("accuracy"),
      seriesId: seriesId("accuracy", { model: "digits" }),
      labels: { model: "digits" },
      kind: "gauge",
      unit: "ratio",
      help: "Share right.",
    });
  });
});

describe("hash of label bytes", () => {
  it("300,000 neighbouring label sets have 300,000 keys", () => {
    const keys = new Set<string>();
    const bytes = Buffer.alloc(64);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let index = 0; index < 300_000; index += 1) {
      const length = bytes.write(`pod-${index % 1_000}/instance-${index}`);
      const { high, low } = hash64Bytes(view, 0, length);
      keys.add(`${high}:${low}`);
    }
    expect(keys.size).toBe(300_000);
  });

  it("depends on every byte and on nothing around", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), (bytes, at) => {
        const around = new Uint8Array(bytes.length + 6);
        around.set(bytes, 3);
        const inner = new DataView(around.buffer);
        const alone = new DataView(Uint8Array.from(bytes).buffer);
        const hash = hash64Bytes(alone, 0, bytes.length);
        expect(hash64Bytes(inner, 3, 3 + bytes.length)).toEqual(hash);
        alone.setUint8(at % bytes.length, (bytes[at % bytes.length]! + 1) & 255);
        expect(hash64Bytes(alone, 0, bytes.length)).not.toEqual(hash);
      }),
    );
  });
});
