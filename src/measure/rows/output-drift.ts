import type { BinnedValues } from "../../model/distribution.ts";
import type { DriftOptions } from "../../model/drift-report.ts";
import type { OutputDrift, OutputPart } from "../../model/row-report.ts";
import type { FeatureBins } from "../../model/summary.ts";
import {
  jensenShannonDistance,
  jensenShannonStandardError,
} from "../../stats/distance/jensen-shannon-distance.ts";
import { type BinnedFeature, binnedDrift } from "../drift/binned-drift.ts";
import { presentOf } from "../drift/drift-side.ts";
import { countInBins, freezeBins } from "../drift/frozen-bins.ts";
import type { OutputColumn } from "./output-columns.ts";

/** A column of a reference: its bins and how many rows fell into each. No row is kept. */
export interface FrozenColumn {
  readonly part: OutputPart;
  readonly class: string;
  readonly bins: FeatureBins;
  readonly histogram: readonly number[];
  readonly count: number;
  readonly nulls: number;
}

/** Columns as a reference; those with fewer than `rowsMin` values are left out. */
export function frozenColumns(
  columns: readonly OutputColumn[],
  rowsMin: number,
): readonly FrozenColumn[] {
  return columns.flatMap(({ part, class: name, side }) => {
    const bins = presentOf(side) < rowsMin ? null : freezeBins(side);
    if (bins === null) return [];
    const count = presentOf(side) + side.missing;
    const histogram = [...countInBins(side, bins)];
    return [{ part, class: name, bins, histogram, count, nulls: side.missing }];
  });
}

/** Name of a column among those of its model. */
export function columnName({ part, class: name }: Pick<FrozenColumn, "part" | "class">): string {
  return part === "score" ? `score ${name}` : part;
}

/**
 * Drift of outputs, scores and labels against a reference, tested as features are: over frozen bins, by type, size and
 * shape, p values adjusted for the number of columns. What only one side has, or has as another type, is left out.
 */
export function driftOfOutputs(
  reference: readonly FrozenColumn[],
  current: readonly OutputColumn[],
  options: DriftOptions,
): readonly OutputDrift[] {
  const pairs = new Map<string, { readonly frozen: FrozenColumn; readonly now: BinnedValues }>();
  for (const frozen of reference) {
    const own = current.find((each) => columnName(each) === columnName(frozen));
    const histogram = own === undefined ? [] : [...countInBins(own.side, frozen.bins)];
    if (own === undefined || histogram.length !== frozen.histogram.length) continue;
    const nulls = own.side.missing;
    const now = { histogram, count: presentOf(own.side) + nulls, nulls, moments: null };
    pairs.set(columnName(frozen), { frozen, now });
  }
  const features = [...pairs].map(([feature, { frozen, now }]): BinnedFeature => {
    const { bins, histogram, count, nulls } = frozen;
    const before = { histogram, count, nulls, moments: null };
    return { feature, bins, reference: before, current: now, importance: null };
  });
  return binnedDrift(features, options).flatMap((column) => {
    const pair = pairs.get(column.feature);
    if (pair === undefined) return [];
    const { frozen, now } = pair;
    const [p, q] = [now.histogram, frozen.histogram];
    const rows = now.count - now.nulls;
    const referenceRows = frozen.count - frozen.nulls;
    const isEnough = Math.min(rows, referenceRows) >= options.rowsMin;
    return [
      {
        ...column,
        part: frozen.part,
        class: frozen.class,
        rows,
        referenceRows,
        distance: isEnough ? jensenShannonDistance(p, q) : null,
        standardError: isEnough ? jensenShannonStandardError(p, q) : null,
      },
    ];
  });
}
