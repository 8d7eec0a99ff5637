import { cuboidOf, cuboidsOf, type Element, type Leaves } from "./leaves.ts";
import { type LeafCounts, usualWindows } from "./usual-windows.ts";

/** A ratio of two sums (errors of requests, stalls of viewers) over leaves, now and before. */
export interface RatioQuestion {
  readonly leaves: Leaves;
  readonly now: LeafCounts;
  /** Stretches of time before, each over the same leaves: one, or several of which outbreaks are left out. */
  readonly before: readonly LeafCounts[];
  /** At most this many. */
  readonly causesMax?: number;
}

/** An element whose ratio rose more than elsewhere. */
export interface RatioCause extends Element {
  readonly bad: number;
  readonly all: number;
  /** In the usual ones of the stretches before. */
  readonly badBefore: number;
  readonly allBefore: number;
  /** Bad ones beyond the earlier ratio, by those of all leaves; above 1 where others fell. */
  readonly share: number;
}

// Rows by which an element's earlier ratio is drawn towards that of all.
const shrinkage = 20;
// Every further attribute, or value of an attribute, must gain this factor of likelihood: e^0.3.
const furtherCost = 0.3;
// The share of the rise counts as its square root: coarse elements that explain all come before their purest part.
const shareExponent = 0.5;
const layersMax = 4;
// Values of one attribute that are judged together.
const valuesMax = 3;
// Place of the best cause outside of the rows of the first, from 0.
const besidePlace = 2;
// It counts where chance among some thousand elements would not bring it (e^20 against one).
const besideGainMin = 20;
// A cause beside another is not small against it: in excess, a fifth of the other's.
const besideShareMin = 0.2;

/**
 * The elements that explain why a ratio rose, likeliest first. An element is judged by how much better two ratios
 * (its own and that of the rest) fit than one, by the share of the rise that it holds, and by how few attributes
 * name it. Elements with equal rows are named by the fewest attributes. Several values of one attribute are judged
 * together too, as one explanation, and named one after the other.
 *
 * Parts of the first cause, and what holds it, score nearly as well as the cause itself, so that a second cause
 * beside it would never be named: the third place is for what explains the rows outside of the first, where they
 * rose clearly. Its share is that among these rows.
 *
 * Cost O(leaves x (2^attributes + windows)), twice. Never throws; without a rise there are no causes.
 */
export function attributeRatio(question: RatioQuestion): readonly RatioCause[] {
  const { causesMax = 3 } = question;
  const counts = countsOf(question);
  const ranked = rankedExplanations(counts);
  const [first] = ranked;
  const named = distinct(ranked.flatMap(({ parts }) => parts)).slice(0, causesMax);
  if (first?.parts.length !== 1 || causesMax < 2) return named;
  const [cause] = first.parts;
  const beside =
    cause &&
    rankedExplanations(without(counts, cause)).find(({ parts }) => parts.length === 1)?.parts[0];
  if (!beside || beside.gain < besideGainMin || !isLarge(beside, cause)) return named;
  if (named.some((other) => isSame(other, beside))) return named;
  const place = Math.min(besidePlace, causesMax - 1);
  return [...named.slice(0, place), beside, ...named.slice(place)].slice(0, causesMax);
}

/** What is counted per leaf, now and in all usual windows before. */
interface Counts {
  readonly leaves: Leaves;
  readonly bad: Float64Array;
  readonly all: Float64Array;
  readonly badBefore: Float64Array;
  readonly allBefore: Float64Array;
}

function countsOf({ leaves, now, before }: RatioQuestion): Counts {
  const badBefore = new Float64Array(now.all.length);
  const allBefore = new Float64Array(now.all.length);
  for (const window of usualWindows(before)) {
    for (let leaf = 0; leaf < allBefore.length; leaf++) {
      badBefore[leaf]! += window.bad[leaf]!;
      allBefore[leaf]! += window.all[leaf]!;
    }
  }
  return { leaves, ...now, badBefore, allBefore };
}

/** A cause with what decides on it. */
interface Judged extends RatioCause {
  /** Log-likelihood gained by a ratio of its own. */
  readonly gain: number;
  /** Bad ones expected by the earlier ratio, and those beyond. */
  readonly expected: number;
  readonly excess: number;
}

/** One element, or several values of one attribute, largest gain first. */
interface Explanation {
  readonly parts: readonly Judged[];
  /** Log-likelihood gained and share of the rise in one, lessened for every further attribute or value. */
  readonly score: number;
}

function rankedExplanations(counts: Counts): readonly Explanation[] {
  const { leaves } = counts;
  const whole = sumsOf(counts, new Uint32Array(counts.all.length), 1);
  const total = rowOf(whole, 0);
  const found: Explanation[] = [];
  for (let size = 1; size <= Math.min(layersMax, leaves.attributes.length); size++) {
    for (const places of cuboidsOf(leaves.attributes.length, size)) {
      const judged = judgedOf(counts, places, total);
      for (const part of judged) found.push({ parts: [part], score: scoreOf(part, size) });
      if (size === 1) found.push(...togetherOf(judged, total));
    }
  }
  return found.toSorted((a, b) => b.score - a.score);
}

/** The elements of one combination of attributes whose ratio rose. */
function judgedOf(counts: Counts, places: readonly number[], total: RatioSums): readonly Judged[] {
  const { leaves } = counts;
  const { elementOf, elementCount } = cuboidOf(leaves, places);
  const sums = sumsOf(counts, elementOf, elementCount);
  // element → one of its leaves
  const leafOf = new Map<number, number>();
  elementOf.forEach((element, leaf) => {
    if (!leafOf.has(element)) leafOf.set(element, leaf);
  });
  const found: Judged[] = [];
  for (const [element, leaf] of leafOf) {
    const part = rowOf(sums, element);
    const rise = riseOf(part, expectedOf(part, total), total);
    if (rise === undefined) continue;
    const codes = places.map((place) => leaves.codes[place]![leaf]!);
    found.push({ attributes: places, codes, ...part, ...rise });
  }
  return found;
}

/** Values of one attribute, from the largest gain on, as long as each is large and they gain together. */
function togetherOf(values: readonly Judged[], total: RatioSums): readonly Explanation[] {
  const found: Explanation[] = [];
  const [first, ...others] = values.toSorted((a, b) => b.gain - a.gain);
  if (first === undefined) return found;
  const parts = [first];
  let { bad, expected, gain } = first;
  for (const part of others.slice(0, valuesMax - 1)) {
    bad += part.bad;
    expected += part.expected;
    parts.push(part);
    const rise = riseOf({ bad }, expected, total);
    if (rise === undefined || rise.gain <= gain || !isLarge(part, first)) break;
    gain = rise.gain;
    found.push({ parts: [...parts], score: scoreOf(rise, parts.length) });
  }
  return found;
}

/** @param terms attributes that name an element, or values judged together, >= 1 */
function scoreOf({ gain, share }: { gain: number; share: number }, terms: number): number {
  const part = Math.min(Math.max(share, 1e-3), 1);
  return Math.log(gain) + shareExponent * Math.log(part) - furtherCost * (terms - 1);
}

/** What is counted without the rows of an element: counts of 0 say nothing. */
function without(counts: Counts, { attributes, codes }: Element): Counts {
  const { leaves } = counts;
  const kept = (values: Float64Array): Float64Array =>
    values.map((value, leaf) =>
      attributes.every((place, index) => leaves.codes[place]![leaf] === codes[index]) ? 0 : value,
    );
  return {
    leaves,
    bad: kept(counts.bad),
    all: kept(counts.all),
    badBefore: kept(counts.badBefore),
    allBefore: kept(counts.allBefore),
  };
}

function isLarge(beside: Judged, first: Judged): boolean {
  return beside.excess >= besideShareMin * first.excess;
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
  { bad, all, badBefore, allBefore }: Counts,
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

function rowOf(sums: { readonly [name in keyof RatioSums]: Float64Array }, row: number): RatioSums {
  return {
    bad: sums.bad[row]!,
    all: sums.all[row]!,
    badBefore: sums.badBefore[row]!,
    allBefore: sums.allBefore[row]!,
  };
}

/** Bad ones an element would have by its earlier ratio. */
function expectedOf(part: RatioSums, total: RatioSums): number {
  const ratioBefore = (total.badBefore + 1) / (total.allBefore + shrinkage);
  return ((part.badBefore + shrinkage * ratioBefore) / (part.allBefore + shrinkage)) * part.all;
}

/** Poisson log-likelihood gained by two factors on what was expected instead of one; undefined without a rise. */
function riseOf(
  { bad }: { readonly bad: number },
  expected: number,
  total: RatioSums,
): Pick<Judged, "gain" | "expected" | "excess" | "share"> | undefined {
  if (bad <= expected) return undefined;
  const wholeExpected = ((total.badBefore + 1) / (total.allBefore + 1)) * total.all;
  const restExpected = Math.max(wholeExpected - expected, 1e-3);
  const rest = total.bad - bad;
  const factor = total.bad / (expected + restExpected);
  if (bad / expected <= rest / restExpected) return undefined;
  const gain =
    bad * Math.log(bad / (factor * expected)) +
    (rest > 0 ? rest * Math.log(rest / (factor * restExpected)) : 0);
  if (gain <= 0) return undefined;
  const excess = bad - expected;
  return { gain, expected, excess, share: excess / Math.max(total.bad - wholeExpected, 1) };
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
