import type { Random } from "../../stats/random.ts";
import type { Classifier, ClassifierModel } from "./classifier.ts";
import { binColumns, type BinnedTable } from "./binned-table.ts";

const settings = {
  trees: {
    type: "number",
    unit: "trees",
    default: 100,
    min: 1,
    max: 2_000,
    meaning: "how many trees vote; more are steadier at proportional cost",
  },
} as const;

/** Random forest of fully grown trees on bootstrap samples; the score is the share of votes, 0 to 1. */
export const randomForest: Classifier<typeof settings> = {
  name: "random-forest",
  summary: "learns what was judged anomalous by votes of decision trees on random samples",
  when: "The strongest single classifier where dozens of rows were judged anomalous.",
  source: "Breiman 2001",
  formula:
    "share of the trees, each fully grown on rows drawn with replacement, whose leaf says anomalous",
  cost: "O(trees · n log n · √d) to learn, O(trees · depth) a row",
  settings,
  learn: (rows, labels, { settings: { trees }, random }) => {
    const table = binColumns(rows);
    const grown = Array.from({ length: trees }, () => growTree(table, labels, random));
    return forestModel(grown, table);
  },
};

/** A tree by node: rows with a bin above `limits` go to `right`, others to the next node; leaves have right 0. */
interface DecisionTree {
  readonly features: Int32Array;
  readonly limits: Uint8Array;
  readonly right: Int32Array;
  /** Share of label 1 among the rows of a leaf. */
  readonly shares: Float64Array;
}

interface Growing {
  readonly table: BinnedTable;
  readonly labels: Uint8Array;
  readonly random: Random;
  readonly places: Int32Array;
  readonly columns: Int32Array;
  readonly tried: number;
  readonly counts: Int32Array;
  readonly features: number[];
  readonly limits: number[];
  readonly right: number[];
  readonly shares: number[];
}

function growTree(table: BinnedTable, labels: Uint8Array, random: Random): DecisionTree {
  const growing: Growing = {
    table,
    labels,
    random,
    places: Int32Array.from(labels, () => random.integer(labels.length)),
    columns: Int32Array.from({ length: table.columns }, (_, column) => column),
    tried: Math.max(1, Math.floor(Math.sqrt(table.columns))),
    counts: new Int32Array(512),
    features: [],
    limits: [],
    right: [],
    shares: [],
  };
  growNode(growing, 0, labels.length);
  return {
    features: Int32Array.from(growing.features),
    limits: Uint8Array.from(growing.limits),
    right: Int32Array.from(growing.right),
    shares: Float64Array.from(growing.shares),
  };
}

function growNode(growing: Growing, start: number, end: number): void {
  const { table, labels, places, features, limits, right, shares } = growing;
  let ones = 0;
  for (let place = start; place < end; place++) ones += labels[places[place]!]!;
  const node = features.length;
  const isPure = ones === 0 || ones === end - start;
  const cut = isPure ? null : bestCut(growing, { start, end, ones });
  features.push(cut?.column ?? 0);
  limits.push(cut?.limit ?? 0);
  right.push(0);
  shares.push(ones / (end - start));
  if (cut === null) return;
  const from = cut.column * table.rows;
  let left = start;
  let last = end - 1;
  while (left <= last) {
    const row = places[left]!;
    if (table.bins[from + row]! <= cut.limit) left++;
    else {
      places[left] = places[last]!;
      places[last--] = row;
    }
  }
  growNode(growing, start, left);
  right[node] = features.length;
  growNode(growing, left, end);
}

// The cut of least Gini impurity over random columns; columns that do not vary here do not count as tried.
function bestCut(
  growing: Growing,
  span: { readonly start: number; readonly end: number; readonly ones: number },
): { readonly column: number; readonly limit: number } | null {
  const { columns, random, tried } = growing;
  let best: { column: number; limit: number } | null = null;
  let bestGain = Number.NEGATIVE_INFINITY;
  let varied = 0;
  for (let index = 0; index < columns.length && varied < tried; index++) {
    const drawn = index + random.integer(columns.length - index);
    const column = columns[drawn]!;
    columns[drawn] = columns[index]!;
    columns[index] = column;
    const cut = columnCut(growing, column, span);
    if (cut === null) continue;
    varied++;
    if (cut.gain > bestGain) {
      bestGain = cut.gain;
      best = { column, limit: cut.limit };
    }
  }
  return best;
}

function columnCut(
  { table, labels, places, counts }: Growing,
  column: number,
  { start, end, ones }: { readonly start: number; readonly end: number; readonly ones: number },
): { readonly limit: number; readonly gain: number } | null {
  const from = column * table.rows;
  let least = 255;
  let most = 0;
  counts.fill(0, 0, 2 * table.binsOf[column]!);
  for (let place = start; place < end; place++) {
    const row = places[place]!;
    const bin = table.bins[from + row]!;
    if (bin < least) least = bin;
    if (bin > most) most = bin;
    counts[2 * bin + labels[row]!]!++;
  }
  if (least >= most) return null;
  let gain = Number.NEGATIVE_INFINITY;
  let limit = least;
  let [leftZeros, leftOnes] = [0, 0];
  const zeros = end - start - ones;
  for (let bin = least; bin < most; bin++) {
    const [binZeros, binOnes] = [counts[2 * bin]!, counts[2 * bin + 1]!];
    if (binZeros + binOnes === 0) continue;
    leftZeros += binZeros;
    leftOnes += binOnes;
    const [rightZeros, rightOnes] = [zeros - leftZeros, ones - leftOnes];
    // Least impurity is the largest sum of squared counts over sizes.
    const purity =
      (leftZeros * leftZeros + leftOnes * leftOnes) / (leftZeros + leftOnes) +
      (rightZeros * rightZeros + rightOnes * rightOnes) / (rightZeros + rightOnes);
    if (purity > gain) {
      gain = purity;
      limit = bin;
    }
  }
  return { limit, gain };
}

function forestModel(trees: readonly DecisionTree[], table: BinnedTable): ClassifierModel {
  return {
    score(rows) {
      const binned = table.binsLike(rows);
      const shares = new Float64Array(rows.rows);
      for (const { features, limits, right, shares: leaves } of trees) {
        for (let row = 0; row < rows.rows; row++) {
          let node = 0;
          while (right[node]! > 0) {
            const isLeft = binned[features[node]! * rows.rows + row]! <= limits[node]!;
            node = isLeft ? node + 1 : right[node]!;
          }
          shares[row]! += leaves[node]!;
        }
      }
      return shares.map((sum) => sum / trees.length);
    },
  };
}
