import { describe, expect, it } from "vitest";
import { hashedEmbedding } from "../../../src/measure/text/hashed-embedding.ts";

const dot = (texts: readonly [string, string]): number => {
  const { values, columns } = hashedEmbedding(texts);
  const [a, b] = [values.subarray(0, columns), values.subarray(columns)];
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
};

describe("hashedEmbedding", () => {
  it("rows have length 1, and none where there are no words", () => {
    expect(dot(["where is my order", "where is my order"])).toBeCloseTo(1, 12);
    expect(dot(["?!", "where is my order"])).toBe(0);
    expect(hashedEmbedding([]).rows).toBe(0);
  });

  it("texts that share words are nearer than texts that share none, in Chinese too", () => {
    const near = dot(["where is my late order", "my order is late"]);
    expect(near).toBeGreaterThan(dot(["where is my late order", "refund the card charge"]) + 0.3);
    const chinese = dot(["我的订单在哪里", "我的订单晚了"]);
    expect(chinese).toBeGreaterThan(dot(["我的订单在哪里", "请退还银行费用"]) + 0.2);
  });
});
