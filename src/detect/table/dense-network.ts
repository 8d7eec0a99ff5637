import type { Random } from "../../stats/random.ts";

/** A network of full layers, tanh between them, linear at the end. Its arrays are its own and reused. */
export interface Network {
  /** Units a layer, input first. */
  readonly sizes: readonly number[];
  /** Layer by layer: for each unit its weights, then its offset. */
  readonly weights: Float64Array;
  /** The output for an input; overwritten by the next call. */
  run(input: Float64Array): Float64Array;
  /** Adds the gradient of the squared error of one row to the running batch. */
  learn(input: Float64Array, wanted: Float64Array): void;
  /** Moves the weights by the batch's mean gradient with Adam, and starts a new batch. */
  step(rate: number): void;
}

/**
 * A network with Glorot's random start; weights of 0 where there is no random stream.
 * Cost O(weights) a row. Source: Rumelhart, Hinton and Williams 1986; Glorot and Bengio 2010; Kingma and Ba 2015.
 */
export function denseNetwork(sizes: readonly number[], random: Random | null): Network {
  const layers = layersOf(sizes);
  const total = layers.reduce((sum, { inputs, outputs }) => sum + outputs * (inputs + 1), 0);
  const weights = new Float64Array(total);
  if (random !== null) startWeights(layers, weights, random);
  const gradient = new Float64Array(total);
  const [first, second] = [new Float64Array(total), new Float64Array(total)];
  const units = sizes.map((size) => new Float64Array(size));
  const errors = sizes.map((size) => new Float64Array(size));
  let [batch, steps] = [0, 0];

  const run = (input: Float64Array): Float64Array => {
    units[0]!.set(input);
    layers.forEach((layer, index) => {
      forward(layer, weights, units[index]!, units[index + 1]!);
    });
    return units.at(-1)!;
  };

  return {
    sizes,
    weights,
    run,
    learn(input, wanted) {
      const output = run(input);
      const last = errors.at(-1)!;
      for (let unit = 0; unit < last.length; unit++) last[unit] = output[unit]! - wanted[unit]!;
      for (let index = layers.length - 1; index >= 0; index--) {
        backward(layers[index]!, { weights, gradient }, units[index]!, {
          of: errors[index + 1]!,
          to: errors[index]!,
        });
      }
      batch++;
    },
    step(rate) {
      steps++;
      const fresh = rate * (Math.sqrt(1 - 0.999 ** steps) / (1 - 0.9 ** steps));
      for (let index = 0; index < total; index++) {
        const slope = gradient[index]! / batch;
        first[index] = 0.9 * first[index]! + 0.1 * slope;
        second[index] = 0.999 * second[index]! + 0.001 * slope * slope;
        weights[index]! -= (fresh * first[index]!) / (Math.sqrt(second[index]!) + 1e-8);
      }
      gradient.fill(0);
      batch = 0;
    },
  };
}

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Place of its first weight. */
  readonly start: number;
  readonly isLast: boolean;
}

function layersOf(sizes: readonly number[]): readonly Layer[] {
  const layers: Layer[] = [];
  let start = 0;
  for (let index = 1; index < sizes.length; index++) {
    const [inputs, outputs] = [sizes[index - 1]!, sizes[index]!];
    layers.push({ inputs, outputs, start, isLast: index === sizes.length - 1 });
    start += outputs * (inputs + 1);
  }
  return layers;
}

function startWeights(layers: readonly Layer[], weights: Float64Array, random: Random): void {
  for (const { inputs, outputs, start } of layers) {
    const limit = Math.sqrt(6 / (inputs + outputs));
    for (let unit = 0; unit < outputs; unit++) {
      const from = start + unit * (inputs + 1);
      for (let at = from; at < from + inputs; at++)
        weights[at] = limit * (2 * random.uniform() - 1);
    }
  }
}

function forward(
  { inputs, outputs, start, isLast }: Layer,
  weights: Float64Array,
  from: Float64Array,
  to: Float64Array,
): void {
  for (let unit = 0; unit < outputs; unit++) {
    const at = start + unit * (inputs + 1);
    let sum = weights[at + inputs]!;
    for (let input = 0; input < inputs; input++) sum += weights[at + input]! * from[input]!;
    to[unit] = isLast ? sum : Math.tanh(sum);
  }
}

// Adds to the gradient of the layer, and writes the errors of its inputs, which are tanh of a sum.
function backward(
  { inputs, outputs, start }: Layer,
  { weights, gradient }: { readonly weights: Float64Array; readonly gradient: Float64Array },
  from: Float64Array,
  errors: { readonly of: Float64Array; readonly to: Float64Array },
): void {
  errors.to.fill(0);
  for (let unit = 0; unit < outputs; unit++) {
    const error = errors.of[unit]!;
    const at = start + unit * (inputs + 1);
    for (let input = 0; input < inputs; input++) {
      gradient[at + input]! += error * from[input]!;
      errors.to[input]! += error * weights[at + input]!;
    }
    gradient[at + inputs]! += error;
  }
  for (let input = 0; input < inputs; input++) errors.to[input]! *= 1 - from[input]! ** 2;
}
