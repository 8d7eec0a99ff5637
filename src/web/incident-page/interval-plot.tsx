import type { ReactNode } from "react";
import type { RepairOutcome } from "../../model/repair.ts";
import classes from "./outcome.module.css";

type OutcomeTest = RepairOutcome["tests"][number];

/** Where three values with their 95 % intervals, and the margin around the first, lie on a scale from 0 to 1. */
export interface IntervalPlaces {
  readonly stages: readonly { readonly low: number; readonly at: number; readonly high: number }[];
  readonly margin: { readonly low: number; readonly high: number };
}

/** Puts before, during and after on one scale; 1.96 standard errors are a 95 % interval of a normal value. Pure. */
export function placeIntervals(test: OutcomeTest): IntervalPlaces {
  const ranges = [test.before, test.during, test.after].map((stage) => ({
    low: stage.value - 1.96 * stage.standardError,
    at: stage.value,
    high: stage.value + 1.96 * stage.standardError,
  }));
  const margin = { low: test.before.value - test.margin, high: test.before.value + test.margin };
  const all = [...ranges.flatMap(({ low, high }) => [low, high]), margin.low, margin.high].filter(
    (value) => Number.isFinite(value),
  );
  const bottom = Math.min(...all);
  const range = Math.max(...all) - bottom;
  const place = (value: number): number =>
    range > 0 && Number.isFinite(value) ? (value - bottom) / range : 0.5;
  return {
    stages: ranges.map(({ low, at, high }) => ({
      low: place(low),
      at: place(at),
      high: place(high),
    })),
    margin: { low: place(margin.low), high: place(margin.high) },
  };
}

/** Three intervals below each other, over a band of what still counts as fixed. The numbers stand beside it. */
export function IntervalPlot({ test }: { readonly test: OutcomeTest }): ReactNode {
  const { stages, margin } = placeIntervals(test);
  // In percent of the width, so that dots stay round at any size.
  const x = (place: number): string => `${(3 + place * 94).toFixed(2)}%`;
  return (
    <svg className={classes["intervals"]} aria-hidden="true">
      <rect
        x={x(margin.low)}
        y="0"
        width={`${Math.max(1, (margin.high - margin.low) * 94).toFixed(2)}%`}
        height="66"
        rx="3"
        fill="var(--ok-soft)"
      />
      {stages.map((stage, row) => {
        const y = 11 + row * 22;
        const bad = row === 1 || (row === 2 && !test.passed);
        const colour = bad ? "var(--bad-mark)" : row === 0 ? "var(--muted)" : "var(--ok)";
        return (
          <g key={y} stroke={colour} fill={colour}>
            <line x1={x(stage.low)} x2={x(stage.high)} y1={y} y2={y} strokeWidth="2" />
            <circle cx={x(stage.at)} cy={y} r="4" stroke="none" />
          </g>
        );
      })}
    </svg>
  );
}
