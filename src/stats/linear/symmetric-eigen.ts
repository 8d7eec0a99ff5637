import type { Matrix } from "./matrix.ts";

/** Eigenvalues, largest first, and their unit eigenvectors as the rows of `vectors`. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix.
 *
 * @param matrix d × d, symmetric, finite
 * @returns values in falling order; row i of `vectors` belongs to value i; the sign of a vector is fixed so
 *   that its largest component is positive
 * Cost O(d³), about 4 d³ operations. Source: Golub and Van Loan 2013, 8.3 (Householder to tridiagonal form,
 * implicit QL), in the form of EISPACK's tred2 and tql2.
 * @example symmetricEigen({ values: new Float64Array([2, 1, 1, 2]), rows: 2, columns: 2 }).values // [3, 1]
 */
export function symmetricEigen(matrix: Matrix): Eigen {
  const size = matrix.rows;
  // Row r holds what ends as the r-th component of all eigenvectors; worked on in place.
  const basis = Float64Array.from(matrix.values);
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  if (size > 0) {
    tridiagonalise(size, basis, diagonal, beside);
    diagonalise(size, basis, diagonal, beside);
  }
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b]! - diagonal[a]!);
  const vectors = new Float64Array(size * size);
  order.forEach((column, rank) => {
    let largest = 0;
    for (let row = 0; row < size; row++) {
      const value = basis[row * size + column]!;
      vectors[rank * size + row] = value;
      if (Math.abs(value) > Math.abs(largest) + 1e-12) largest = value;
    }
    if (largest < 0) {
      for (let row = 0; row < size; row++) vectors[rank * size + row]! *= -1;
    }
  });
  return {
    values: Float64Array.from(order, (index) => diagonal[index]!),
    vectors: { values: vectors, rows: size, columns: size },
  };
}

// Householder reflections from the last row up; writes all three arrays.
function tridiagonalise(n: number, z: Float64Array, d: Float64Array, e: Float64Array): void {
  for (let i = n - 1; i > 0; i--) {
    let h = 0;
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(z[i * n + k]!);
    if (i === 1 || scale === 0) {
      e[i] = z[i * n + i - 1]!;
      d[i] = 0;
      continue;
    }
    for (let k = 0; k < i; k++) {
      z[i * n + k]! /= scale;
      h += z[i * n + k]! ** 2;
    }
    const f = z[i * n + i - 1]!;
    const g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
    e[i] = scale * g;
    h -= f * g;
    z[i * n + i - 1] = f - g;
    reflect(n, i, h, z, e);
    d[i] = h;
  }
  d[0] = 0;
  e[0] = 0;
  gather(n, z, d);
}

// Applies one reflection to the leading i × i block.
function reflect(n: number, i: number, h: number, z: Float64Array, e: Float64Array): void {
  let sum = 0;
  for (let j = 0; j < i; j++) e[j] = 0;
  for (let j = 0; j < i; j++) {
    z[j * n + i] = z[i * n + j]! / h;
    const u = z[i * n + j]!;
    let g = e[j]! + z[j * n + j]! * u;
    for (let k = 0; k < j; k++) {
      g += z[j * n + k]! * z[i * n + k]!;
      e[k]! += z[j * n + k]! * u;
    }
    e[j] = g;
  }
  for (let j = 0; j < i; j++) {
    e[j]! /= h;
    sum += e[j]! * z[i * n + j]!;
  }
  const half = sum / (h + h);
  for (let j = 0; j < i; j++) {
    const f = z[i * n + j]!;
    const g = e[j]! - half * f;
    e[j] = g;
    for (let k = 0; k <= j; k++) z[j * n + k]! -= f * e[k]! + g * z[i * n + k]!;
  }
}

// Multiplies the reflections into an orthogonal matrix.
function gather(n: number, z: Float64Array, d: Float64Array): void {
  const g = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (d[i] !== 0) {
      g.fill(0, 0, i);
      for (let k = 0; k < i; k++) {
        const factor = z[i * n + k]!;
        for (let j = 0; j < i; j++) g[j]! += factor * z[k * n + j]!;
      }
      for (let k = 0; k < i; k++) {
        const factor = z[k * n + i]!;
        for (let j = 0; j < i; j++) z[k * n + j]! -= g[j]! * factor;
      }
    }
    d[i] = z[i * n + i]!;
    z[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      z[j * n + i] = 0;
      z[i * n + j] = 0;
    }
  }
}

// Implicit QL with Wilkinson's shift; 60 sweeps a value are far above the two it takes.
function diagonalise(n: number, z: Float64Array, d: Float64Array, e: Float64Array): void {
  for (let i = 1; i < n; i++) e[i - 1] = e[i]!;
  e[n - 1] = 0;
  // Rotations act on neighbouring columns: on rows of the transpose they are contiguous.
  const t = transposed(n, z);
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; sweep < 60; sweep++) {
      let m = l;
      while (m < n - 1) {
        const size = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
        if (Math.abs(e[m]!) <= Number.EPSILON * size) break;
        m++;
      }
      if (m === l) break;
      sweepUp(n, l, m, t, d, e);
    }
  }
  z.set(transposed(n, t));
}

function sweepUp(
  n: number,
  l: number,
  m: number,
  t: Float64Array,
  d: Float64Array,
  e: Float64Array,
): void {
  let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  let r = Math.hypot(g, 1);
  g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    let f = s * e[i]!;
    const b = c * e[i]!;
    r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    r = (d[i]! - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
    const low = i * n;
    const high = low + n;
    for (let k = 0; k < n; k++) {
      f = t[high + k]!;
      t[high + k] = s * t[low + k]! + c * f;
      t[low + k] = c * t[low + k]! - s * f;
    }
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}

function transposed(n: number, z: Float64Array): Float64Array {
  const t = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) t[column * n + row] = z[row * n + column]!;
  }
  return t;
}
