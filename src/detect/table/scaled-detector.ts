import type { Json } from "../../model/json.ts";
import type { SettingTable, ValuesOf } from "../../model/settings.ts";
import { type Matrix, takeRows } from "../../stats/linear/matrix.ts";
import { type Random, seededRandom } from "../../stats/random.ts";
import type { Contribution, Table, TableDetector, TableModel } from "./detector.ts";
import { fitScaler, type Scaler, scaleRows } from "./scaler.ts";

/** What a method learns, on scaled rows: the part of a model that differs from detector to detector. */
export interface ScaledModel {
  score(rows: Matrix): Float64Array;
  /** Scores of the learned rows themselves; `score` of them where absent. */
  fittedScores?(): Float64Array;
  snapshot?(): Json;
}

/** The setting every detector has: more rows are thinned by a seeded sample, which bounds time and memory. */
export const rowsMax = (rows: number) =>
  ({
    type: "number",
    unit: "rows",
    default: rows,
    min: 100,
    max: 1_000_000,
    meaning: "how many rows of the reference are learned from; of more a seeded sample is taken",
  }) as const;

interface Method<Settings extends SettingTable> {
  readonly name: string;
  readonly summary: string;
  readonly when: string;
  readonly source: string;
  readonly formula: string;
  readonly cost: string;
  readonly settings: Settings;
  /** `random` is seeded by `seed` and the method's name. */
  learn(rows: Matrix, settings: ValuesOf<Settings>, random: Random, seed: number): ScaledModel;
  recall?(snapshot: Json): ScaledModel;
}

/** A detector from a method on clean, standardised rows: it scales, samples, explains and snapshots. */
export function scaledDetector<Settings extends SettingTable & { rowsMax: { type: "number" } }>(
  method: Method<Settings>,
): TableDetector<Settings> {
  const { learn, recall, ...described } = method;
  return {
    ...described,
    fit(table, settings, seed) {
      const random = seededRandom(seed).fork(method.name);
      const scaler = fitScaler(table);
      // The constraint on Settings makes this setting a number.
      const rowsMax = settings.rowsMax as number;
      const sample = table.rows > rowsMax ? sampleIndices(table.rows, rowsMax, random) : null;
      const learned = scaleRows(sample === null ? table : takeRows(table, sample), scaler);
      const names = table.names ?? Array.from(scaler.means, (_, index) => `column ${index + 1}`);
      // Without a row or a column there is nothing to be unlike of.
      const core =
        learned.values.length === 0 ? indifferent : learn(learned, settings, random, seed);
      return modelOf({ core, scaler, names, table, sample });
    },
    restore(snapshot) {
      if (recall === undefined) return null;
      // The snapshot was made by this detector's model.
      const { scaler, names, core } = snapshot as unknown as Kept;
      const remembered = core === null ? indifferent : recall(core);
      return modelOf({ core: remembered, scaler, names, table: null, sample: null });
    },
  };
}

interface Kept {
  readonly scaler: Scaler;
  readonly names: readonly string[];
  readonly core: Json | null;
}

const indifferent: ScaledModel = { score: ({ rows }) => new Float64Array(rows) };

function modelOf(made: {
  core: ScaledModel;
  scaler: Scaler;
  names: readonly string[];
  table: Table | null;
  sample: Int32Array | null;
}): TableModel {
  const { core, scaler, names, table, sample } = made;
  const score = (rows: Matrix) => core.score(scaleRows(rows, scaler));
  return {
    score,
    fittedScores() {
      if (table === null) return new Float64Array(0);
      const own = core.fittedScores?.();
      if (own === undefined) return score(table);
      if (sample === null) return own;
      const scores = score(table);
      sample.forEach((row, index) => (scores[row] = own[index]!));
      return scores;
    },
    explain: (row) => contributions(row, { core, scaler, names }),
    snapshot() {
      if (core !== indifferent && core.snapshot === undefined) return null;
      const kept = { means: [...scaler.means], scales: [...scaler.scales] };
      return {
        scaler: { ...kept, medians: [...scaler.medians] },
        names: [...names],
        core: core.snapshot?.() ?? null,
      };
    },
  };
}

// The row once as it is, then once for each feature with that feature at its median.
function contributions(
  row: ArrayLike<number>,
  { core, scaler, names }: { core: ScaledModel; scaler: Scaler; names: readonly string[] },
): readonly Contribution[] {
  const columns = names.length;
  const values = new Float64Array((columns + 1) * columns);
  for (let line = 0; line <= columns; line++) {
    for (let column = 0; column < columns; column++) {
      const isUsual = line === column + 1;
      values[line * columns + column] = isUsual ? scaler.medians[column]! : row[column]!;
    }
  }
  const scaled = scaleRows({ values, rows: columns + 1, columns }, scaler);
  const scores = core.score(scaled);
  return names
    .map((feature, column) => ({
      feature,
      value: row[column]!,
      usual: scaler.medians[column]!,
      deviations: scaled.values[column]!,
      contribution: scores[0]! - scores[column + 1]!,
    }))
    .sort((a, b) => b.contribution - a.contribution);
}

/** Which rows a seeded sample takes, ascending. Vitter's selection sampling. */
function sampleIndices(rows: number, count: number, random: Random): Int32Array {
  const indices = new Int32Array(count);
  let taken = 0;
  for (let row = 0; row < rows && taken < count; row++) {
    if ((rows - row) * random.uniform() < count - taken) indices[taken++] = row;
  }
  return indices;
}
