import { describe, expect, it } from "vitest";
import { numberColumn } from "../../../src/measure/public.ts";
import { curvesReport } from "../../../src/measure/training/curves-report.ts";

const size = 100;
const curve = (of: (step: number) => number | null) =>
  Array.from({ length: size }, (_, i) => of(i));
const falling = (i: number) => 2 * Math.exp(-i / 25) + 0.1;

function run(columns: Record<string, readonly (number | null)[]>) {
  const all = { step: curve((i) => i * 10), ...columns };
  return {
    rowCount: size,
    columns: Object.entries(all).map(([name, values]) => numberColumn(name, values)),
  };
}
const codes = (...runs: readonly [ReturnType<typeof run>, ReturnType<typeof run>?]) =>
  curvesReport(runs[0], runs[1] ?? null).sections.flatMap(({ cards }) =>
    cards.flatMap(({ name, findings }) =>
      findings.map(({ says, status }) => `${name} ${status} ${says.code.split(".").at(-1)}`),
    ),
  );

describe("curvesReport", () => {
  it("tells a sound run from one that learns by heart, and whose rate jumps", () => {
    const rate = curve((i) => 0.01 * 0.97 ** i);
    expect(codes(run({ loss: curve(falling), val_loss: curve(falling), lr: rate }))).toEqual([
      "loss pass fine",
      "val_loss pass fine",
      "lr pass fine",
    ]);
    const risen = curve((i) =>
      i % 5 === 0 ? falling(Math.min(i, 30)) + Math.max(0, i - 30) / 40 : null,
    );
    const jumped = curve((i) => (i < 50 ? 0.01 : 0.5));
    expect(codes(run({ loss: curve(falling), val_loss: risen, learning_rate: jumped }))).toEqual([
      "loss pass fine",
      "val_loss fail over-fit",
      "learning_rate fail learning-rate-jump",
    ]);
  });

  it("a loss that diverges fails, and other columns are no curves of these", () => {
    const diverging = curve((i) => (i < 60 ? falling(i) : falling(60) + (i - 60) / 5));
    expect(codes(run({ loss: diverging, accuracy: curve(() => 0.9) }))).toEqual([
      "loss fail divergence",
    ]);
  });

  it("a loss that becomes NaN fails, one that is measured seldom does not", () => {
    expect(codes(run({ loss: curve((i) => (i < 80 ? falling(i) : null)) }))).toEqual([
      "loss fail not-a-number",
    ]);
    const seldom = curve((i) => (i % 10 === 9 ? falling(i) : null));
    expect(codes(run({ loss: curve(falling), val_loss: seldom }))).toContain("val_loss pass fine");
  });

  it("beside an earlier run a higher end is a warning, a lower one is told", () => {
    const [good, bad] = [
      run({ loss: curve(falling) }),
      run({ loss: curve((i) => falling(i) + 0.3) }),
    ];
    expect(codes(bad, good)).toContain("loss warn higher");
    expect(codes(good, bad)).toContain("loss pass lower");
    expect(codes(good, good)).toContain("loss pass alike");
  });
});
