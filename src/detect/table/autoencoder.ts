import type { Json } from "../../model/json.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { denseNetwork, type Network } from "./dense-network.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";

const settings = {
  hidden: {
    type: "number",
    unit: "units",
    default: 0,
    min: 0,
    max: 128,
    meaning: "units of the two outer layers; 0 is twice the features, within 8 and 64",
  },
  bottleneck: {
    type: "number",
    unit: "units",
    default: 0,
    min: 0,
    max: 64,
    meaning:
      "units of the inner layer every row must pass; 0 is half the features, within 2 and 16",
  },
  steps: {
    type: "number",
    unit: "batches",
    default: 1_500,
    min: 1,
    max: 100_000,
    meaning: "how many batches of 64 rows the network learns from",
  },
  rowsMax: rowsMax(50_000),
} as const;

/** Mean squared error of a small network that must say a row again through a narrow layer. */
export const autoencoder = scaledDetector({
  name: "autoencoder",
  summary: "finds rows that a small network, trained to say usual rows again, cannot say again",
  when: "For a clean reference of some thousand rows on curved surfaces; compare it with a simpler one.",
  source: "Hinton and Salakhutdinov 2006; Kingma and Ba 2015 (Adam)",
  formula: "mean of (x − decode(encode(x)))² over standardised features",
  cost: "O(rounds · n · weights) to learn, O(weights) a row",
  settings,
  learn(rows, { hidden, bottleneck, steps }, random) {
    const { columns } = rows;
    const outer = hidden || Math.max(8, Math.min(64, 2 * columns));
    const inner = bottleneck || Math.max(2, Math.min(16, Math.ceil(columns / 2)));
    const network = denseNetwork([columns, outer, Math.min(inner, outer), outer, columns], random);
    train(network, rows, { steps, random });
    return networkModel(network);
  },
  recall(snapshot) {
    // The snapshot was made by `networkModel`.
    const { sizes, weights } = snapshot as unknown as Packed;
    const network = denseNetwork(sizes, null);
    network.weights.set(weights);
    return networkModel(network);
  },
});

interface Packed {
  readonly sizes: readonly number[];
  readonly weights: readonly number[];
}

const batchRows = 64;
// Inputs are cut here while learning and judging, so that one absurd value neither blows up the weights nor hides the
// others of its row; what is cut off counts as error.
const inputMax = 10;

function train(
  network: Network,
  rows: Matrix,
  { steps, random }: { readonly steps: number; readonly random: Random },
): void {
  const input = new Float64Array(rows.columns);
  for (let step = 0; step < steps; step++) {
    for (let index = 0; index < Math.min(batchRows, rows.rows); index++) {
      cutInto(input, rows, random.integer(rows.rows));
      network.learn(input, input);
    }
    // The rate falls to a tenth, so that the last steps settle.
    network.step(0.003 * 0.1 ** (step / steps));
  }
}

function networkModel(network: Network): ScaledModel {
  return {
    score(rows) {
      const scores = new Float64Array(rows.rows);
      const input = new Float64Array(rows.columns);
      for (let row = 0; row < rows.rows; row++) {
        cutInto(input, rows, row);
        const output = network.run(input);
        let sum = 0;
        for (let column = 0; column < input.length; column++) {
          sum += (rows.values[row * rows.columns + column]! - output[column]!) ** 2;
        }
        scores[row] = sum / input.length;
      }
      return scores;
    },
    snapshot: (): Json => ({ sizes: [...network.sizes], weights: [...network.weights] }),
  };
}

function cutInto(input: Float64Array, { values, columns }: Matrix, row: number): void {
  for (let column = 0; column < columns; column++) {
    input[column] = Math.max(-inputMax, Math.min(inputMax, values[row * columns + column]!));
  }
}
