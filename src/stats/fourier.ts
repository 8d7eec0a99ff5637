import { NumericError } from "./numeric-error.ts";

/** A complex series: two arrays of one length. */
export interface Complex {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/**
 * The discrete Fourier transform, X[k] = Σ x[n]·e^(−2πikn/N), without a factor.
 *
 * @param series as many values as a power of two, any unit; not changed. `imaginary` absent is 0.
 * @returns a new series of that length
 * @throws NumericError "parameter-out-of-range" where the length is no power of two, "unequal-lengths"
 * Cost O(N log N). Source: Cooley and Tukey 1965, radix 2, in place.
 * @example fourierTransform({ real: [1, 2, 3, 4] }) // { real: [10, -2, -2, -2], imaginary: [0, 2, 0, -2] }
 */
export function fourierTransform(series: {
  readonly real: ArrayLike<number>;
  readonly imaginary?: ArrayLike<number>;
}): Complex {
  const size = series.real.length;
  if (size < 1 || (size & (size - 1)) !== 0) {
    throw new NumericError("parameter-out-of-range", `length must be a power of two, got ${size}`);
  }
  const given = series.imaginary ?? new Float64Array(size);
  if (given.length !== size) {
    throw new NumericError(
      "unequal-lengths",
      `imaginary must have ${size} values, got ${given.length}`,
    );
  }
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  for (let index = 0, mirrored = 0; index < size; index++) {
    real[mirrored] = series.real[index]!;
    imaginary[mirrored] = given[index]!;
    // Counts in reversed bits.
    let bit = size >> 1;
    while (bit > 0 && (mirrored & bit) !== 0) {
      mirrored ^= bit;
      bit >>= 1;
    }
    mirrored |= bit;
  }
  for (let half = 1; half < size; half *= 2) butterflies({ real, imaginary }, half);
  return { real, imaginary };
}

/**
 * The inverse transform, x[n] = Σ X[k]·e^(2πikn/N) / N.
 *
 * @param series as many values as a power of two; not changed
 * @throws NumericError as `fourierTransform`
 * Cost O(N log N). Source: the forward transform with real and imaginary parts exchanged.
 * @example inverseFourierTransform({ real: [10, -2, -2, -2], imaginary: [0, 2, 0, -2] }) // { real: [1, 2, 3, 4], imaginary: [0, 0, 0, 0] }
 */
export function inverseFourierTransform(series: {
  readonly real: ArrayLike<number>;
  readonly imaginary: ArrayLike<number>;
}): Complex {
  const size = series.real.length;
  const { real, imaginary } = fourierTransform({
    real: series.imaginary,
    imaginary: series.real,
  });
  return {
    real: imaginary.map((value) => value / size),
    imaginary: real.map((value) => value / size),
  };
}

function butterflies({ real, imaginary }: Complex, half: number): void {
  for (let offset = 0; offset < half; offset++) {
    const angle = (-Math.PI * offset) / half;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    for (let even = offset; even < real.length; even += 2 * half) {
      const odd = even + half;
      const oddReal = real[odd]! * cosine - imaginary[odd]! * sine;
      const oddImaginary = real[odd]! * sine + imaginary[odd]! * cosine;
      real[odd] = real[even]! - oddReal;
      imaginary[odd] = imaginary[even]! - oddImaginary;
      real[even] = real[even]! + oddReal;
      imaginary[even] = imaginary[even]! + oddImaginary;
    }
  }
}
