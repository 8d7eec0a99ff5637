/** A generalised Pareto distribution of excesses: shape γ (tail index) and scale σ > 0. */
export interface GeneralisedPareto {
  readonly shape: number;
  readonly scale: number;
  /** Of the excesses it was fitted to, in nats. */
  readonly logLikelihood: number;
}

/**
 * Fits a generalised Pareto distribution to excesses over a threshold by maximum likelihood: Grimshaw's
 * reduction to one unknown, whose roots are searched on a grid and refined by bisection; the exponential
 * (γ = 0) is one of the candidates and the answer where the likelihood only grows towards γ = −1.
 *
 * @param excesses values > 0, at least one, in any unit; not changed. All equal: the exponential.
 * @returns shape > −1; scale in the unit of the excesses. Of no values: shape 0, scale 0, likelihood 0.
 * Cost O(80 n). Source: Grimshaw 1993; search as in Siffer et al. 2017 (SPOT).
 * @example fitGeneralisedPareto([0.1, 0.2, 0.4, 0.9, 3, 12]) // { shape: 1.0932539909, scale: 0.6869455337, logLikelihood: -10.3065223177 }
 */
export function fitGeneralisedPareto(excesses: ArrayLike<number>): GeneralisedPareto {
  const count = excesses.length;
  if (count === 0) return { shape: 0, scale: 0, logLikelihood: 0 };
  const values = Float64Array.from(excesses);
  let [sum, least, greatest] = [0, Number.POSITIVE_INFINITY, 0];
  for (const value of values) {
    sum += value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const mean = sum / count;
  let best: GeneralisedPareto = {
    shape: 0,
    scale: mean,
    logLikelihood: -count * (Math.log(mean) + 1),
  };
  if (!(greatest > least)) return best;
  const edge = 1e-8 / mean;
  const intervals = [
    [-1 / greatest + Math.min(edge, 1e-3 / greatest), -edge],
    [edge, (2 * (mean - least)) / least ** 2],
  ] as const;
  for (const [low, high] of intervals) {
    for (const root of rootsWithin(values, low, high)) {
      const found = atRoot(values, root);
      if (found.logLikelihood > best.logLikelihood) best = found;
    }
  }
  return best;
}

/**
 * The value an excess passes with a given probability.
 *
 * @param fitted a fitted distribution
 * @param tail   probability in (0, 1]
 * @returns >= 0, in the unit of the excesses; 0 at tail 1
 * Cost O(1). Source: the quantile function of the generalised Pareto distribution.
 * @example generalisedParetoQuantile({ shape: 0, scale: 2, logLikelihood: 0 }, Math.exp(-1)) // 2
 */
export function generalisedParetoQuantile(fitted: GeneralisedPareto, tail: number): number {
  const { shape, scale } = fitted;
  const depth = -Math.log(tail);
  // (e^{γ·depth} − 1)/γ without loss of digits near γ = 0.
  return Math.abs(shape) < 1e-12 ? scale * depth : (scale * Math.expm1(shape * depth)) / shape;
}

/** Zeros of Grimshaw's function: places where it changes sign between points of a grid. */
function rootsWithin(values: Float64Array, low: number, high: number): number[] {
  const roots: number[] = [];
  if (!(high > low)) return roots;
  const steps = 20;
  // Geometric where both ends are of one sign: the roots crowd near 0.
  const ratio = high / low;
  const at = (step: number): number => low * ratio ** (step / steps);
  let left = at(0);
  let leftSide = grimshaw(values, left);
  for (let step = 1; step <= steps; step++) {
    const right = at(step);
    const rightSide = grimshaw(values, right);
    if (leftSide * rightSide < 0) roots.push(bisected(values, left, right));
    left = right;
    leftSide = rightSide;
  }
  return roots;
}

function bisected(values: Float64Array, left: number, right: number): number {
  const side = Math.sign(grimshaw(values, left));
  let [a, b] = [left, right];
  for (let round = 0; round < 50; round++) {
    const middle = (a + b) / 2;
    if (Math.sign(grimshaw(values, middle)) === side) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

/** u(x)·v(x) − 1, with u the mean of 1/(1 + xY) and v one plus the mean of log(1 + xY). */
function grimshaw(values: Float64Array, x: number): number {
  let [inverses, logarithms] = [0, 0];
  for (const value of values) {
    const term = 1 + x * value;
    inverses += 1 / term;
    logarithms += Math.log(term);
  }
  const count = values.length;
  return (inverses / count) * (1 + logarithms / count) - 1;
}

function atRoot(values: Float64Array, x: number): GeneralisedPareto {
  let logarithms = 0;
  for (const value of values) logarithms += Math.log1p(x * value);
  const count = values.length;
  const shape = logarithms / count;
  const scale = shape / x;
  // At the root Σ log(1 + γY/σ) is n·γ, so that the likelihood needs no second pass.
  if (!(scale > 0) || shape <= -1) return { shape: 0, scale: 0, logLikelihood: -Infinity };
  return { shape, scale, logLikelihood: -count * (Math.log(scale) + 1 + shape) };
}
