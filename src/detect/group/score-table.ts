import {
  cleaned,
  featureSpreadMin,
  leastSpread,
  newBanks,
  type GroupPlan,
} from "./group-members.ts";
import { fitBank, novelty, offerWindow, type NeighbourBank } from "./neighbour-bank.ts";
import { fitRowModel, learnRow, newRowMoments, rowNovelty } from "./row-residual.ts";
import { windowFeatures } from "./window-features.ts";

/** Rows of the training part that the usual size of residuals is taken from. */
const sampleRowsMax = 2_000;

/**
 * The members of a streaming group detector over a whole table. Scale, components and usual distances come from the
 * training rows; windows of later rows are known to those behind them while the past is short, as in the stream. A row is
 * judged by all windows that hold it, also those that end behind it, and by rows on both sides.
 *
 * @returns a score a row, ≥ 0; training rows get 0
 * Cost O(rows · bank · channels).
 */
export function scoreTable(given: {
  readonly channels: readonly Float64Array[];
  readonly trainRows: number;
  readonly plan: GroupPlan;
  /** Rows of the centred mean. */
  readonly smoothRows: number;
  /** Windows that end before this row are learned once they are judged. */
  readonly learnRows: number;
}): Float64Array {
  const { trainRows, smoothRows, learnRows } = given;
  const channels = given.channels.map(filled);
  const rowCount = channels[0]?.length ?? 0;
  const evidence = new Float64Array(rowCount);
  if (rowCount < 2 || trainRows < 2 || trainRows > rowCount) return evidence;
  const plan = { ...given.plan, warmupRows: trainRows };
  const moments = newRowMoments(channels.length);
  const row = new Float64Array(channels.length);
  const rowAt = (index: number): Float64Array => {
    for (let channel = 0; channel < row.length; channel++)
      row[channel] = channels[channel]![index]!;
    return row;
  };
  for (let index = 0; index < trainRows; index++) learnRow(moments, rowAt(index));
  const least = moments.mean.map((level, channel) =>
    Math.max(leastSpread(level), spreadOfStill(channels[channel]!, trainRows)),
  );
  const every = Math.ceil(trainRows / sampleRowsMax);
  const rows = Array.from({ length: Math.floor(trainRows / every) }, (_, index) =>
    rowAt(index * every).slice(),
  );
  const model = fitRowModel({ moments, rows, spreadMin: least, before: null });
  const spreadMin = featureSpreadMin(least, model.spread);
  for (const bank of newBanks(plan, channels.length)) {
    const scores = windowScores({ bank, channels, trainRows, learnRows, spreadMin });
    scores.forEach((score, index) => (evidence[index]! += score));
  }
  if (plan.usesRows) {
    for (let index = trainRows; index < rowCount; index++) {
      evidence[index]! += rowNovelty(model, rowAt(index));
    }
  }
  const members = plan.windowRows.length + (plan.usesRows ? 1 : 0);
  const smooth = centredMean(
    evidence.map((sum) => sum / Math.max(1, members)),
    smoothRows,
  );
  return smooth.fill(0, 0, trainRows);
}

/** Gaps take the value before them; a gap at the start takes 0. */
function filled(values: Float64Array): Float64Array {
  let last = 0;
  return values.map((value) => (last = cleaned(value, last)));
}

/** Deviation over all rows of a channel that stands still while it is learned from; 0 of any other. */
function spreadOfStill(values: Float64Array, trainRows: number): number {
  const first = values[0]!;
  for (let index = 1; index < trainRows; index++) if (values[index] !== first) return 0;
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value - first;
    squares += (value - first) ** 2;
  }
  const mean = sum / values.length;
  return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
}

/** Row → mean novelty of the windows that hold it. */
function windowScores(given: {
  readonly bank: NeighbourBank;
  readonly channels: readonly Float64Array[];
  readonly trainRows: number;
  readonly learnRows: number;
  readonly spreadMin: Float64Array;
}): Float64Array {
  const { bank, channels, trainRows, learnRows, spreadMin } = given;
  const { size, every } = bank;
  const rowCount = channels[0]!.length;
  const features = new Float32Array(bank.width);
  const describe = (from: number): Float32Array => {
    channels.forEach((values, channel) =>
      windowFeatures(values, from, size, features, channel * 7),
    );
    return features;
  };
  for (let from = 0; from + size <= trainRows; from += every) {
    offerWindow(bank, describe(from), from + size - 1);
  }
  fitBank(bank, spreadMin);
  const sums = new Float64Array(rowCount + 1);
  const counts = new Float64Array(rowCount + 1);
  // Windows that reach behind the training part; the last one ends with the last row.
  for (let from = Math.max(0, trainRows - size + 1); from + size <= rowCount;) {
    const end = from + size - 1;
    const score = novelty(bank, describe(from), end);
    if (end < learnRows) offerWindow(bank, features, end);
    sums[from]! += score;
    sums[from + size]! -= score;
    counts[from]! += 1;
    counts[from + size]! -= 1;
    const last = rowCount - size;
    from = from < last ? Math.min(last, from + every) : rowCount;
  }
  let [sum, count] = [0, 0];
  return Float64Array.from({ length: rowCount }, (_, row) => {
    sum += sums[row]!;
    count += counts[row]!;
    return count > 0 ? Math.max(0, sum / count) : 0;
  });
}

/** Mean over `rows` rows around each; fewer at the ends. */
function centredMean(values: Float64Array, rows: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, index) => (sums[index + 1] = sums[index]! + value));
  const before = Math.floor(rows / 2);
  return values.map((_, index) => {
    const from = Math.max(0, index - before);
    const to = Math.min(values.length, index - before + Math.max(1, rows));
    return (sums[to]! - sums[from]!) / (to - from);
  });
}
