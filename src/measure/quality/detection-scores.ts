import { noScore, type Score } from "./score.ts";

/** A box in any unit; edges, not a size. Boxes turned inside out are empty. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A box that truly is there. */
export interface TrueBox extends Box {
  /** The image, or the frame of a video. */
  readonly image: string;
  readonly class: string;
}

/** A box that a model reports. */
export interface FoundBox extends TrueBox {
  readonly score: number;
}

/** Intersection over union of two boxes, 0 to 1; undefined (NaN) where both are empty. */
export function intersectionOverUnion(one: Box, other: Box): number {
  const common = areaOf({
    left: Math.max(one.left, other.left),
    top: Math.max(one.top, other.top),
    right: Math.min(one.right, other.right),
    bottom: Math.min(one.bottom, other.bottom),
  });
  return common / (areaOf(one) + areaOf(other) - common);
}

/**
 * Average precision of the boxes of one class. Found boxes are taken by falling score, each meets the
 * free true box of its image that it overlaps most, if by at least `overlapMin`; the precision is made
 * monotonous and summed over the recall it adds. Undefined without true boxes. Found boxes without a score are left out.
 * Source: Everingham et al. 2010 (all points, as PASCAL VOC from 2010 on).
 */
export function boxPrecisionScore(
  truths: readonly TrueBox[],
  found: readonly FoundBox[],
  overlapMin: number,
): Score {
  const total = truths.length;
  if (total === 0) return noScore;
  const hits = hitsOf(truths, found, overlapMin);
  const precisions: number[] = [];
  let right = 0;
  hits.forEach((isHit, index) => {
    if (isHit) right++;
    precisions.push(right / (index + 1));
  });
  let [best, value] = [0, 0];
  for (let index = hits.length - 1; index >= 0; index--) {
    best = Math.max(best, precisions[index] ?? 0);
    if (hits[index] === true) value += best / total;
  }
  const standardError = Math.sqrt(Math.max(0, value * (1 - value)) / total);
  return { value, count: total, standardError };
}

/**
 * Mean average precision over the classes that have true boxes and over the overlaps asked for; COCO's
 * takes 0.5 to 0.95 in steps of 0.05. Standard error: of independent classes.
 */
export function meanBoxPrecisionScore(
  truths: readonly TrueBox[],
  found: readonly FoundBox[],
  overlaps: readonly number[],
): Score {
  const classes = [...new Set(truths.map((box) => box.class))];
  let [sum, variance] = [0, 0];
  for (const name of classes) {
    const own = truths.filter((box) => box.class === name);
    const seen = found.filter((box) => box.class === name);
    const scores = overlaps.map((overlap) => boxPrecisionScore(own, seen, overlap));
    const mean = scores.reduce((all, { value }) => all + value, 0) / overlaps.length;
    sum += mean;
    variance += Math.max(0, mean * (1 - mean)) / own.length;
  }
  const value = sum / classes.length;
  return { value, count: truths.length, standardError: Math.sqrt(variance) / classes.length };
}

/**
 * Mean average precision of each image, or of each frame of a video, that has true or found boxes, in the order in
 * which they first come; undefined where nothing truly is there.
 */
export function boxPrecisionByImage(
  truths: readonly TrueBox[],
  found: readonly FoundBox[],
  overlaps: readonly number[],
): ReadonlyMap<string, Score> {
  const [ofTruths, ofFound] = [
    Map.groupBy(truths, ({ image }) => image),
    Map.groupBy(found, ({ image }) => image),
  ];
  return new Map(
    [...new Set([...ofTruths.keys(), ...ofFound.keys()])].map((image) => [
      image,
      meanBoxPrecisionScore(ofTruths.get(image) ?? [], ofFound.get(image) ?? [], overlaps),
    ]),
  );
}

// For each found box, by falling score: whether it met a true box of its own.
function hitsOf(
  truths: readonly TrueBox[],
  found: readonly FoundBox[],
  overlapMin: number,
): readonly boolean[] {
  const byImage = Map.groupBy(truths, (box) => box.image);
  const taken = new Set<TrueBox>();
  return found
    .filter(({ score }) => !Number.isNaN(score))
    .toSorted((a, b) => b.score - a.score)
    .map((box) => {
      let best: TrueBox | undefined;
      let overlap = overlapMin;
      for (const truth of byImage.get(box.image) ?? []) {
        const own = taken.has(truth) ? 0 : intersectionOverUnion(truth, box);
        // Of empty boxes, and of edges that are NaN, the overlap is undefined: they meet nothing.
        if (!(own >= overlap) || (best !== undefined && own === overlap)) continue;
        best = truth;
        overlap = own;
      }
      if (best === undefined || taken.has(best)) return false;
      taken.add(best);
      return true;
    });
}

function areaOf({ left, top, right, bottom }: Box): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}
