import type { Json } from "../../model/json.ts";
import { weekPosition } from "./season-profile.ts";
import { SymbolCoder, type CoderSnapshot } from "./symbol-coder.ts";

/** A view of the series; its members differ in how finely they look, and count together as one. */
export type Family = "sequence" | "rhythm" | "level" | "slow-level" | "record";

/** What a member turns into symbols. */
export type MemberRule =
  | { readonly family: "sequence"; readonly symbolCount: number }
  | {
      readonly family: "rhythm";
      readonly slots: number;
      readonly scale: number;
      readonly weekend: boolean;
    }
  | { readonly family: "level" | "slow-level"; readonly gain: number; readonly order: number }
  | { readonly family: "record"; readonly of: "value" | "share" | "mean" };

/** Every member, in the order of its state. */
export const memberRules: readonly MemberRule[] = [
  ...[6, 8, 10, 12].map((symbolCount) => ({ family: "sequence", symbolCount }) as const),
  ...[12, 24, 48].map((slots) => ({ family: "rhythm", slots, scale: 1, weekend: false }) as const),
  { family: "rhythm", slots: 24, scale: 0.5, weekend: false },
  { family: "rhythm", slots: 24, scale: 2, weekend: false },
  { family: "rhythm", slots: 24, scale: 1, weekend: true },
  ...[0.1, 0.05, 0.025].flatMap((gain) =>
    [0, 1].map((order) => ({ family: "level", gain, order }) as const),
  ),
  { family: "slow-level", gain: 0.01, order: 0 },
  { family: "slow-level", gain: 0.01, order: 1 },
  { family: "record", of: "value" },
  { family: "record", of: "share" },
  { family: "record", of: "mean" },
];

/** What a value shows to all members. */
export interface Look {
  readonly value: number;
  /** UTC ms. */
  readonly time: number;
  /** From the middle of the whole series, in robust deviations. */
  readonly deviation: number;
}

/** Values from which the range of symbols is taken, and before which nothing is a record. */
const rangeValues = 100;
const gains = [0.1, 0.05, 0.025, 0.01] as const;
/** Deviations that a mean or a symbol tells apart. */
const meanScale = 1.5;
const meanMax = 10;
/** Smoothing of the cost by time of day, and its cap in nats: the time of day is told by several values. */
const rhythmGain = 0.15;
const rhythmCap = 8;

interface State {
  index: number;
  /** Range of the symbols: of the first values and as much again on each side, never narrower than all values. */
  low: number;
  high: number;
  /** Smallest and largest value, and smoothed deviation, so far. */
  least: number;
  largest: number;
  leastMean: number;
  largestMean: number;
  /** Smoothed deviation by gain. */
  means: number[];
  /** Smoothed cost of the members of the rhythm; 0 of others. */
  costs: number[];
}

/** The members at work on one series. */
export class EnsembleMembers {
  readonly #coders: readonly (SymbolCoder | null)[];
  readonly #state: State;
  /** Overwritten by each `look`. */
  readonly #heights = new Float64Array(memberRules.length);

  constructor(snapshot?: {
    readonly coders: readonly (CoderSnapshot | null)[];
    readonly state: State;
  }) {
    this.#coders = memberRules.map((rule, index) => {
      const shape = shapeOf(rule);
      return shape === null ? null : new SymbolCoder(shape, snapshot?.coders[index] ?? undefined);
    });
    this.#state =
      snapshot === undefined
        ? newState()
        : { ...snapshot.state, means: [...snapshot.state.means], costs: [...snapshot.state.costs] };
  }

  snapshot(): Json {
    const { means, costs, ...rest } = this.#state;
    return {
      coders: this.#coders.map((coder) => coder?.snapshot() ?? null),
      state: { ...rest, means: [...means], costs: [...costs] },
    };
  }

  /**
   * Shows a value to all members, and lets them learn it.
   *
   * @returns their heights ≥ 0, in the order of `memberRules`; the array is used again by the next call
   */
  look(look: Look): Float64Array {
    const state = this.#state;
    widen(state, look.value);
    const clipped = Math.max(-20, Math.min(20, look.deviation));
    gains.forEach((gain, index) => {
      state.means[index]! += gain * (clipped - state.means[index]!);
    });
    memberRules.forEach((rule, index) => {
      this.#heights[index] = this.#height(rule, index, look);
    });
    state.least = Math.min(state.least, look.value);
    state.largest = Math.max(state.largest, look.value);
    const [, mean] = state.means;
    state.leastMean = Math.min(state.leastMean, mean!);
    state.largestMean = Math.max(state.largestMean, mean!);
    state.index += 1;
    return this.#heights;
  }

  /** The smoothed deviation that the level members see: over about twenty values, the slow ones over a hundred. */
  mean(isSlow: boolean): number {
    return this.#state.means[isSlow ? 3 : 1]!;
  }

  #height(rule: MemberRule, index: number, { value, time, deviation }: Look): number {
    const state = this.#state;
    const coder = this.#coders[index];
    switch (rule.family) {
      case "sequence":
        return coder!.cost(rangeSymbol(state, value, rule.symbolCount));
      case "rhythm": {
        const hours = rule.weekend ? weekPosition(time) : dayShare(time) * rule.slots;
        const max = rule.scale > 1 ? 12 : 8;
        const cost = coder!.cost(symbolOf(rule.scale * deviation, max), Math.floor(hours));
        state.costs[index]! += rhythmGain * (Math.min(rhythmCap, cost) - state.costs[index]!);
        return state.costs[index]!;
      }
      case "level":
      case "slow-level":
        return coder!.cost(
          symbolOf(
            meanScale * state.means[gains.findIndex((gain) => gain === rule.gain)]!,
            meanMax,
          ),
        );
      case "record":
        return recordHeight(state, rule.of, value);
      default:
        return rule satisfies never;
    }
  }
}

function newState(): State {
  return {
    index: 0,
    low: 0,
    high: 0,
    least: 0,
    largest: 0,
    leastMean: 0,
    largestMean: 0,
    means: gains.map(() => 0),
    costs: memberRules.map(() => 0),
  };
}

function shapeOf(rule: MemberRule): ConstructorParameters<typeof SymbolCoder>[0] | null {
  switch (rule.family) {
    case "sequence":
      return { symbolCount: rule.symbolCount, order: 3 };
    case "rhythm":
      return { symbolCount: rule.scale > 1 ? 25 : 17, order: 0 };
    case "level":
    case "slow-level":
      return { symbolCount: 2 * meanMax + 1, order: rule.order };
    case "record":
      return null;
    default:
      return rule satisfies never;
  }
}

function widen(state: State, value: number): void {
  if (state.index === 0) {
    state.low = value;
    state.high = value;
    state.least = value;
    state.largest = value;
  }
  state.low = Math.min(state.low, value);
  state.high = Math.max(state.high, value);
  if (state.index !== rangeValues - 1) return;
  const width = state.high - state.low;
  // What has never been negative is taken never to be.
  state.low = state.low >= 0 ? Math.max(0, state.low - width) : state.low - width;
  state.high += width;
}

/** Equal steps from the low to the high end of the range. */
function rangeSymbol({ low, high }: State, value: number, symbolCount: number): number {
  const step = (high - low || symbolCount) / (symbolCount - 1);
  return Math.max(0, Math.min(symbolCount - 1, Math.floor((value - low) / step)));
}

/** The middle of a normal series is the middle of a symbol, not a border of two. */
function symbolOf(scaled: number, max: number): number {
  return Math.max(-max, Math.min(max, Math.round(scaled))) + max;
}

/** How far beyond all before, in ranges so far; logarithmic for values. */
function recordHeight(state: State, of: "value" | "share" | "mean", value: number): number {
  if (state.index <= rangeValues) return 0;
  if (of === "mean") {
    const mean = state.means[1]!;
    const beyond = Math.max(0, mean - state.largestMean, state.leastMean - mean);
    return beyond / (state.largestMean - state.leastMean + 0.2);
  }
  const width = state.largest - state.least;
  if (width <= 0) return 0;
  const beyond = Math.max(0, value - state.largest, state.least - value) / width;
  return of === "share" ? Math.min(1e6, beyond) : 4 * Math.log1p(4 * Math.min(1e6, beyond));
}

function dayShare(time: number): number {
  const share = (time / 86_400_000) % 1;
  return share < 0 ? share + 1 : share;
}
