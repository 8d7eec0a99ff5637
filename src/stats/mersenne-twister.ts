/** The stream of numbers of NumPy's `RandomState`, for methods that are to draw what scikit-learn draws. */
export interface MersenneTwister {
  /** Whole, uniform in [0, below); below within 1 and 2^32: `randint(below)`. */
  integer(below: number): number;
  /** The numbers 0 … count − 1 in random order: `permutation(count)`. Cost O(count). */
  permutation(count: number): Int32Array;
}

const words = 624;
const ahead = 397;

/**
 * Starts the stream that `numpy.random.RandomState(seed)` starts.
 *
 * @param seed whole, within 0 and 2^32 − 1
 * Cost O(1) a draw, 2.5 kB. Source: Matsumoto and Nishimura 1998, MT19937; whole numbers by masks and rejection.
 * @example mersenneTwister(0).integer(100) // 44
 */
export function mersenneTwister(seed: number): MersenneTwister {
  const state = new Uint32Array(words);
  state[0] = seed;
  for (let at = 1; at < words; at++) {
    const before = state[at - 1]!;
    state[at] = Math.imul(1_812_433_253, before ^ (before >>> 30)) + at;
  }
  // The words of one renewal, ready to be drawn.
  const ready = new Uint32Array(words);
  let place = words;
  const nextWord = () => {
    if (place === words) {
      renew(state, ready);
      place = 0;
    }
    return ready[place++]!;
  };
  const integer = (below: number) => {
    const most = below - 1;
    if (most === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(most);
    let drawn = (nextWord() & mask) >>> 0;
    while (drawn > most) drawn = (nextWord() & mask) >>> 0;
    return drawn;
  };
  return {
    integer,
    permutation(count) {
      const order = new Int32Array(count);
      for (let index = 0; index < count; index++) order[index] = index;
      for (let last = count - 1; last > 0; last--) {
        // As `integer`, written out: half the time.
        const mask = 0xffffffff >>> Math.clz32(last);
        let other = nextWord() & mask;
        while (other > last) other = nextWord() & mask;
        const swapped = order[last]!;
        order[last] = order[other]!;
        order[other] = swapped;
      }
      return order;
    },
  };
}

/** Makes the next 624 words of the state, and of each the word that is drawn. */
function renew(state: Uint32Array, ready: Uint32Array): void {
  for (let at = 0; at < words; at++) {
    const next = at + 1 < words ? at + 1 : 0;
    const other = at + ahead < words ? at + ahead : at + ahead - words;
    const mixed = (state[at]! & 0x80000000) | (state[next]! & 0x7fffffff);
    state[at] = state[other]! ^ (mixed >>> 1) ^ (-(mixed & 1) & 0x9908b0df);
    let word = state[at]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    ready[at] = word ^ (word >>> 18);
  }
}
