import { NumericError } from "../numeric-error.ts";
import { deviance } from "./deviance.ts";
import { stirlingError } from "./log-gamma.ts";

/**
 * Regularised lower incomplete gamma function P(a, x): the distribution function of Gamma(a, 1).
 *
 * @param a > 0
 * @param x >= 0
 * @returns within 0 and 1; relative error about 1e-13
 * @throws NumericError "parameter-out-of-range"
 * Cost O(sqrt(a)) at worst. Source: DLMF 8.7.1 (series) below a + 1, 8.9.2 (continued fraction) above;
 * the leading factor after Loader 2000.
 * @example incompleteGamma(2, 3) // 0.8008517265285442
 */
export function incompleteGamma(a: number, x: number): number {
  check(a, x);
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  return x < a + 1 ? series(a, x) : 1 - fraction(a, x);
}

/**
 * Regularised upper incomplete gamma function Q(a, x), without losing its small tail.
 *
 * @param a > 0
 * @param x >= 0
 * @returns within 0 and 1; relative error about 1e-13
 * @throws NumericError "parameter-out-of-range"
 * Cost and source as `incompleteGamma`.
 * @example incompleteGammaTail(2, 30) // 2.900880650860724e-12
 */
export function incompleteGammaTail(a: number, x: number): number {
  check(a, x);
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? 1 - series(a, x) : fraction(a, x);
}

function check(a: number, x: number): void {
  if (a > 0 && x >= 0) return;
  throw new NumericError("parameter-out-of-range", `want a > 0 and x >= 0, got a=${a}, x=${x}`);
}

// x^a e^-x / Γ(a + 1)
function leadingFactor(a: number, x: number): number {
  return Math.exp(-stirlingError(a) - deviance(a, x)) / Math.sqrt(2 * Math.PI * a);
}

function series(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 100_000; n++) {
    term *= x / (a + n);
    sum += term;
    if (term <= sum * 1e-17) break;
  }
  return leadingFactor(a, x) * sum;
}

// Modified Lentz for 1/(x + 1 - a - 1(1 - a)/(x + 3 - a - 2(2 - a)/(x + 5 - a - …))).
function fraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / (Math.abs(b) < tiny ? tiny : b);
  let value = d;
  for (let n = 1; n < 100_000; n++) {
    const step = -n * (n - a);
    b += 2;
    d = step * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + step / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return leadingFactor(a, x) * a * value;
}
