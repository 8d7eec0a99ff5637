import type { Json } from "../../model/json.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";

const settings = {
  groups: {
    type: "number",
    unit: "groups",
    default: 8,
    min: 1,
    max: 1_000,
    meaning: "how many centres the reference is summed up by",
  },
  rowsMax: rowsMax(100_000),
} as const;

/** Distance to the nearest of a few centres of the reference. */
export const kMeans = scaledDetector({
  name: "k-means",
  summary: "finds rows far from each of a few centres of the reference",
  when: "Small, bounded and fast to judge with; nearest-neighbours is better where memory allows.",
  source: "Lloyd 1982; Arthur and Vassilvitskii 2007 (start)",
  formula: "distance to the nearest of k centres that lessen Σ |x − centre|²",
  cost: "O(k · turns · n d) to learn, O(k d) a row",
  settings,
  learn: (rows, { groups }, random) => {
    const { centres } = clusterRows(rows, { count: groups, turns: 50, random });
    return centreModel(centres);
  },
  recall: (snapshot) => {
    // The snapshot was made by `centreModel`.
    const { values, rows, columns } = snapshot as unknown as PackedMatrix;
    return centreModel({ values: Float64Array.from(values), rows, columns });
  },
});

interface PackedMatrix {
  readonly values: readonly number[];
  readonly rows: number;
  readonly columns: number;
}

function centreModel(centres: Matrix): ScaledModel {
  return {
    score: (rows) => assign(rows, centres).squares.map(Math.sqrt),
    snapshot: (): Json => ({ ...centres, values: [...centres.values] }),
  };
}

/** Groups of rows around centres: at most `count`, fewer where rows coincide. Cost O(n × count × d × turns). */
export function clusterRows(
  rows: Matrix,
  given: { readonly count: number; readonly turns: number; readonly random: Random },
): { readonly centres: Matrix; readonly nearest: Int32Array } {
  let centres = spreadCentres(rows, given);
  let assigned = assign(rows, centres);
  for (let turn = 0; turn < given.turns; turn++) {
    centres = meansOf(rows, assigned.nearest, centres);
    const next = assign(rows, centres);
    const isSettled = next.nearest.every((centre, row) => centre === assigned.nearest[row]);
    assigned = next;
    if (isSettled) break;
  }
  return { centres, nearest: assigned.nearest };
}

// k-means++: each next centre is a row drawn with its squared distance to the nearest one so far.
function spreadCentres(
  rows: Matrix,
  { count, random }: { readonly count: number; readonly random: Random },
): Matrix {
  const { columns } = rows;
  const chosen: number[] = [random.integer(rows.rows)];
  const squares = new Float64Array(rows.rows).fill(Number.POSITIVE_INFINITY);
  while (chosen.length < Math.min(count, rows.rows)) {
    const last = chosen.at(-1)! * columns;
    let total = 0;
    for (let row = 0; row < rows.rows; row++) {
      squares[row] = Math.min(squares[row]!, squareOf(rows, row, rows, last));
      total += squares[row]!;
    }
    if (!(total > 0)) break;
    let left = random.uniform() * total;
    let row = 0;
    while (row < rows.rows - 1 && left >= squares[row]!) left -= squares[row++]!;
    chosen.push(row);
  }
  const values = new Float64Array(chosen.length * columns);
  chosen.forEach((row, index) => {
    values.set(rows.values.subarray(row * columns, (row + 1) * columns), index * columns);
  });
  return { values, rows: chosen.length, columns };
}

function assign(
  rows: Matrix,
  centres: Matrix,
): { readonly nearest: Int32Array; readonly squares: Float64Array } {
  const nearest = new Int32Array(rows.rows);
  const squares = new Float64Array(rows.rows).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < rows.rows; row++) {
    for (let centre = 0; centre < centres.rows; centre++) {
      const square = squareOf(rows, row, centres, centre * centres.columns);
      if (square >= squares[row]!) continue;
      squares[row] = square;
      nearest[row] = centre;
    }
  }
  return { nearest, squares };
}

function squareOf(rows: Matrix, row: number, others: Matrix, start: number): number {
  let sum = 0;
  const at = row * rows.columns;
  for (let column = 0; column < rows.columns; column++) {
    const distance = rows.values[at + column]! - others.values[start + column]!;
    sum += distance * distance;
  }
  return sum;
}

// A centre that lost all its rows stays where it was.
function meansOf(rows: Matrix, nearest: Int32Array, before: Matrix): Matrix {
  const { columns } = rows;
  const sums = new Float64Array(before.values.length);
  const counts = new Float64Array(before.rows);
  for (let row = 0; row < rows.rows; row++) {
    const centre = nearest[row]!;
    counts[centre]!++;
    for (let column = 0; column < columns; column++) {
      sums[centre * columns + column]! += rows.values[row * columns + column]!;
    }
  }
  const values = sums.map((sum, at) => {
    const count = counts[Math.floor(at / columns)]!;
    return count > 0 ? sum / count : before.values[at]!;
  });
  return { ...before, values };
}
