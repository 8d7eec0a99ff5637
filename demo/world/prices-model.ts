import { readFileSync } from "node:fs";
import { seeded, shuffled } from "./random.ts";

const cuts = ["Fair", "Good", "Very Good", "Premium", "Ideal"];
const colours = ["J", "I", "H", "G", "F", "E", "D"];
const clarities = ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"];

/** A diamond offered for sale. Lengths in mm, depth and table in percent, price in US dollars. */
export interface Diamond {
  readonly carat: number;
  readonly cut: string;
  readonly color: string;
  readonly clarity: string;
  readonly depth: number;
  readonly table: number;
  readonly price: number;
}

/** What the price model is given; null where the feature store has nothing. */
export interface DiamondFeatures {
  readonly carat: number | null;
  readonly cut: string | null;
  readonly color: string | null;
  readonly clarity: string | null;
  readonly depth: number | null;
  readonly table: number | null;
}

/** Weights of a ridge regression on log(price), one per column of `columnsOf`. */
export interface PriceModel {
  readonly version: string;
  readonly weights: readonly number[];
  /** What stands in for a missing feature: the training mean or the commonest value. */
  readonly typical: Diamond;
}

/**
 * The diamonds that the npm package `@observablehq/sample-datasets` ships (53,940 rows, from ggplot2),
 * in a fixed random order: 12,000 to train on and 4,000 held out, which are the live traffic.
 */
export function loadDiamonds(packages: string): { train: Diamond[]; heldOut: Diamond[] } {
  const text = readFileSync(`${packages}/@observablehq/sample-datasets/diamonds.csv`, "utf8");
  const rows: Diamond[] = [];
  for (const line of text.split("\n").slice(1)) {
    const cells = line.split(",");
    if (cells.length < 7) continue;
    rows.push({
      carat: Number(cells[0]),
      cut: cells[1]!,
      color: cells[2]!,
      clarity: cells[3]!,
      depth: Number(cells[4]),
      table: Number(cells[5]),
      price: Number(cells[6]),
    });
  }
  const order = shuffled(rows, seeded(53_940));
  return { train: order.slice(0, 12_000), heldOut: order.slice(12_000, 16_000) };
}

/** Ridge regression by the normal equations; `rows` limits the training set. */
export function trainPrices(
  version: string,
  data: readonly Diamond[],
  options: { rows: number; penalty: number },
): PriceModel {
  const rows = data.slice(0, options.rows);
  const typical = typicalOf(rows);
  const width = columnsOf(typical).length;
  const products = Array.from({ length: width }, () => new Float64Array(width));
  const targets = new Float64Array(width);
  for (const row of rows) {
    const columns = columnsOf(row);
    const target = Math.log(row.price);
    for (let i = 0; i < width; i++) {
      targets[i]! += columns[i]! * target;
      for (let j = 0; j < width; j++) products[i]![j]! += columns[i]! * columns[j]!;
    }
  }
  for (let i = 0; i < width; i++) products[i]![i]! += options.penalty;
  return { version, weights: solve(products, targets), typical };
}

/** The price in US dollars; missing features are imputed, as production code commonly does in silence. */
export function predictPrice(model: PriceModel, features: DiamondFeatures): number {
  const { typical } = model;
  const columns = columnsOf({
    carat: features.carat ?? typical.carat,
    cut: features.cut ?? typical.cut,
    color: features.color ?? typical.color,
    clarity: features.clarity ?? typical.clarity,
    depth: features.depth ?? typical.depth,
    table: features.table ?? typical.table,
  });
  let sum = 0;
  for (let index = 0; index < columns.length; index++)
    sum += columns[index]! * model.weights[index]!;
  return Math.round(Math.exp(Math.min(sum, 12)));
}

/** 1 - residual variance / variance of the prices; 1 is perfect, 0 is no better than the mean. */
export function priceR2(model: PriceModel, data: readonly Diamond[]): number {
  const mean = data.reduce((sum, row) => sum + row.price, 0) / data.length;
  let residual = 0;
  let total = 0;
  for (const row of data) {
    residual += (row.price - predictPrice(model, row)) ** 2;
    total += (row.price - mean) ** 2;
  }
  return 1 - residual / total;
}

function columnsOf(row: Omit<Diamond, "price">): number[] {
  const weight = Math.log(row.carat);
  const oneHot = (values: readonly string[], value: string): number[] =>
    values.slice(1).map((name) => (name === value ? 1 : 0));
  return [
    1,
    weight,
    weight * weight,
    weight * weight * weight,
    (row.depth - 61.75) / 1.43,
    (row.table - 57.46) / 2.23,
    ...oneHot(cuts, row.cut),
    ...oneHot(colours, row.color),
    ...oneHot(clarities, row.clarity),
  ];
}

function typicalOf(rows: readonly Diamond[]): Diamond {
  const mean = (pick: (row: Diamond) => number): number =>
    rows.reduce((sum, row) => sum + pick(row), 0) / rows.length;
  const commonest = (pick: (row: Diamond) => string): string => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(pick(row), (counts.get(pick(row)) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1])[0]![0];
  };
  return {
    carat: mean((row) => row.carat),
    cut: commonest((row) => row.cut),
    color: commonest((row) => row.color),
    clarity: commonest((row) => row.clarity),
    depth: mean((row) => row.depth),
    table: mean((row) => row.table),
    price: mean((row) => row.price),
  };
}

/** Gaussian elimination with partial pivoting; the ridge penalty keeps the matrix regular. */
function solve(matrix: readonly Float64Array[], target: Float64Array): number[] {
  const rows = matrix.map((row, index) => [...row, target[index]!]);
  const width = rows.length;
  for (let column = 0; column < width; column++) {
    let pivot = column;
    for (let row = column + 1; row < width; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < width; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      if (factor === 0) continue;
      for (let k = column; k <= width; k++) rows[row]![k]! -= factor * rows[column]![k]!;
    }
  }
  return rows.map((row, index) => row[width]! / row[index]!);
}
