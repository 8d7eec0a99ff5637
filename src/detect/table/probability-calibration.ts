import { countUpTo } from "./sorted-count.ts";

/** Turns a score into a probability; plain numbers, so that it is JSON. */
export type Calibration =
  | { readonly method: "constant"; readonly share: number }
  | { readonly method: "platt"; readonly slope: number; readonly offset: number }
  | {
      readonly method: "isotonic";
      /** Mean score of each block, ascending, and its share of ones. */
      readonly scores: readonly number[];
      readonly shares: readonly number[];
    };

/** Ones from which on a free rising curve is steadier than one of fixed shape (Niculescu-Mizil and Caruana 2005). */
const isotonicOnesMin = 200;

/**
 * Learns how often rows of a score have label 1. The scores must come from models that did not see the rows: a
 * calibration on fitted rows is sure of everything.
 *
 * @param scores finite, one a row
 * @param labels 0 or 1, one a row
 * @returns Platt's curve; isotonic from 200 ones on; a constant share where a class is missing
 * Cost O(n log n). Source: Platt 1999 with Lin, Lin and Weng 2007; Zadrozny and Elkan 2002 (pool adjacent violators).
 */
export function calibrate(scores: Float64Array, labels: Uint8Array): Calibration {
  const ones = labels.reduce((sum, label) => sum + label, 0);
  const zeros = labels.length - ones;
  if (ones === 0 || zeros === 0) {
    return { method: "constant", share: labels.length === 0 ? 0 : ones / labels.length };
  }
  return ones >= isotonicOnesMin && zeros >= isotonicOnesMin
    ? isotonic(scores, labels)
    : platt(scores, labels, { ones, zeros });
}

/** The probability of a score: within 0 and 1, never falling. Cost O(log blocks). */
export function probabilityOf(score: number, calibration: Calibration): number {
  switch (calibration.method) {
    case "constant":
      return calibration.share;
    case "platt":
      return 1 / (1 + Math.exp(-(calibration.slope * score + calibration.offset)));
    case "isotonic":
      return interpolated(score, calibration);
    default:
      return calibration satisfies never;
  }
}

// Newton's method on slope and offset; the targets are drawn in from 0 and 1 by the size of the classes.
function platt(
  scores: Float64Array,
  labels: Uint8Array,
  { ones, zeros }: { readonly ones: number; readonly zeros: number },
): Calibration {
  const high = (ones + 1) / (ones + 2);
  const low = 1 / (zeros + 2);
  let slope = 0;
  let offset = Math.log((ones + 1) / (zeros + 1));
  const lossOf = (a: number, b: number): number => {
    let loss = 0;
    for (let row = 0; row < scores.length; row++) {
      const odds = a * scores[row]! + b;
      const target = labels[row] === 1 ? high : low;
      loss += Math.max(odds, 0) - target * odds + Math.log1p(Math.exp(-Math.abs(odds)));
    }
    return loss;
  };
  let loss = lossOf(slope, offset);
  for (let turn = 0; turn < 100; turn++) {
    let [aa, ab, bb, ga, gb] = [1e-12, 0, 1e-12, 0, 0];
    for (let row = 0; row < scores.length; row++) {
      const score = scores[row]!;
      const share = 1 / (1 + Math.exp(-(slope * score + offset)));
      const bend = share * (1 - share);
      const pull = share - (labels[row] === 1 ? high : low);
      aa += bend * score * score;
      ab += bend * score;
      bb += bend;
      ga += pull * score;
      gb += pull;
    }
    if (Math.abs(ga) < 1e-5 && Math.abs(gb) < 1e-5) break;
    const determinant = aa * bb - ab * ab;
    const [stepA, stepB] = [(ab * gb - bb * ga) / determinant, (ab * ga - aa * gb) / determinant];
    let size = 1;
    let next = lossOf(slope + stepA, offset + stepB);
    while (next > loss && size > 1e-10) {
      size /= 2;
      next = lossOf(slope + size * stepA, offset + size * stepB);
    }
    if (!(next < loss)) break;
    slope += size * stepA;
    offset += size * stepB;
    loss = next;
  }
  // A model worse than chance says nothing; it must not turn the order round.
  if (slope < 0) return { method: "constant", share: ones / (ones + zeros) };
  return { method: "platt", slope, offset };
}

interface Block {
  scoreSum: number;
  ones: number;
  rows: number;
}

function isotonic(scores: Float64Array, labels: Uint8Array): Calibration {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  const blocks: Block[] = [];
  let before = Number.NaN;
  for (const row of order) {
    const last = blocks.at(-1);
    if (last !== undefined && scores[row] === before) {
      last.scoreSum += scores[row]!;
      last.ones += labels[row]!;
      last.rows++;
    } else blocks.push({ scoreSum: scores[row]!, ones: labels[row]!, rows: 1 });
    before = scores[row]!;
  }
  const pooled: Block[] = [];
  for (const block of blocks) {
    let current = block;
    let last = pooled.at(-1);
    while (last !== undefined && last.ones / last.rows >= current.ones / current.rows) {
      pooled.pop();
      current = {
        scoreSum: last.scoreSum + current.scoreSum,
        ones: last.ones + current.ones,
        rows: last.rows + current.rows,
      };
      last = pooled.at(-1);
    }
    pooled.push(current);
  }
  return {
    method: "isotonic",
    scores: pooled.map(({ scoreSum, rows }) => scoreSum / rows),
    // Half a row of each kind, so that no finite number of rows makes sure.
    shares: pooled.map(({ ones, rows }) => (ones + 0.5) / (rows + 1)).map(rising()),
  };
}

// The half rows may turn the order of small blocks; the largest so far keeps it.
function rising(): (share: number) => number {
  let most = 0;
  return (share) => (most = Math.max(most, share));
}

function interpolated(
  score: number,
  { scores, shares }: { readonly scores: readonly number[]; readonly shares: readonly number[] },
): number {
  const above = countUpTo(Float64Array.from(scores), score);
  if (above === 0) return shares[0]!;
  if (above === scores.length) return shares.at(-1)!;
  const width = scores[above]! - scores[above - 1]!;
  const part = (score - scores[above - 1]!) / width;
  return shares[above - 1]! + part * (shares[above]! - shares[above - 1]!);
}
