import { columnCache } from "./column-cache.ts";
import type { Kernel } from "./kernel.ts";

/** The solution: f(x) = Σ alpha K(row, x) - rho, whose sign is the side of the border. */
export interface OneClassSolution {
  /** One a row, within 0 and 1; their sum is nu × rows. */
  readonly alphas: Float64Array;
  readonly rho: number;
  /** Σ alpha K(row, x) of the rows themselves, within the 1e-6 that 32-bit columns leave. */
  readonly gradient: Float64Array;
}

/**
 * Minimises ½ αᵀKα with 0 <= α <= 1 and Σ α = nu n, two alphas at a time, chosen by second order.
 *
 * @returns within `tolerance` of optimality
 * Cost O(n² d) for the first gradient and O(n d) a step, some n steps. Memory 96 MB of kernel columns at most. Source:
 * Fan, Chen and Lin 2005, working set selection 2, as libsvm 3 has it, without shrinking.
 */
export function solveOneClass(
  kernel: Kernel,
  { nu, tolerance }: { readonly nu: number; readonly tolerance: number },
): OneClassSolution {
  const count = kernel.rows;
  const column = columnCache(kernel);
  const alphas = new Float64Array(count);
  const mass = nu * count;
  for (let row = 0; row < count; row++) alphas[row] = Math.max(0, Math.min(1, mass - row));
  const gradient = firstGradient(kernel, alphas);
  const diagonal = Float64Array.from({ length: count }, (_, row) => kernel.diagonal(row));

  const stepsMax = Math.max(100_000, 100 * count);
  let up = steepestUp(alphas, gradient);
  for (let step = 0; step < stepsMax && up >= 0; step++) {
    const upColumn = column(up);
    const down = bestDown({ alphas, gradient, diagonal, up, upColumn });
    if (down.row < 0 || down.violation < tolerance) break;
    const downColumn = column(down.row);
    const curvature = Math.max(
      1e-12,
      diagonal[up]! + diagonal[down.row]! - 2 * upColumn[down.row]!,
    );
    const wanted = (gradient[down.row]! - gradient[up]!) / curvature;
    const moved = Math.min(wanted, 1 - alphas[up]!, alphas[down.row]!);
    alphas[up]! += moved;
    alphas[down.row]! -= moved;
    up = follow({ alphas, gradient, upColumn, downColumn, moved });
  }
  return { alphas, rho: borderOf(alphas, gradient), gradient };
}

// Brings the gradient up to date and returns the next `steepestUp`, in one pass over the rows.
function follow(given: {
  readonly alphas: Float64Array;
  readonly gradient: Float64Array;
  readonly upColumn: Float32Array;
  readonly downColumn: Float32Array;
  readonly moved: number;
}): number {
  const { alphas, gradient, upColumn, downColumn, moved } = given;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; row < alphas.length; row++) {
    const value = gradient[row]! + moved * (upColumn[row]! - downColumn[row]!);
    gradient[row] = value;
    if (value < least && alphas[row]! < 1) {
      least = value;
      best = row;
    }
  }
  return best;
}

function firstGradient(kernel: Kernel, alphas: Float64Array): Float64Array {
  const gradient = new Float64Array(kernel.rows);
  const column = new Float64Array(kernel.rows);
  for (let row = 0; row < kernel.rows && alphas[row]! > 0; row++) {
    kernel.column(row, column);
    const alpha = alphas[row]!;
    for (let other = 0; other < column.length; other++) gradient[other]! += alpha * column[other]!;
  }
  return gradient;
}

// The alpha that may grow and gains most by it; -1 where all are at their limit.
function steepestUp(alphas: Float64Array, gradient: Float64Array): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; row < alphas.length; row++) {
    if (alphas[row]! < 1 && gradient[row]! < least) {
      least = gradient[row]!;
      best = row;
    }
  }
  return best;
}

// The partner that may shrink and gains most by the second order; `violation` is the largest of any partner.
function bestDown(given: {
  alphas: Float64Array;
  gradient: Float64Array;
  diagonal: Float64Array;
  up: number;
  upColumn: Float32Array;
}): { readonly row: number; readonly violation: number } {
  const { alphas, gradient, diagonal, up, upColumn } = given;
  const least = gradient[up]!;
  const own = diagonal[up]!;
  let row = -1;
  let best = 0;
  let violation = 0;
  for (let other = 0; other < alphas.length; other++) {
    if (alphas[other]! <= 0) continue;
    const gain = gradient[other]! - least;
    if (gain <= 0) continue;
    if (gain > violation) violation = gain;
    const curvature = own + diagonal[other]! - 2 * upColumn[other]!;
    const score = (gain * gain) / (curvature > 1e-12 ? curvature : 1e-12);
    if (score > best) {
      best = score;
      row = other;
    }
  }
  return { row, violation };
}

// Mean gradient of the alphas within their limits; without any, the middle of what the others allow.
function borderOf(alphas: Float64Array, gradient: Float64Array): number {
  let sum = 0;
  let free = 0;
  let above = Number.POSITIVE_INFINITY;
  let below = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < alphas.length; row++) {
    const value = gradient[row]!;
    if (alphas[row]! >= 1) below = Math.max(below, value);
    else if (alphas[row]! <= 0) above = Math.min(above, value);
    else {
      sum += value;
      free++;
    }
  }
  if (free > 0) return sum / free;
  if (!Number.isFinite(above)) return below;
  return Number.isFinite(below) ? (above + below) / 2 : above;
}
