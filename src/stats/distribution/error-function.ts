const twoOverRootPi = 1.1283791670955126;

/**
 * Error function.
 *
 * @param x any number
 * @returns within -1 and 1; NaN for NaN; relative error about 1e-15
 * Cost O(1), at most about 60 terms. Source: DLMF 7.6.2 (a series of positive terms) and 7.9.1.
 * @example errorFunction(0.5) // 0.5204998778130465
 */
export function errorFunction(x: number): number {
  const size = Math.abs(x);
  if (size > 2) return Math.sign(x) * (1 - upperTail(size));
  return Number.isNaN(x) ? x : series(x);
}

/**
 * One minus the error function, without losing the small values of its right tail.
 *
 * @param x any number
 * @returns within 0 and 2; NaN for NaN; relative error about 1e-14
 * Cost O(1), at most about 100 terms. Source: DLMF 7.6.2 and 7.9.1.
 * @example errorFunctionComplement(3) // 0.00002209049699858544
 */
export function errorFunctionComplement(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 1.5) return upperTail(x);
  if (x < -2) return 2 - upperTail(-x);
  return 1 - series(x);
}

// erf(x) = 2/sqrt(pi) exp(-x²) Σ 2^n x^(2n+1) / (2n+1)!!
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 100; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
    if (Math.abs(term) <= Math.abs(sum) * 1e-17) break;
  }
  return twoOverRootPi * Math.exp(-x * x) * sum;
}

// erfc(x) = exp(-x²)/sqrt(pi) · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the far end; x >= 1.5.
function upperTail(x: number): number {
  if (x > 27.3) return 0;
  let fraction = x;
  const depth = Math.ceil(20 + 300 / (x * x));
  for (let n = depth; n >= 1; n--) fraction = x + n / 2 / fraction;
  return (Math.exp(-x * x) * twoOverRootPi) / 2 / fraction;
}
