import { cuboidOf, cuboidsOf, type Element, type Leaves } from "./leaves.ts";

/** A ratio of two sums (errors of requests, stalls of viewers) over leaves, now and before. */
export interface RatioQuestion {
  readonly leaves: Leaves;
  /** Bad ones per leaf now, >= 0. */
  readonly bad: Float64Array;
  /** All per leaf now, >= bad. */
  readonly all: Float64Array;
  readonly badBefore: Float64Array;
  readonly allBefore: Float64Array;
  /** At most this many. */
  readonly causesMax?: number;
}

/** An element whose ratio rose more than elsewhere. */
export interface RatioCause extends Element {
  readonly bad: number;
  readonly all: number;
  readonly badBefore: number;
  readonly allBefore: number;
  /** Bad ones beyond the earlier ratio, by those of all leaves; above 1 where others fell. */
  readonly share: number;
  /** Log-likelihood gained by giving the element a ratio of its own, lessened for every further attribute. */
  readonly score: number;
}

// Rows by which an element's earlier ratio is drawn towards that of all.
const shrinkage = 20;
// Every further attribute must gain this factor of likelihood: e^0.3.
const attributeCost = 0.3;
// The share of the rise counts as its square root: coarse elements that explain all come before their purest part.
const shareExponent = 0.5;
const layersMax = 4;
// Place of the best cause outside of the rows of the first, from 0.
const besidePlace = 2;
// It counts where chance among some thousand elements would not bring it (e^20 against one) and its excess is
// not small against that of the first.
const besideGainMin = 20;
const besideShareMin = 0.2;

/**
 * The elements that explain why a ratio rose, likeliest first. An element is judged by how much better two ratios
 * (its own and that of the rest) fit than one, by the share of the rise that it holds, and by how few attributes
 * name it. Elements with equal rows are named by the fewest attributes.
 *
 * Parts of the first cause, and what holds it, score nearly as well as the cause itself, so that a second cause
 * beside it would never be named: the third place is for what explains the rows outside of the first, where they
 * rose clearly. Its score and share are those among these rows.
 *
 * Cost O(leaves x 2^attributes), twice. Never throws; without a rise there are no causes.
 */
export function attributeRatio(question: RatioQuestion): readonly RatioCause[] {
  const { causesMax = 3 } = question;
  const ranked = rankedElements(question);
  const [first] = ranked;
  const named = ranked.slice(0, causesMax);
  if (!first || causesMax < 2) return named;
  const [beside] = rankedElements(without(question, first));
  if (!beside || !isClear(beside, first)) return named;
  if (named.some((cause) => isSame(cause, beside))) return named;
  const place = Math.min(besidePlace, causesMax - 1);
  return [...named.slice(0, place), beside, ...named.slice(place)].slice(0, causesMax);
}

function rankedElements(question: RatioQuestion): readonly Judged[] {
  const { leaves } = question;
  const whole = sumsOf(question, new Uint32Array(question.all.length), 1);
  const total = {
    bad: whole.bad[0]!,
    all: whole.all[0]!,
    badBefore: whole.badBefore[0]!,
    allBefore: whole.allBefore[0]!,
  };
  const found: Judged[] = [];
  for (let size = 1; size <= Math.min(layersMax, leaves.attributes.length); size++) {
    for (const places of cuboidsOf(leaves.attributes.length, size)) {
      const { elementOf, elementCount } = cuboidOf(leaves, places);
      const sums = sumsOf(question, elementOf, elementCount);
      const first = new Map<number, number>();
      elementOf.forEach((element, leaf) => {
        if (!first.has(element)) first.set(element, leaf);
      });
      for (const [element, leaf] of first) {
        const part = {
          bad: sums.bad[element]!,
          all: sums.all[element]!,
          badBefore: sums.badBefore[element]!,
          allBefore: sums.allBefore[element]!,
        };
        const judged = judge(part, total);
        if (!judged) continue;
        found.push({
          attributes: places,
          codes: places.map((place) => leaves.codes[place]![leaf]!),
          ...part,
          ...judged,
          score:
            Math.log(judged.gain) +
            shareExponent * Math.log(Math.min(Math.max(judged.share, 1e-3), 1)) -
            attributeCost * (size - 1),
        });
      }
    }
  }
  return distinct(found.toSorted((a, b) => b.score - a.score));
}

/** A cause with what decides on it. */
interface Judged extends RatioCause {
  /** Log-likelihood gained by a ratio of its own. */
  readonly gain: number;
  /** Bad ones beyond the earlier ratio. */
  readonly excess: number;
}

/** The question without the rows of an element: counts of 0 say nothing. */
function without(question: RatioQuestion, { attributes, codes }: Element): RatioQuestion {
  const { leaves } = question;
  const kept = (values: Float64Array): Float64Array =>
    values.map((value, leaf) =>
      attributes.every((place, index) => leaves.codes[place]![leaf] === codes[index]) ? 0 : value,
    );
  return {
    ...question,
    bad: kept(question.bad),
    all: kept(question.all),
    badBefore: kept(question.badBefore),
    allBefore: kept(question.allBefore),
  };
}

function isClear(beside: Judged, first: Judged): boolean {
  return beside.gain >= besideGainMin && beside.excess >= besideShareMin * first.excess;
}

function isSame(one: Element, other: Element): boolean {
  return (
    one.attributes.length === other.attributes.length &&
    one.attributes.every(
      (place, index) =>
        place === other.attributes[index] && one.codes[index] === other.codes[index],
    )
  );
}

interface RatioSums {
  readonly bad: number;
  readonly all: number;
  readonly badBefore: number;
  readonly allBefore: number;
}

function sumsOf(
  { bad, all, badBefore, allBefore }: RatioQuestion,
  elementOf: Uint32Array,
  elementCount: number,
): { readonly [name in keyof RatioSums]: Float64Array } {
  const add = (values: Float64Array): Float64Array => {
    const sums = new Float64Array(elementCount);
    for (let leaf = 0; leaf < values.length; leaf++) sums[elementOf[leaf]!]! += values[leaf]!;
    return sums;
  };
  return { bad: add(bad), all: add(all), badBefore: add(badBefore), allBefore: add(allBefore) };
}

/** Poisson log-likelihood gained by two factors on what was expected instead of one. */
function judge(
  part: RatioSums,
  total: RatioSums,
): { readonly gain: number; readonly excess: number; readonly share: number } | undefined {
  if (part.all <= 0 || part.bad <= 0) return undefined;
  const ratioBefore = (total.badBefore + 1) / (total.allBefore + shrinkage);
  const expected =
    ((part.badBefore + shrinkage * ratioBefore) / (part.allBefore + shrinkage)) * part.all;
  if (part.bad <= expected) return undefined;
  const wholeExpected = ((total.badBefore + 1) / (total.allBefore + 1)) * total.all;
  const restExpected = Math.max(wholeExpected - expected, 1e-3);
  const rest = total.bad - part.bad;
  const factor = total.bad / (expected + restExpected);
  if (part.bad / expected <= rest / restExpected) return undefined;
  const gain =
    part.bad * Math.log(part.bad / (factor * expected)) +
    (rest > 0 ? rest * Math.log(rest / (factor * restExpected)) : 0);
  if (gain <= 0) return undefined;
  const excess = part.bad - expected;
  return { gain, excess, share: excess / Math.max(total.bad - wholeExpected, 1) };
}

// Elements with equal rows are one, named by the fewest attributes (scored highest by the cost of attributes).
function distinct(causes: readonly Judged[]): readonly Judged[] {
  const seen = new Set<string>();
  return causes.filter(({ bad, all, badBefore, allBefore }) => {
    const key = [bad, all, badBefore, allBefore].join(" ");
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
