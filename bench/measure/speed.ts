import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { driftSideOf } from "../../src/measure/drift/drift-side.ts";
import { countColumnInBins, countInBins, freezeBins } from "../../src/measure/drift/frozen-bins.ts";
import type { NumberColumn } from "../../src/model/column.ts";
import { jensenShannonDistance } from "../../src/stats/distance/jensen-shannon-distance.ts";
import { wassersteinDistance } from "../../src/stats/distance/wasserstein-distance.ts";
import { type Random, seededRandom } from "../../src/stats/random.ts";
import { kolmogorovSmirnovTest } from "../../src/stats/test/kolmogorov-smirnov-test.ts";
import type { Figure } from "../report.ts";

const features = 200;
const rows = 100_000;

// As in speed.py: normal, log-normal, uniform and whole features, by turns.
const makers: readonly ((random: Random, shift: number) => number)[] = [
  (random, shift) => shift + random.normal(),
  (random, shift) => Math.exp(shift + random.normal()),
  (random, shift) => shift + random.uniform(),
  (random) => random.integer(1_000),
];

/** Drift of 200 features of 100,000 rows, one thread, against SciPy in the same run. */
export function speedFigures(): {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
} {
  const own = ownSeconds();
  const peer = scipySeconds();
  const figure = { bench: "measure", set: "speed" } as const;
  const seconds = Object.entries(own).map(([name, value]) => ({
    ...figure,
    measure: `drift-${name}-seconds`,
    value,
    unit: "s",
  }));
  if (peer === null) return { figures: seconds, notes: ["SciPy: skipped, no python3 has it"] };
  const ratio = (measure: string, name: keyof Seconds, target: number): Figure => ({
    ...figure,
    measure,
    value: peer[name] / own[name],
    unit: "times SciPy",
    target,
    reference: peer[name],
    referenceName: "s SciPy",
  });
  return {
    figures: [
      ...seconds,
      ratio("drift-ratio", "ks", 3),
      ratio("drift-ratio-wasserstein", "wasserstein", 10),
      ratio("drift-ratio-binned", "binned", 10),
    ],
    notes: [
      "SciPy as the machine's python3 has it; CPU time of one process each, one after the other",
    ],
  };
}

interface Seconds {
  readonly ks: number;
  readonly wasserstein: number;
  readonly binned: number;
}

function ownSeconds(): Seconds {
  const random = seededRandom("speed");
  const seconds = { ks: 0, wasserstein: 0, binned: 0 };
  const timed = (name: keyof Seconds, run: () => unknown): void => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    seconds[name] += (user + system) / 1e6;
  };
  for (let feature = 0; feature < features; feature++) {
    const make = makers[feature % makers.length]!;
    const a = Float64Array.from({ length: rows }, () => make(random, 0));
    const b = Float64Array.from({ length: rows }, () => make(random, 0.01 * (feature % 3)));
    const reference = driftSideOf(columnOf(a));
    const bins = freezeBins(reference)!;
    const known = countInBins(reference, bins);
    timed("ks", () => kolmogorovSmirnovTest(a, b));
    timed("wasserstein", () => wassersteinDistance({ values: a }, { values: b }));
    // As a window is judged: bins and counts of the reference are frozen, the column comes as it is.
    const column = columnOf(b);
    timed("binned", () => jensenShannonDistance(countColumnInBins(column, bins)!, known));
  }
  return seconds;
}

function columnOf(values: Float64Array): NumberColumn {
  const isNull = new Uint8Array(values.length);
  return { name: "feature", type: "number", values, isNull, nullCount: 0 };
}

function scipySeconds(): Seconds | null {
  const script = fileURLToPath(new URL("speed.py", import.meta.url));
  for (const python of ["python3", "/usr/bin/python3"]) {
    const { status, stdout } = spawnSync(python, [script, `${features}`, `${rows}`], {
      encoding: "utf8",
      env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    });
    // Written by speed.py with these names.
    if (status === 0) return JSON.parse(stdout) as Seconds;
  }
  return null;
}
