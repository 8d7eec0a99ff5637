import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";

/** Values of measures by name; NaN where undefined. */
type Values<Name extends string> = { readonly [Key in Name]: number };

/** How far what was learned of a measure proved true on rows that it was not learned from. */
export interface ProvenShare {
  /** Of a change that is foretold: 1 where it comes as foretold, 0 where nothing of it comes. */
  readonly change: number;
  /** Of what is missed under one weighting of rows: 1 where other rows miss it too, 0 where it was chance. */
  readonly miss: number;
  /** Rows of equal weight that the weightings of the trial had on average. */
  readonly effectiveRows: number;
}

const tilts = 40;
const splits = 4;

/**
 * Tries an estimator on its own reference: rows are weighed so that some of their columns shift, forty
 * times anew, and what is believed of each such sample is held against what came out in it.
 *
 * The share of a change is the slope of the realised on the believed changes through the origin, within 0
 * and 1. The share of misses is their correlation between the halves of random splits, taken up to all rows
 * by Spearman and Brown. A measure that no weighting can change, or that is undefined, has the share 1.
 *
 * @param of.rows     n × d, what rows may shift by; NaN stands in the middle
 * @param of.believed the measures that unseen rows of these weights are believed to have
 * @param of.realised the measures that they had
 * Cost 40 × 9 calls of each function. Source: the weights are those of an exponential tilt of ranks.
 */
export function provenShares<Name extends string>(
  of: {
    readonly rows: Matrix;
    readonly names: readonly Name[];
    believed(weights: Float64Array): Values<Name>;
    realised(weights: Float64Array): Values<Name>;
  },
  random: Random,
): { readonly [Key in Name]: ProvenShare } {
  const ranks = ranksOf(of.rows);
  const halves = Array.from({ length: splits }, () =>
    Uint8Array.from({ length: of.rows.rows }, () => random.integer(2)),
  );
  const flat = new Float64Array(of.rows.rows).fill(1);
  const still = trialOf(of, flat, halves);
  const trials = Array.from({ length: tilts }, () => {
    const weights = tiltedWeights(ranks, random);
    return { ...trialOf(of, weights, halves), effectiveRows: effectiveRowsOf(weights) };
  });
  const effectiveRows = trials.reduce((sum, one) => sum + one.effectiveRows / tilts, 0);
  return Object.fromEntries(
    of.names.map((name) => {
      const change = changeShare(name, still, trials);
      const miss = missShare(name, { still, trials, change });
      return [name, { change, miss, effectiveRows }];
    }),
  ) as { readonly [Key in Name]: ProvenShare }; // one entry for each name of the list
}

/**
 * The measure of a window, from what is believed of it and how far such beliefs proved true.
 *
 * @param of.still     the reference as it is
 * @param of.alike     the reference weighed so that it looks like the window
 * @param of.expected  what is believed of the window
 * @param of.effectiveRows rows of equal weight that `alike` stands on
 * Cost O(1).
 */
export function provenValue(
  share: ProvenShare,
  of: {
    readonly still: { readonly believed: number; readonly realised: number };
    readonly alike: { readonly believed: number; readonly realised: number };
    readonly expected: number;
    readonly effectiveRows: number;
  },
): number {
  const { still, alike, expected, effectiveRows } = of;
  const foretold = orZero(expected - still.believed);
  const missed =
    orZero(alike.realised - still.realised) -
    share.change * orZero(alike.believed - still.believed);
  // Fewer rows than in the trial miss more by chance.
  const chance = (1 / share.miss - 1) * (share.effectiveRows / Math.max(1, effectiveRows));
  return still.realised + share.change * foretold + orZero(missed / (1 + chance));
}

/** What was believed and what came out of all rows, and of the two halves of each split. */
interface Trial<Name extends string> {
  readonly whole: Outcome<Name>;
  readonly halves: readonly (readonly [Outcome<Name>, Outcome<Name>])[];
}
interface Outcome<Name extends string> {
  readonly believed: Values<Name>;
  readonly realised: Values<Name>;
}

function trialOf<Name extends string>(
  of: {
    believed(weights: Float64Array): Values<Name>;
    realised(weights: Float64Array): Values<Name>;
  },
  weights: Float64Array,
  halves: readonly Uint8Array[],
): Trial<Name> {
  const outcome = (own: Float64Array): Outcome<Name> => ({
    believed: of.believed(own),
    realised: of.realised(own),
  });
  const half = (of: Uint8Array, side: number) =>
    outcome(weights.map((weight, row) => (of[row] === side ? weight : 0)));
  return {
    whole: outcome(weights),
    halves: halves.map((each) => [half(each, 0), half(each, 1)] as const),
  };
}

function changeShare<Name extends string>(
  name: Name,
  still: Trial<Name>,
  trials: readonly Trial<Name>[],
): number {
  let [products, squares] = [0, 0];
  for (const { whole } of trials) {
    const believed = whole.believed[name] - still.whole.believed[name];
    const realised = whole.realised[name] - still.whole.realised[name];
    if (!Number.isFinite(believed) || !Number.isFinite(realised)) continue;
    products += believed * realised;
    squares += believed * believed;
  }
  return squares > 0 ? clip(products / squares) : 1;
}

function missShare<Name extends string>(
  name: Name,
  of: {
    readonly still: Trial<Name>;
    readonly trials: readonly Trial<Name>[];
    readonly change: number;
  },
): number {
  const { still, trials, change } = of;
  let [products, squares] = [0, 0];
  for (const { halves } of trials) {
    for (const [split, sides] of halves.entries()) {
      const [a = NaN, b = NaN] = sides.map((side, index) => {
        const own = still.halves[split]?.[index];
        if (own === undefined) return NaN;
        const believed = side.believed[name] - own.believed[name];
        return side.realised[name] - own.realised[name] - change * believed;
      });
      if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
      products += a * b;
      squares += (a * a + b * b) / 2;
    }
  }
  if (!(squares > 0)) return 1;
  const correlation = clip(products / squares);
  return (2 * correlation) / (1 + correlation);
}

// Weights exp(strength × rank) along one column, or along two or three together.
function tiltedWeights(ranks: readonly Float64Array[], random: Random): Float64Array {
  const count = random.integer(2) === 0 ? 1 : 2 + random.integer(2);
  const strength = 1.7 * (1 + random.uniform());
  const exponents = new Float64Array(ranks[0]?.length ?? 0);
  for (let part = 0; part < count; part++) {
    const slope = (random.integer(2) === 0 ? -1 : 1) * (strength / Math.sqrt(count));
    ranks[random.integer(ranks.length)]?.forEach((rank, row) => {
      exponents[row] = (exponents[row] ?? 0) + slope * rank;
    });
  }
  return exponents.map(Math.exp);
}

// Column → rank of each row, from -1 to 1; equal values have one rank, missing ones 0.
function ranksOf({ values, rows, columns }: Matrix): readonly Float64Array[] {
  return Array.from({ length: columns }, (_, column) => {
    const own = new Float64Array(rows);
    for (let row = 0; row < rows; row++) own[row] = values[row * columns + column] ?? Number.NaN;
    const order = Uint32Array.from(own.keys()).filter((row) => !Number.isNaN(own[row]));
    order.sort((a, b) => (own[a] ?? 0) - (own[b] ?? 0));
    const ranks = new Float64Array(rows);
    for (let from = 0, to = 0; from < order.length; from = to) {
      while (to < order.length && own[order[to] ?? 0] === own[order[from] ?? 0]) to++;
      const rank = (from + to) / Math.max(1, order.length) - 1;
      for (let place = from; place < to; place++) ranks[order[place] ?? 0] = rank;
    }
    return ranks;
  });
}

function effectiveRowsOf(weights: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / squares;
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
