import { describe, expect, it } from "vitest";
import {
  boxPrecisionByImage,
  boxPrecisionScore,
  concordanceScore,
  survivalBrierScore,
} from "../../../src/measure/public.ts";
import { seededRandom } from "../../../src/stats/random.ts";

describe("boxes", () => {
  const box = (left: number, size: number, image = "a") => ({
    left,
    top: 0,
    right: left + size,
    bottom: size,
    image,
    class: "cat",
  });
  const found = (left: number, size: number, score: number, image = "a") => ({
    ...box(left, size, image),
    score,
  });

  it("an empty box, and one whose edge is no number, meets nothing", () => {
    expect(boxPrecisionScore([box(0, 0)], [found(0, 0, 1)], 0.5).value).toBe(0);
    expect(boxPrecisionScore([box(0, 4)], [found(Number.NaN, 4, 1)], 0.5).value).toBe(0);
  });

  it("a found box without a score is left out, wherever it stands", () => {
    const truths = [box(0, 4), box(10, 4)];
    const seen = [found(10, 4, 0.4), found(50, 4, Number.NaN), found(0, 4, 0.9)];
    expect(boxPrecisionScore(truths, seen, 0.5).value).toBe(1);
  });

  it("each frame of a video has its own precision; of one without true boxes nothing is known", () => {
    const truths = [box(0, 4, "1"), box(0, 4, "2"), box(10, 4, "2")];
    const seen = [found(0, 4, 0.9, "1"), found(0, 4, 0.8, "2"), found(0, 4, 0.7, "3")];
    const frames = boxPrecisionByImage(truths, seen, [0.5, 0.75]);
    expect([...frames].map(([frame, { value, count }]) => [frame, value, count])).toEqual([
      ["1", 1, 1],
      ["2", 0.5, 2],
      ["3", Number.NaN, 0],
    ]);
  });
});

describe("survival", () => {
  const random = seededRandom("survival");
  const rows = Array.from({ length: 300 }, () => ({
    time: random.integer(40),
    event: random.integer(3) === 0 ? 0 : 1,
    risk: random.integer(12) / 12,
  }));
  const columns = (of: typeof rows) => ({
    times: of.map(({ time }) => time),
    events: of.map(({ event }) => event),
    risks: of.map(({ risk }) => risk),
  });

  it("concordance is what counting every pair gives, ties of times and risks among them", () => {
    let [pairs, right] = [0, 0];
    for (const one of rows) {
      for (const other of rows) {
        const isLater = other.time > one.time || (other.time === one.time && other.event === 0);
        if (one.event === 0 || !isLater) continue;
        pairs += 1;
        right += one.risk > other.risk ? 1 : one.risk === other.risk ? 0.5 : 0;
      }
    }
    const { risks, ...known } = columns(rows);
    expect(concordanceScore(known, risks).value).toBe(right / pairs);
  });

  it("rows with a gap are left out, and without pairs or rows nothing is known", () => {
    const { risks, ...known } = columns(rows);
    const gaps = columns([
      ...rows,
      { time: Number.NaN, event: 1, risk: 0.5 },
      { time: 3, event: 1, risk: Number.NaN },
    ]);
    expect(concordanceScore(gaps, gaps.risks)).toEqual(concordanceScore(known, risks));
    const brier = (of: typeof gaps) => survivalBrierScore(of, { at: 10, survival: of.risks });
    expect(brier(gaps)).toEqual(brier(columns(rows)));
    const censored = { times: [1, 2], events: [0, 0] };
    expect(concordanceScore(censored, [1, 2])).toEqual({
      value: Number.NaN,
      count: 2,
      standardError: Number.NaN,
    });
    expect(survivalBrierScore({ times: [], events: [] }, { at: 1, survival: [] }).value).toBeNaN();
  });
});
