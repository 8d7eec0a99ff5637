/**
 * Half the Poisson deviance, x ln(x / m) + m - x, exact also where x is near m.
 *
 * @param x >= 0
 * @param m > 0
 * @returns >= 0; m where x is 0
 * Cost O(1), at most a few dozen terms. Source: Loader 2000, "Fast and accurate computation of binomial
 * probabilities", bd0.
 * @example deviance(3, 2) // 0.21639532432449337
 */
export function deviance(x: number, m: number): number {
  if (x === 0) return m;
  const delta = (x - m) / (x + m);
  if (Math.abs(delta) >= 0.1) return x * Math.log(x / m) + m - x;
  let sum = (x - m) * delta;
  let term = 2 * x * delta;
  for (let j = 1; j < 1000; j++) {
    term *= delta * delta;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
