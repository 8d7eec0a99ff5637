/**
 * Distribution function of the two-sided Kolmogorov-Smirnov statistic by Durbin's matrix, exact.
 *
 * @param n whole, >= 1
 * @param x with n x > 1/2
 * @returns within 0 and 1
 * Cost O((n x)³ log n). Source: Durbin 1968; Marsaglia, Tsang and Wang 2003.
 * @example durbinMatrixCdf(10, 0.274) // 0.6284796154565428
 */
export function durbinMatrixCdf(n: number, x: number): number {
  const k = Math.ceil(n * x);
  const size = 2 * k - 1;
  let power: Scaled = { values: durbinMatrix(k, k - n * x), exponent: 0 };
  let result: Scaled | null = null;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === null ? power : multiply(result, power, size);
    if (rest > 1) power = multiply(power, power, size);
  }
  let p = result!.values[(k - 1) * size + k - 1]!;
  let exponent = result!.exponent;
  for (let i = 1; i <= n; i++) {
    p = (p * i) / n;
    if (p < 1e-140) {
      p *= 1e140;
      exponent -= 140;
    }
  }
  return Math.min(1, p * 10 ** exponent);
}

/** A square matrix by rows, times a power of ten. */
interface Scaled {
  readonly values: Float64Array;
  readonly exponent: number;
}

function durbinMatrix(k: number, h: number): Float64Array {
  const size = 2 * k - 1;
  const matrix = new Float64Array(size * size);
  // inverse[j] = 1 / j!
  const inverse = new Float64Array(size + 2).fill(1);
  for (let j = 1; j < inverse.length; j++) inverse[j] = inverse[j - 1]! / j;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const step = row - column + 1;
      if (step >= 0) matrix[row * size + column] = inverse[step]!;
    }
  }
  for (let row = 0; row < size; row++) {
    const edge = (1 - h ** (row + 1)) * inverse[row + 1]!;
    matrix[row * size] = edge;
    matrix[(size - 1) * size + size - 1 - row] = edge;
  }
  const corner = 1 - 2 * h ** size + Math.max(2 * h - 1, 0) ** size;
  matrix[(size - 1) * size] = corner * inverse[size]!;
  return matrix;
}

function multiply(a: Scaled, b: Scaled, size: number): Scaled {
  const values = new Float64Array(size * size);
  let largest = 0;
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a.values[row * size + inner]!;
      if (factor === 0) continue;
      for (let column = 0; column < size; column++) {
        values[row * size + column]! += factor * b.values[inner * size + column]!;
      }
    }
  }
  for (let index = 0; index < values.length; index++) largest = Math.max(largest, values[index]!);
  let exponent = a.exponent + b.exponent;
  if (largest > 1e140) {
    for (let index = 0; index < values.length; index++) values[index]! *= 1e-140;
    exponent += 140;
  }
  return { values, exponent };
}

const squarePi = Math.PI ** 2;

/**
 * Distribution function of the two-sided Kolmogorov-Smirnov statistic for many values, by expansion in
 * powers of 1/sqrt(n).
 *
 * @param n whole, above about 100
 * @param x within 0 and 1
 * @returns within 0 and 1; absolute error below 1e-10 for n > 1,000
 * Cost O(sqrt(n) x) terms. Source: Pelz and Good 1976, as in Simard and L'Ecuyer 2011.
 * @example pelzGoodCdf(1000, 0.03) // 0.6773097856085365
 */
export function pelzGoodCdf(n: number, x: number): number {
  const z = Math.sqrt(n) * x;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const logQ = -squarePi / (8 * z2);
  if (logQ < -708) return 0;
  const terms = Math.ceil((16 * z) / Math.PI);
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  for (let k = terms; k >= 1; k--) {
    const m2 = (2 * k - 1) ** 2;
    const weight = Math.exp(logQ * m2);
    const a = squarePi * m2;
    k0 += weight;
    k1 += weight * (-z2 + a / 4);
    k2 += weight * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * a) / 4 + ((1 - 2 * z2) * a * a) / 16);
    const cubic = ((5 - 30 * z2) * a * a * a) / 64;
    const quadratic = ((-60 * z2 + 212 * z4) * a * a) / 16;
    k3 += weight * (-30 * z6 - 90 * z4 * z4 + ((135 * z4 - 96 * z6) * a) / 4 + quadratic + cubic);
  }
  let even2 = 0;
  let even3 = 0;
  for (let k = terms; k >= 1; k--) {
    const a = squarePi * k * k;
    const weight = Math.exp(-a / (2 * z2));
    even2 += a * weight;
    even3 += (3 * z2 - a) * a * weight;
  }
  const root = Math.sqrt(2 * Math.PI);
  const first = (root * k0) / z;
  const second = (root * k1) / (6 * z4);
  const third = (root * k2) / (72 * z6 * z) - (root * even2) / (36 * z2 * z);
  const fourth = (root * k3) / (6480 * z6 * z4) + (root * even3) / (216 * z6);
  const sum = first + second / Math.sqrt(n) + third / n + fourth / (n * Math.sqrt(n));
  return Math.min(1, Math.max(0, sum));
}
