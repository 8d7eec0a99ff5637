/** A table of edit distances from a changing text to a fixed one, and how to read its path. */
export interface EditTable {
  /** Edits from the words last given to the reference. */
  distance(words: readonly string[]): number;
  /** Where each reference word stands in the words last given, and which of either are wrong. */
  alignment(words: readonly string[]): Alignment;
}

/** Which words of hypothesis and reference belong together. */
export interface Alignment {
  /** Reference word → place of its partner, or of the word before it where it has none; -1 is the start. */
  readonly places: Int32Array;
  readonly isHypothesisWrong: Uint8Array;
  readonly isReferenceWrong: Uint8Array;
}

const beamWidth = 25;
const infinity = 1e16;
// Steps of a path.
const keep = 0;
const substitute = 1;
const remove = 2;
const insert = 3;

/**
 * Edit distances to one reference, within a beam about the diagonal. Rows that belong to the first
 * words stay valid while these words do not change, and are not computed anew.
 *
 * Ties go to keeping or substituting, then removing, then inserting, as in Tercom.
 */
export function editTable(reference: readonly string[]): EditTable {
  const width = reference.length + 1;
  let known: readonly string[] = [];
  let costs: Float64Array[] = [Float64Array.from({ length: width }, (_, index) => index)];
  let steps: Uint8Array[] = [new Uint8Array(width).fill(insert)];

  const update = (words: readonly string[]) => {
    // Another number of words has another diagonal: no row can be kept.
    const shared = words.length === known.length ? words.length : 0;
    let row = 0;
    while (row < shared && words[row] === known[row]) row += 1;
    costs = costs.slice(0, row + 1);
    steps = steps.slice(0, row + 1);
    const ratio = words.length > 0 ? reference.length / words.length : 1;
    const beam = beamWidth < ratio / 2 ? Math.ceil(ratio / 2 + beamWidth) : beamWidth;
    for (row += 1; row <= words.length; row += 1) {
      const diagonal = Math.floor(row * ratio);
      const isLast = row === words.length;
      const range = {
        from: Math.max(0, diagonal - beam),
        to: isLast ? width : Math.min(width, diagonal + beam),
      };
      const above = costs[row - 1] ?? new Float64Array(width);
      const made = rowOf({ word: words[row - 1] ?? "", reference, above, ...range });
      costs.push(made.costs);
      steps.push(made.steps);
    }
    known = words;
  };
  return {
    distance(words) {
      update(words);
      return costs[words.length]?.[reference.length] ?? infinity;
    },
    alignment(words) {
      update(words);
      return alignmentOf(steps, words.length, reference.length);
    },
  };
}

function rowOf(of: {
  readonly word: string;
  readonly reference: readonly string[];
  readonly above: Float64Array;
  readonly from: number;
  readonly to: number;
}): { readonly costs: Float64Array; readonly steps: Uint8Array } {
  const { word, reference, above, from, to } = of;
  const costs = new Float64Array(above.length).fill(infinity);
  const steps = new Uint8Array(above.length);
  for (let column = from; column < to; column += 1) {
    const removed = (above[column] ?? infinity) + 1;
    if (column === 0) {
      costs[0] = removed;
      steps[0] = remove;
      continue;
    }
    const isEqual = word === reference[column - 1];
    let cost = (above[column - 1] ?? infinity) + (isEqual ? 0 : 1);
    let step = isEqual ? keep : substitute;
    if (removed < cost) [cost, step] = [removed, remove];
    const inserted = (costs[column - 1] ?? infinity) + 1;
    if (inserted < cost) [cost, step] = [inserted, insert];
    costs[column] = cost;
    steps[column] = step;
  }
  return { costs, steps };
}

/** Follows the path back from the end. */
function alignmentOf(steps: readonly Uint8Array[], rows: number, columns: number): Alignment {
  const path: number[] = [];
  for (let row = rows, column = columns; row > 0 || column > 0;) {
    const step = row === 0 ? insert : (steps[row]?.[column] ?? insert);
    path.push(step);
    if (step !== insert) row -= 1;
    if (step !== remove) column -= 1;
  }
  const places = new Int32Array(columns);
  const isHypothesisWrong = new Uint8Array(rows);
  const isReferenceWrong = new Uint8Array(columns);
  let hypothesis = -1;
  let reference = -1;
  for (const step of path.toReversed()) {
    if (step !== insert) hypothesis += 1;
    if (step !== remove) reference += 1;
    if (step !== remove) places[reference] = hypothesis;
    if (step === keep) continue;
    if (step !== insert) isHypothesisWrong[hypothesis] = 1;
    if (step !== remove) isReferenceWrong[reference] = 1;
  }
  return { places, isHypothesisWrong, isReferenceWrong };
}
