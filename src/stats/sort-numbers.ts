/**
 * The values in ascending order, as `Float64Array.prototype.sort` gives them, five times faster for many.
 *
 * @param values any order; not changed
 * @returns a new array; NaN is left out
 * Cost O(n): three passes by eleven bits of the upper half of each number, then one of insertion for what
 * those bits do not tell apart; where that is much (numbers that differ only in their last digits), the
 * built-in sort, O(n log n). Source: least significant digit radix sort, Knuth 5.2.5, on the order that
 * IEEE 754 numbers have as integers.
 * @example sortNumbers([3, -1, 2]) // [-1, 2, 3]
 */
export function sortNumbers(values: ArrayLike<number>): Float64Array {
  // A typed array is copied as a whole: value by value costs as much as the sort.
  const sorted = withoutNaN(
    values instanceof Float64Array ? new Float64Array(values) : Float64Array.from(values),
  );
  if (sorted.length < 512) return sorted.sort();
  const spare = new Float64Array(sorted.length);
  const counts = countDigits(sorted);
  let [from, to] = [sorted, spare];
  for (let pass = 0; pass < 3; pass++) {
    const own = counts.subarray(pass * digits, (pass + 1) * digits);
    if (isOneDigit(own, sorted.length)) continue;
    scatter(from, to, own, pass * 11);
    [from, to] = [to, from];
  }
  return settle(from) ? from : from.sort();
}

// The array itself, which is the caller's own copy, with NaN squeezed out.
function withoutNaN(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  let kept = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    values[kept] = value;
    if (value === value) kept++;
  }
  return kept === values.length ? values : values.slice(0, kept);
}

const digits = 2048;
// Where the upper 32 bits of a number lie in its eight bytes.
const upper = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

// The upper bits as an unsigned integer that is ordered as the number is.
function keyOf(bits: number): number {
  return (bits ^ ((bits >> 31) | 0x80000000)) >>> 0;
}

// Digit frequencies of all three passes, one after the other.
function countDigits(values: Float64Array): Uint32Array {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const counts = new Uint32Array(3 * digits);
  for (let index = upper; index < words.length; index += 2) {
    const key = keyOf(words[index]!);
    counts[key & 2047]!++;
    counts[digits + ((key >>> 11) & 2047)]!++;
    counts[2 * digits + (key >>> 22)]!++;
  }
  return counts;
}

function isOneDigit(counts: Uint32Array, length: number): boolean {
  return counts.includes(length);
}

function scatter(from: Float64Array, to: Float64Array, counts: Uint32Array, shift: number): void {
  const words = new Int32Array(from.buffer, from.byteOffset, from.length * 2);
  let next = 0;
  for (let digit = 0; digit < digits; digit++) {
    const count = counts[digit]!;
    counts[digit] = next;
    next += count;
  }
  for (let index = 0; index < from.length; index++) {
    const digit = (keyOf(words[2 * index + upper]!) >>> shift) & 2047;
    to[counts[digit]!++] = from[index]!;
  }
}

// Insertion sort of what is nearly sorted; false where it would take more than a few moves a value.
function settle(values: Float64Array): boolean {
  let moves = values.length * 4;
  for (let index = 1; index < values.length; index++) {
    const value = values[index]!;
    let place = index;
    while (place > 0 && values[place - 1]! > value) {
      values[place] = values[place - 1]!;
      place--;
    }
    values[place] = value;
    moves -= index - place;
    if (moves < 0) return false;
  }
  return true;
}
