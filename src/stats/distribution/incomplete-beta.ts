import { deviance } from "./deviance.ts";
import { stirlingError } from "./log-gamma.ts";
import { NumericError } from "../numeric-error.ts";

/**
 * Regularised incomplete beta function I_x(a, b): the distribution function of Beta(a, b).
 *
 * @param x within 0 and 1
 * @param shape a > 0 and b > 0
 * @returns within 0 and 1; relative error about 1e-13 up to shapes of 1e6
 * @throws NumericError "parameter-out-of-range"
 * Cost O(sqrt(max(a, b))) at worst. Source: DLMF 8.17.22 (continued fraction, modified Lentz);
 * the leading factor after Loader 2000, so that it keeps its digits for large shapes.
 * @example incompleteBeta(0.5, { a: 2, b: 3 }) // 0.6875
 */
export function incompleteBeta(
  x: number,
  shape: { readonly a: number; readonly b: number },
): number {
  const { a, b } = shape;
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) {
    const got = `x=${x}, a=${a}, b=${b}`;
    throw new NumericError("parameter-out-of-range", `want 0 <= x <= 1, a > 0, b > 0, got ${got}`);
  }
  if (x === 0 || x === 1) return x;
  const y = 1 - x;
  const front = leadingFactor(x, a, b);
  // The fraction converges fast on its own side of the mean; the other side is its mirror image.
  if (x < (a + 1) / (a + b + 2)) return (front / a) * continuedFraction(x, a, b);
  return 1 - (front / b) * continuedFraction(y, b, a);
}

// x^a (1-x)^b / B(a, b) = a b / (a + b) · the binomial density of a among a + b.
function leadingFactor(x: number, a: number, b: number): number {
  const n = a + b;
  const errors = stirlingError(n) - stirlingError(a) - stirlingError(b);
  const exponent = errors - deviance(a, n * x) - deviance(b, n * (1 - x));
  return Math.exp(exponent) * Math.sqrt((a * b) / (2 * Math.PI * n));
}

function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const guard = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return fraction;
}
