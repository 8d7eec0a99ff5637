/** A smooth function: its value at a point and its gradient, which is written into `gradient`. */
export type SmoothFunction = (point: Float64Array, gradient: Float64Array) => number;

/** What a search has learned of the curvature: steps and changes of gradient, oldest first. */
interface Memory {
  readonly steps: Float64Array[];
  readonly changes: Float64Array[];
}

const memoryMax = 8;

/**
 * The point where a smooth convex function is smallest, by limited-memory BFGS with backtracking.
 *
 * @param f       value and gradient; finite everywhere the search goes
 * @param start   first guess; not changed
 * @param options `iterationsMax` steps at most; `tolerance`: stop once a step gains less than this share of
 *                the value
 * @returns the last point reached
 * Cost O(iterations × (cost of f + 16 × size)). Source: Nocedal and Wright 2006, algorithms 7.4 and 7.5,
 * with the Armijo rule alone: pairs of no positive curvature are left out.
 * @example minimise((x, g) => { g[0] = 2 * (x[0] - 3); return (x[0] - 3) ** 2; }, [0], { iterationsMax: 20, tolerance: 1e-12 }) // [3]
 */
export function minimise(
  f: SmoothFunction,
  start: ArrayLike<number>,
  options: { readonly iterationsMax: number; readonly tolerance: number },
): Float64Array {
  let point = Float64Array.from(start);
  let gradient = new Float64Array(point.length);
  let value = f(point, gradient);
  const memory: Memory = { steps: [], changes: [] };
  for (let iteration = 0; iteration < options.iterationsMax; iteration++) {
    const direction = directionOf(gradient, memory);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) break;
    const norm = Math.sqrt(dot(gradient, gradient));
    let length = memory.steps.length === 0 ? Math.min(1, 1 / norm) : 1;
    let next = point;
    let nextValue = value;
    const nextGradient = new Float64Array(point.length);
    let isLower = false;
    for (let attempt = 0; attempt < 30 && !isLower; attempt++, length /= 2) {
      next = point.map((x, index) => x + length * direction[index]!);
      nextValue = f(next, nextGradient);
      isLower = nextValue <= value + 1e-4 * length * slope;
    }
    if (!isLower) break;
    remember(memory, { point, next, gradient, nextGradient });
    const gained = value - nextValue;
    point = next;
    gradient = nextGradient;
    value = nextValue;
    if (gained <= options.tolerance * Math.max(1, Math.abs(value))) break;
  }
  return point;
}

/** Minus the gradient bent by the curvature seen so far (the two-loop recursion). */
function directionOf(gradient: Float64Array, { steps, changes }: Memory): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares = new Float64Array(steps.length);
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index]!;
    const change = changes[index]!;
    shares[index] = dot(step, direction) / dot(step, change);
    addScaled(direction, change, -shares[index]!);
  }
  const last = steps.length - 1;
  if (last >= 0) {
    const scale = dot(steps[last]!, changes[last]!) / dot(changes[last]!, changes[last]!);
    for (let index = 0; index < direction.length; index++) direction[index]! *= scale;
  }
  for (let index = 0; index < steps.length; index++) {
    const back = dot(changes[index]!, direction) / dot(steps[index]!, changes[index]!);
    addScaled(direction, steps[index]!, shares[index]! - back);
  }
  return direction;
}

function remember(
  memory: Memory,
  move: {
    readonly point: Float64Array;
    readonly next: Float64Array;
    readonly gradient: Float64Array;
    readonly nextGradient: Float64Array;
  },
): void {
  const step = move.next.map((x, index) => x - move.point[index]!);
  const change = move.nextGradient.map((slope, index) => slope - move.gradient[index]!);
  if (dot(step, change) <= 1e-12 * dot(change, change)) return;
  memory.steps.push(step);
  memory.changes.push(change);
  if (memory.steps.length > memoryMax) {
    memory.steps.shift();
    memory.changes.shift();
  }
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index++) target[index]! += factor * source[index]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}
