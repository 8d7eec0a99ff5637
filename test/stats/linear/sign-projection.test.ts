import { describe, expect, it } from "vitest";
import { SignProjection } from "../../../src/stats/linear/sign-projection.ts";

const row = (length: number) => Array.from({ length }, (_, place) => Math.sin(place + 1));

describe("the projection by signs", () => {
  it("is the same for the same row, whatever was projected before", () => {
    const fresh = new SignProjection().project(row(100));
    const used = new SignProjection();
    used.project(row(1_000));
    used.project(row(70));
    expect(used.project(row(100))).toEqual(fresh);
    expect(fresh).toHaveLength(64);
  });

  it("keeps a short row, at length 1; a row without a length is zeros", () => {
    const { project } = SignProjection.prototype;
    expect([...project.call(new SignProjection(), [3, 4])]).toEqual([0.6, 0.8]);
    expect([...project.call(new SignProjection(), [0, 0])]).toEqual([0, 0]);
    expect([...project.call(new SignProjection(), [Infinity, 1])]).toEqual([0, 0]);
  });
});
