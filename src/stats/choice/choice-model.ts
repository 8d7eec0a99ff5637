import { minimise } from "./minimise.ts";

/** Sparse rows, one per alternative: entries `from[i]` to `from[i + 1]` of `features` and `values` are row i's. */
export interface SparseRows {
  readonly from: Int32Array;
  readonly features: Int32Array;
  readonly values: Float64Array;
}

/** Choices to learn from: alternatives `groups[g]` to `groups[g + 1]` of which row `chosen[g]` was taken as `kind[g]`. */
export interface Choices {
  readonly rows: SparseRows;
  readonly groups: Int32Array;
  readonly chosen: Int32Array;
  readonly kind: Int32Array;
}

/** Weights of every feature, shared by all kinds and by kind: `weights[(kind + 1) * features + f]`, kind -1 shared. */
export interface ChoiceWeights {
  readonly features: number;
  readonly kinds: number;
  readonly weights: Float64Array;
}

/**
 * Learns which alternative of a group is chosen, and as what kind: one softmax over all pairs of
 * (alternative, kind) in a group, whose score is a weighted sum of the alternative's features with weights
 * shared by the kinds plus weights of the kind.
 *
 * @param choices groups of at least one row each; row and kind indices in range
 * @param options `features` and `kinds`: how many there are; `penaltyShared`, `penaltyOwn`: ridge on shared
 *                weights and on those of a kind, > 0; `iterationsMax`
 * Cost O(iterations × entries × kinds). Source: McFadden 1974 (conditional logit) with hierarchical ridge.
 * @example fitChoices({ rows: { from: Int32Array.of(0, 1, 1), features: Int32Array.of(0), values: Float64Array.of(1) }, groups: Int32Array.of(0, 2), chosen: Int32Array.of(0), kind: Int32Array.of(0) }, { features: 1, kinds: 1, penaltyShared: 1, penaltyOwn: 1, iterationsMax: 50 }) // { features: 1, kinds: 1 }
 */
export function fitChoices(
  choices: Choices,
  options: {
    readonly features: number;
    readonly kinds: number;
    readonly penaltyShared: number;
    readonly penaltyOwn: number;
    readonly iterationsMax: number;
  },
): ChoiceWeights {
  const { features, kinds } = options;
  const size = (kinds + 1) * features;
  const rowCount = choices.rows.from.length - 1;
  const scores = new Float64Array(rowCount * kinds);
  const weights = minimise(
    (point, gradient) => {
      addScores(scores, choices.rows, { features, kinds, weights: point });
      const loss = lossOf(scores, choices, kinds);
      gradient.fill(0);
      addGradient(gradient, choices.rows, { scores, features, kinds });
      let penalty = 0;
      for (let index = 0; index < size; index++) {
        const ridge = index < features ? options.penaltyShared : options.penaltyOwn;
        penalty += 0.5 * ridge * point[index]! ** 2;
        gradient[index]! += ridge * point[index]!;
      }
      return loss + penalty;
    },
    new Float64Array(size),
    { iterationsMax: options.iterationsMax, tolerance: 1e-6 },
  );
  return { features, kinds, weights };
}

/**
 * Scores of every (row, kind) under learned weights: log-odds up to a constant that is equal within a group.
 *
 * @returns `rows × kinds` numbers, row by row
 * Cost O(entries × kinds).
 * @example scoreChoices({ from: Int32Array.of(0, 1), features: Int32Array.of(0), values: Float64Array.of(2) }, { features: 1, kinds: 1, weights: Float64Array.of(1, 0.5) }) // [3]
 */
export function scoreChoices(rows: SparseRows, weights: ChoiceWeights): Float64Array {
  const scores = new Float64Array((rows.from.length - 1) * weights.kinds);
  addScores(scores, rows, weights);
  return scores;
}

function addScores(scores: Float64Array, rows: SparseRows, model: ChoiceWeights): void {
  const { features, kinds, weights } = model;
  for (let row = 0; row < rows.from.length - 1; row++) {
    for (let kind = 0; kind < kinds; kind++) {
      const own = (kind + 1) * features;
      let score = 0;
      for (let entry = rows.from[row]!; entry < rows.from[row + 1]!; entry++) {
        const feature = rows.features[entry]!;
        score += rows.values[entry]! * (weights[feature]! + weights[own + feature]!);
      }
      scores[row * kinds + kind] = score;
    }
  }
}

/** Minus the log-likelihood; turns scores into probability minus truth, which the gradient needs. */
function lossOf(scores: Float64Array, choices: Choices, kinds: number): number {
  let loss = 0;
  for (let group = 0; group < choices.chosen.length; group++) {
    const from = choices.groups[group]! * kinds;
    const to = choices.groups[group + 1]! * kinds;
    let largest = Number.NEGATIVE_INFINITY;
    for (let index = from; index < to; index++) largest = Math.max(largest, scores[index]!);
    let total = 0;
    for (let index = from; index < to; index++) total += Math.exp(scores[index]! - largest);
    const truth = choices.chosen[group]! * kinds + choices.kind[group]!;
    loss += largest + Math.log(total) - scores[truth]!;
    for (let index = from; index < to; index++) {
      scores[index] = Math.exp(scores[index]! - largest) / total - (index === truth ? 1 : 0);
    }
  }
  return loss;
}

function addGradient(
  gradient: Float64Array,
  rows: SparseRows,
  at: { readonly scores: Float64Array; readonly features: number; readonly kinds: number },
): void {
  const { scores, features, kinds } = at;
  for (let row = 0; row < rows.from.length - 1; row++) {
    for (let kind = 0; kind < kinds; kind++) {
      const pull = scores[row * kinds + kind]!;
      if (Math.abs(pull) < 1e-9) continue;
      const own = (kind + 1) * features;
      for (let entry = rows.from[row]!; entry < rows.from[row + 1]!; entry++) {
        const feature = rows.features[entry]!;
        const push = pull * rows.values[entry]!;
        gradient[feature]! += push;
        gradient[own + feature]! += push;
      }
    }
  }
}
