import { dropName, type Evaluation, failAt } from "./evaluation.ts";
import {
  type LabelSet,
  labelValue,
  onlyLabels,
  showLabels,
  withLabel,
  withoutLabels,
  withoutName,
} from "./label-set.ts";
import { arithmeticOf, comparisonOf } from "./operators.ts";
import type { Binary, VectorMatching } from "./syntax.ts";
import { emptySeries, type Grid, type VectorSeries } from "./value.ts";

const everyLabel: VectorMatching = {
  on: false,
  labels: [],
  cardinality: "one-to-one",
  include: [],
};

/** and, or, unless: elements of the left and, for or, of the right, chosen by what stands on the other side. */
export function combineSets(
  node: Binary,
  left: readonly VectorSeries[],
  right: readonly VectorSeries[],
  grid: Grid,
): readonly VectorSeries[] {
  const signatureOf = signatures(node.matching ?? everyLabel);
  const presence = (series: readonly VectorSeries[]): ReadonlyMap<string, Uint8Array> => {
    const found = new Map<string, Uint8Array>();
    for (const one of series) {
      const key = signatureOf(one.labels).key;
      const present = found.get(key) ?? new Uint8Array(grid.count);
      for (let index = 0; index < grid.count; index++) present[index]! |= one.present[index]!;
      found.set(key, present);
    }
    return found;
  };
  const keep = (one: VectorSeries, other: Uint8Array | undefined, wanted: 0 | 1): VectorSeries => {
    const present = one.present.map(
      (value, index) => value & ((other?.[index] ?? 0) === wanted ? 1 : 0),
    );
    return { ...one, present };
  };
  const choose = (
    series: readonly VectorSeries[],
    others: readonly VectorSeries[],
    wanted: 0 | 1,
  ): readonly VectorSeries[] => {
    const found = presence(others);
    return series
      .map((one) => keep(one, found.get(signatureOf(one.labels).key), wanted))
      .filter(({ present }) => present.includes(1));
  };
  if (node.operator === "or") return [...left, ...choose(right, left, 0)];
  return choose(left, right, node.operator === "and" ? 1 : 0);
}

/**
 * Arithmetic and comparisons between vectors. At each moment an element of the "many" side finds the one
 * element of the "one" side that has the same signature.
 */
export function matchVectors(
  evaluation: Evaluation,
  node: Binary,
  left: readonly VectorSeries[],
  right: readonly VectorSeries[],
  grid: Grid,
): readonly VectorSeries[] {
  const matching = node.matching ?? everyLabel;
  const isSwapped = matching.cardinality === "one-to-many";
  const [many, one] = isSwapped ? [right, left] : [left, right];
  const signatureOf = signatures(matching);
  const ordinals = new Map<string, number>();
  const ordinalOf = ({ labels }: VectorSeries): number => {
    const { key } = signatureOf(labels);
    const ordinal = ordinals.get(key) ?? ordinals.size;
    ordinals.set(key, ordinal);
    return ordinal;
  };
  const oneOrdinals = one.map(ordinalOf);
  const manyOrdinals = many.map(ordinalOf);
  const results = new ResultSeries(evaluation, node, matching, grid);
  const operate = elementOperator(node, isSwapped);
  // Signature → the element of the "one" side at this moment, -1 for none; and whether it was matched.
  const partner = new Int32Array(ordinals.size);
  const matched = new Uint8Array(ordinals.size);
  for (let index = 0; index < grid.count; index++) {
    partner.fill(-1);
    matched.fill(0);
    for (const [at, series] of one.entries()) {
      if (series.present[index] === 0) continue;
      const ordinal = oneOrdinals[at]!;
      if (partner[ordinal]! >= 0) {
        const pair = [one[partner[ordinal]!]!.labels, series.labels] as const;
        throw duplicateError(evaluation, node, signatureOf(series.labels), pair, isSwapped);
      }
      partner[ordinal] = at;
    }
    for (const [at, series] of many.entries()) {
      const other = partner[manyOrdinals[at]!]!;
      if (series.present[index] === 0 || other < 0) continue;
      // An ambiguous match is a fault even where the comparison filters the element out.
      if (matching.cardinality === "one-to-one" && matched[manyOrdinals[at]!]!++ > 0) {
        const reason =
          "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)";
        throw failAt(evaluation, node, reason);
      }
      const value = operate(series.values[index]!, one[other]!.values[index]!);
      if (value !== undefined) results.set(index, series, one[other]!, value);
    }
  }
  return results.all;
}

// Gives undefined where a comparison filters the element out.
function elementOperator(
  node: Binary,
  isSwapped: boolean,
): (many: number, one: number) => number | undefined {
  const compute = arithmeticOf(node.operator);
  const compare = comparisonOf(node.operator);
  return (many, one) => {
    const [left, right] = isSwapped ? [one, many] : [many, one];
    if (compute) return compute(left, right);
    const holds = compare?.(left, right) ?? false;
    if (node.returnsBool) return holds ? 1 : 0;
    return holds ? left : undefined;
  };
}

/** The series of a result, made as pairs of elements appear. Written in place while matching. */
class ResultSeries {
  readonly #evaluation: Evaluation;
  readonly #node: Binary;
  readonly #matching: VectorMatching;
  readonly #grid: Grid;
  // many side → one side → the series of that pair
  readonly #byPair = new Map<VectorSeries, Map<VectorSeries, VectorSeries>>();
  readonly #byKey = new Map<string, VectorSeries>();

  constructor(evaluation: Evaluation, node: Binary, matching: VectorMatching, grid: Grid) {
    this.#evaluation = evaluation;
    this.#node = node;
    this.#matching = matching;
    this.#grid = grid;
  }

  get all(): readonly VectorSeries[] {
    return [...this.#byKey.values()];
  }

  set(index: number, many: VectorSeries, one: VectorSeries, value: number): void {
    const series = this.#seriesOf(many, one);
    if (series.present[index] === 1) {
      const reason = "multiple matches for labels: grouping labels must ensure unique matches";
      throw failAt(this.#evaluation, this.#node, reason);
    }
    series.values[index] = value;
    series.present[index] = 1;
  }

  #seriesOf(many: VectorSeries, one: VectorSeries): VectorSeries {
    const pairs = this.#byPair.get(many) ?? new Map<VectorSeries, VectorSeries>();
    this.#byPair.set(many, pairs);
    const known = pairs.get(one);
    if (known) return known;
    const labels = this.#labelsOf(many.labels, one.labels);
    const plain = emptySeries(labels, this.#grid.count, many.dropsName);
    const fresh = this.#node.returnsBool ? dropName(this.#evaluation, plain) : plain;
    const series = this.#byKey.get(fresh.labels.key) ?? fresh;
    this.#byKey.set(series.labels.key, series);
    pairs.set(one, series);
    return series;
  }

  #labelsOf(many: LabelSet, one: LabelSet): LabelSet {
    const { on, labels, cardinality, include } = this.#matching;
    let result = arithmeticOf(this.#node.operator) ? withoutName(many) : many;
    if (cardinality === "one-to-one") {
      const names = new Set(labels);
      result = on ? onlyLabels(result, names) : withoutLabels(result, names);
    }
    for (const name of include) result = withLabel(result, name, labelValue(one, name));
    return result;
  }
}

// What two elements must share to match: the labels of `on`, or all but the name and those of `ignoring`.
function signatures(matching: VectorMatching): (labels: LabelSet) => LabelSet {
  const names = new Set(matching.labels);
  if (!matching.on) names.add("__name__");
  const known = new Map<string, LabelSet>();
  return (labels) => {
    const found =
      known.get(labels.key) ??
      (matching.on ? onlyLabels(labels, names) : withoutLabels(labels, names));
    known.set(labels.key, found);
    return found;
  };
}

function duplicateError(
  evaluation: Evaluation,
  node: Binary,
  group: LabelSet,
  pair: readonly [LabelSet, LabelSet],
  isSwapped: boolean,
) {
  const side = isSwapped ? "left" : "right";
  const shown = pair.map(showLabels).join(", ");
  const reason = `found duplicate series for the match group ${showLabels(group)} on the ${side} hand-side of the operation: [${shown}];many-to-many matching not allowed: matching labels must be unique on one side`;
  return failAt(evaluation, node, reason);
}
