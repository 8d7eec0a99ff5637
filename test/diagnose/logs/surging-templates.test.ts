import { describe, expect, it } from "vitest";
import { surgingTemplates } from "../../../src/diagnose/logs/surging-templates.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const repeat = (count: number, value: number) => Array.from({ length: count }, () => value);

describe("templates at the onset", () => {
  it("one that never came before is new, from the window it began in", () => {
    const [change] = surgingTemplates([
      { template: "oom", before: repeat(60, 0), during: [0, 4, 5, 6] },
    ]);
    expect(change).toMatchObject({ template: "oom", kind: "new", rateBefore: 0, firstWindow: 1 });
  });

  it("one that comes ten times as often surges; most striking first", () => {
    const changes = surgingTemplates([
      { template: "slow", before: repeat(60, 2), during: repeat(5, 20) },
      { template: "steady", before: repeat(60, 50), during: repeat(5, 52) },
      { template: "fail", before: repeat(60, 1), during: repeat(5, 90) },
    ]);
    expect(changes.map(({ template, kind }) => [template, kind])).toEqual([
      ["fail", "surging"],
      ["slow", "surging"],
    ]);
  });

  it("steady traffic names nothing, over 2,000 draws at five rates", () => {
    const random = seededRandom("steady");
    const draw = (count: number, rate: number) =>
      Array.from({ length: count }, () => random.poisson(rate));
    const counts = Array.from({ length: 2_000 }, (_, index) => {
      const rate = [0.3, 1, 5, 30, 200][index % 5] ?? 1;
      return { template: String(index), before: draw(60, rate), during: draw(10, rate) };
    });
    expect(surgingTemplates(counts)).toEqual([]);
  });

  it("bursts as large as earlier ones are no surge", () => {
    const before = Array.from({ length: 60 }, (_, index) => (index % 12 === 0 ? 40 : 0));
    expect(surgingTemplates([{ template: "cron", before, during: [40, 0, 0, 0] }])).toEqual([]);
  });

  it("nothing is new without a past to compare with", () => {
    expect(surgingTemplates([{ template: "first", before: [], during: [9] }])).toEqual([]);
  });
});
