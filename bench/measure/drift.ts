import { findDrift } from "../../src/measure/drift/drift.ts";
import type { DriftSide } from "../../src/measure/drift/drift-side.ts";
import { judgeDrift } from "../../src/measure/drift/judge-drift.ts";
import { binomialCdf } from "../../src/stats/distribution/binomial-cdf.ts";
import { type Random, seededRandom } from "../../src/stats/random.ts";
import { sortNumbers } from "../../src/stats/sort-numbers.ts";
import { andersonDarlingTest } from "../../src/stats/test/anderson-darling-test.ts";
import { cramerVonMisesTest } from "../../src/stats/test/cramer-von-mises-test.ts";
import { eppsSingletonTest } from "../../src/stats/test/epps-singleton-test.ts";
import { fisherExactTest } from "../../src/stats/test/fisher-exact-test.ts";
import { chiSquareTest, gTest } from "../../src/stats/test/independence-test.ts";
import { kolmogorovSmirnovSorted } from "../../src/stats/test/kolmogorov-smirnov-test.ts";
import { mannWhitneyTest } from "../../src/stats/test/mann-whitney-test.ts";
import { twoProportionTest } from "../../src/stats/test/two-proportion-test.ts";
import type { Figure } from "../report.ts";

const level = 0.05;

/** A test of two samples of numbers, or of two lists of counts. */
interface NamedTest<Side> {
  readonly name: string;
  /** Discrete tests may alarm less often than the level says. */
  readonly isDiscrete: boolean;
  readonly sizeMax: number;
  pValue(a: Side, b: Side): number;
}

const numberTests: readonly NamedTest<Float64Array>[] = [
  {
    name: "kolmogorov-smirnov",
    isDiscrete: true,
    sizeMax: 1e6,
    pValue: (a, b) => kolmogorovSmirnovSorted(a, b).pValue,
  },
  {
    name: "mann-whitney",
    isDiscrete: false,
    sizeMax: 1e4,
    pValue: (a, b) => mannWhitneyTest(a, b).pValue,
  },
  {
    name: "cramer-von-mises",
    isDiscrete: false,
    sizeMax: 1e4,
    pValue: (a, b) => cramerVonMisesTest(a, b).pValue,
  },
  {
    name: "anderson-darling",
    isDiscrete: false,
    sizeMax: 1e4,
    pValue: (a, b) => andersonDarlingTest([a, b]).pValue,
  },
  {
    name: "epps-singleton",
    isDiscrete: false,
    sizeMax: 1e4,
    pValue: (a, b) => eppsSingletonTest(a, b).pValue,
  },
];

// Over five categories, or the first against the rest.
const categoryTests: readonly NamedTest<readonly number[]>[] = [
  {
    name: "chi-squared",
    isDiscrete: false,
    sizeMax: 1e6,
    pValue: (a, b) => chiSquareTest([a, b]).pValue,
  },
  { name: "g", isDiscrete: false, sizeMax: 1e6, pValue: (a, b) => gTest([a, b]).pValue },
  {
    name: "fisher",
    isDiscrete: true,
    sizeMax: 1e6,
    pValue: (a, b) => fisherExactTest([split(a), split(b)]).pValue,
  },
  {
    name: "z",
    isDiscrete: false,
    sizeMax: 1e6,
    pValue: (a, b) => {
      const [[p = 0, r = 0], [q = 0, s = 0]] = [split(a), split(b)];
      return twoProportionTest({ successes: p, trials: p + r }, { successes: q, trials: q + s })
        .pValue;
    },
  },
];

/**
 * How often tests alarm where nothing changed, at level 0.05, against the binomial 99 % interval; how
 * often they and the verdict find shifts of known size.
 */
export function driftFigures(seed: string): {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
} {
  const cells = [50, 200, 1_000, 10_000, 100_000, 1_000_000].flatMap((n) => falseAlarms(n, seed));
  const figure = { bench: "measure", set: "drift" } as const;
  const share = (cell: Cell): number => cell.alarms / cell.pairs;
  const outside = cells.filter((cell) => !cell.isWithin);
  return {
    figures: [
      {
        ...figure,
        measure: "false-alarm-rate",
        value: Math.max(...cells.map(share)),
        unit: "ratio",
        reference: level,
        referenceName: "stated level; the worst of all tests and sizes",
      },
      ...cells.map((cell) => ({
        ...figure,
        measure: `false-alarm-rate-${cell.name}-${cell.n}`,
        value: share(cell),
        unit: "ratio",
      })),
      {
        ...figure,
        measure: "outside-interval",
        value: outside.length,
        unit: `of ${cells.length} cells`,
        target: 0,
        better: "lower" as const,
      },
    ],
    notes: [
      ...outside.map(({ name, n, alarms, pairs }) => `outside: ${name} n=${n} ${alarms}/${pairs}`),
      ...powerTable(seed),
    ],
  };
}

interface Cell {
  readonly name: string;
  readonly n: number;
  readonly alarms: number;
  readonly pairs: number;
  readonly isWithin: boolean;
}

function falseAlarms(n: number, seed: string): readonly Cell[] {
  const pairs = n >= 1e6 ? 100 : 1_000;
  const random = seededRandom(`${seed} false ${n}`);
  const alarms = new Map<string, number>();
  const note = (name: string, isAlarm: boolean): void => {
    alarms.set(name, (alarms.get(name) ?? 0) + (isAlarm ? 1 : 0));
  };
  const numbers = numberTests.filter(({ sizeMax }) => n <= sizeMax);
  for (let pair = 0; pair < pairs; pair++) {
    const [a, b] = [drawNumbers(random, n, still), drawNumbers(random, n, still)];
    for (const test of numbers) note(test.name, test.pValue(a, b) <= level);
    note("verdict", isDrift(a, b));
    const [p, q] = [drawCounts(random, n), drawCounts(random, n)];
    for (const test of categoryTests) note(test.name, test.pValue(p, q) <= level);
  }
  const discrete = new Set(
    [...numberTests, ...categoryTests].filter((one) => one.isDiscrete).map(({ name }) => name),
  ).add("verdict");
  return [...alarms].map(([name, count]) => {
    const above = 1 - binomialCdf({ successes: count - 1, trials: pairs, p: level });
    const below = binomialCdf({ successes: count, trials: pairs, p: level });
    const isWithin = above >= 0.005 && (discrete.has(name) || below >= 0.005);
    return { name, n, alarms: count, pairs, isWithin };
  });
}

interface Shift {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
}
const still: Shift = { name: "none", mean: 0, deviation: 1 };
const shifts: readonly Shift[] = [
  { name: "mean +0.02 sd", mean: 0.02, deviation: 1 },
  { name: "mean +0.1 sd", mean: 0.1, deviation: 1 },
  { name: "mean +0.2 sd", mean: 0.2, deviation: 1 },
  { name: "mean +0.5 sd", mean: 0.5, deviation: 1 },
  { name: "deviation x1.25", mean: 0, deviation: 1.25 },
  { name: "deviation x1.5", mean: 0, deviation: 1.5 },
];

function powerTable(seed: string): readonly string[] {
  const tests = numberTests.map(({ name }) => name);
  const lines = [`power in % of 200 pairs: shift, n, ${tests.join(", ")}, verdict drift`];
  for (const shift of shifts) {
    for (const n of [50, 200, 1_000, 10_000]) {
      const random = seededRandom(`${seed} power ${shift.name} ${n}`);
      const found = new Map<string, number>();
      for (let pair = 0; pair < 200; pair++) {
        const [a, b] = [drawNumbers(random, n, still), drawNumbers(random, n, shift)];
        for (const test of numberTests) {
          if (test.pValue(a, b) <= level) found.set(test.name, (found.get(test.name) ?? 0) + 1);
        }
        if (isDrift(a, b)) found.set("verdict", (found.get("verdict") ?? 0) + 1);
      }
      const shares = [...tests, "verdict"].map((name) => `${(found.get(name) ?? 0) / 2}`);
      lines.push([shift.name, n, ...shares].join(", "));
    }
  }
  return lines;
}

function drawNumbers(random: Random, n: number, shift: Shift): Float64Array {
  const values = new Float64Array(n);
  for (let row = 0; row < n; row++) values[row] = shift.mean + shift.deviation * random.normal();
  return sortNumbers(values);
}

// Five categories of 40, 25, 20, 10 and 5 %.
function drawCounts(random: Random, n: number): readonly number[] {
  const counts = [0, 0, 0, 0, 0];
  for (let row = 0; row < n; row++) {
    const u = random.uniform();
    counts[u < 0.4 ? 0 : u < 0.65 ? 1 : u < 0.85 ? 2 : u < 0.95 ? 3 : 4]!++;
  }
  return counts;
}

function split(counts: readonly number[]): readonly [number, number] {
  const [first = 0, ...rest] = counts;
  return [first, rest.reduce((sum, count) => sum + count, 0)];
}

// The verdict on one column alone.
function isDrift(a: Float64Array, b: Float64Array): boolean {
  const side = (sorted: Float64Array): DriftSide => ({ kind: "numbers", sorted, missing: 0 });
  const finding = findDrift({ column: "x", reference: side(a), current: side(b) });
  return judgeDrift([finding])[0]?.verdict === "drift";
}
