import { describe, expect, it } from "vitest";
import { packEmbedding, unpackEmbedding } from "../../src/model/packed-embedding.ts";

describe("a packed embedding", () => {
  it("comes back to within 0.0003, shorter rows filled up with zeros", () => {
    const row = [-1, -0.123, 0, 0.5, 1];
    const packed = packEmbedding(row);
    expect(packed).toHaveLength(128);
    expect(packed).toMatch(/^[0-o]+$/);
    const found = new Float64Array(64);
    expect(unpackEmbedding(packed, found)).toBe(true);
    found.forEach((value, place) => {
      expect(Math.abs(value - (row[place] ?? 0))).toBeLessThan(0.0003);
    });
  });

  it("is none of another length", () => {
    const found = new Float64Array(64);
    expect(unpackEmbedding("", found)).toBe(false);
    expect(unpackEmbedding("x".repeat(127), found)).toBe(false);
    expect(unpackEmbedding(packEmbedding([]), new Float64Array(3))).toBe(false);
  });
});
