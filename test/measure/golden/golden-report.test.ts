import { describe, expect, it } from "vitest";
import { checkLimits } from "../../../src/measure/data/limits.ts";
import { goldenReport, goldenTable } from "../../../src/measure/golden/golden-report.ts";
import type { GoldenAnswer, GoldenRow } from "../../../src/measure/golden/golden-set.ts";
import { resolveSettings } from "../../../src/model/settings.ts";

const size = 100;
const rows = Array.from({ length: size }, (_, place): GoldenRow => {
  const label = place % 2 === 0 ? "yes" : "no";
  return { id: `q${place}`, features: { place }, cells: {}, label };
});
/** The first `wrong` answers are the other class. */
const answers = (wrong: number): readonly GoldenAnswer[] =>
  rows.map(({ label }, place) => {
    const output = place < wrong ? (label === "yes" ? "no" : "yes") : label;
    return { output, score: null, ms: 10, problem: "" };
  });
const about = {
  model: "m",
  version: "2",
  before: null,
  limits: resolveSettings(checkLimits).values,
  bounds: new Map<string, number>(),
};
const codes = (run: readonly GoldenAnswer[], more: Partial<Parameters<typeof goldenReport>[1]>) => {
  const { sections } = goldenReport({ rows, answers: run }, { ...about, ...more });
  return sections.flatMap(({ cards }) =>
    cards.flatMap(({ findings }) =>
      findings.map(({ status, says }) => `${status} ${says.code} ${says.params["measure"] ?? ""}`),
    ),
  );
};

describe("goldenReport", () => {
  it("a limit is missed only where the whole interval lies beyond it", () => {
    // 80 of 100 right: 0.80 ± 1.96 · 0.04 reaches 0.878.
    const at = (accuracy: number) =>
      codes(answers(20), { bounds: new Map([["accuracy", accuracy]]) });
    expect(at(0.75)).toContain("pass check.golden.kept accuracy");
    expect(at(0.85)).toContain("warn check.golden.close accuracy");
    expect(at(0.9)).toContain("fail check.golden.missed accuracy");
    expect(codes(answers(0), { bounds: new Map([["mae", 1]]) })).toContain(
      "fail check.golden.unmeasured mae",
    );
  });

  it("against an earlier run, answers that turned wrong fail once chance does not bring them", () => {
    const before = goldenTable({ rows, answers: answers(2) });
    // 2 → 10 wrong: 8 broken, none fixed; 0.5 ** 8 = 0.0039 by McNemar's exact test.
    expect(codes(answers(10), { before })).toContain("fail check.golden.turned ");
    // 2 → 6 wrong: 0.5 ** 4 = 0.0625.
    expect(codes(answers(6), { before })).toContain("pass check.golden.turned ");
    expect(codes(answers(0), { before })).toContain("pass check.golden.turned ");
  });

  it("a call that failed fails the run and is left out of the scores", () => {
    const broken: GoldenAnswer = { output: null, score: null, ms: 5, problem: "HTTP 500" };
    const run = [broken, ...answers(0).slice(1)];
    expect(codes(run, {})).toContain("fail check.golden.failed ");
    expect(goldenTable({ rows, answers: run }).rowCount).toBe(99);
    expect(codes(answers(0).slice(0, 60), {})).toContain("warn check.golden.left ");
  });

  it("answers as long as sentences are scored by exact match and shared words", () => {
    const label = "the capital of France is Paris, on the river Seine";
    const asked = [0, 1].map((id): GoldenRow => ({ id: `${id}`, features: {}, cells: {}, label }));
    const output = ["The capital of France is Paris, on the river Seine.", "Lyon"];
    const said = output.map((text) => ({ output: text, score: null, ms: 1, problem: "" }));
    const { sections } = goldenReport({ rows: asked, answers: said }, about);
    const found = sections[1]?.cards[0]?.findings.map(({ says }) => [
      says.params["measure"],
      says.params["value"],
    ]);
    expect(found).toEqual([
      ["exact-match", 0.5],
      ["token-f1", 0.5],
    ]);
  });
});
