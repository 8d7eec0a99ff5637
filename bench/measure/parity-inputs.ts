// Inputs of the parity cases. parity.py beside this file makes the same ones, draw by draw: whoever changes
// one changes both. Only sums, products and divisions are used, so that they are equal to the last bit.

/** Draws of one case: xorshift of 32 bits (Marsaglia 2003). */
export class Draws {
  #state: number;

  constructor(family: number, index: number) {
    this.#state = (Math.imul(index + 1, 2654435761) ^ Math.imul(family + 1, 40503)) >>> 0 || 1;
    for (let warm = 0; warm < 8; warm++) this.uniform();
  }

  uniform(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state / 4294967296;
  }

  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  normal(): number {
    let sum = 0;
    for (let term = 0; term < 12; term++) sum += this.uniform();
    return sum - 6;
  }
}

const sizes = [1, 2, 3, 5, 8, 9, 12, 20, 21, 30, 50, 75, 100, 150, 200, 300];

/** Two samples: normal, tied, whole, heavy-tailed, constant or with NaN; the last cases are huge. */
export function samples(index: number): { readonly a: number[]; readonly b: number[] } {
  const draws = new Draws(1, index);
  let n = sizes[draws.integer(16)]!;
  let m = sizes[draws.integer(16)]!;
  if (index === 198) [n, m] = [20_000, 20_000];
  if (index === 199) [n, m] = [15_000, 30_000];
  const shift = [0, 0, 0.5, 2][draws.integer(4)]!;
  const mode = index % 6;
  const draw = (): number => {
    if (mode === 1) return Math.floor(draws.normal() * 2) / 2;
    if (mode === 2) return draws.integer(5);
    if (mode === 3) {
      const u = draws.uniform();
      return u / (1.0001 - u);
    }
    if (mode === 5 && draws.integer(10) === 0) return Number.NaN;
    return draws.normal();
  };
  const a = Array.from({ length: n }, () => (mode === 4 ? 1 : draw()));
  const b = Array.from({ length: m }, () => draw() + shift);
  return { a, b };
}

/** A table of counts with two to four rows and two to five columns, small and huge, some with zeros. */
export function table(index: number): number[][] {
  const draws = new Draws(2, index);
  const rows = 2 + draws.integer(3);
  const columns = 2 + draws.integer(4);
  const below = [5, 20, 200, 1_000_000][index % 4]!;
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () =>
      index % 5 === 0 && draws.integer(3) === 0 ? 0 : draws.integer(below),
    ),
  );
}

/** Four counts, small and large. */
export function fourfold(index: number): [[number, number], [number, number]] {
  const draws = new Draws(3, index);
  const below = [3, 10, 60, 1_000][index % 4]!;
  const [a, b, c, d] = [0, 0, 0, 0].map(() => draws.integer(below)) as [
    number,
    number,
    number,
    number,
  ];
  return [
    [a, b],
    [c, d],
  ];
}

/** Counts of two samples over the same bins, with zeros. */
export function shares(index: number): { readonly p: number[]; readonly q: number[] } {
  const draws = new Draws(4, index);
  const bins = 1 + draws.integer(12);
  const below = [4, 50, 100_000][index % 3]!;
  const p = Array.from({ length: bins }, () => draws.integer(below));
  const q = Array.from({ length: bins }, () => draws.integer(below));
  return { p, q };
}

/** Truths and outputs of one to five classes; every third case with weights, zeros among them. */
export function labels(index: number): {
  readonly truths: number[];
  readonly outputs: number[];
  readonly weights: number[] | undefined;
} {
  const draws = new Draws(5, index);
  const n = index === 199 ? 50_000 : sizes[draws.integer(16)]!;
  const classes = 1 + draws.integer(5);
  const truths: number[] = [];
  const outputs: number[] = [];
  const weights: number[] = [];
  for (let row = 0; row < n; row++) {
    const truth = draws.integer(classes);
    truths.push(truth);
    outputs.push(draws.integer(10) < 6 ? truth : draws.integer(classes));
    weights.push(draws.integer(4));
  }
  return { truths, outputs, weights: index % 3 === 0 ? weights : undefined };
}

/** Truths of two classes and scores, free or tied; every seventh case of one class, every third weighted. */
export function scores(index: number): {
  readonly positives: number[];
  readonly scores: number[];
  readonly weights: number[] | undefined;
} {
  const draws = new Draws(6, index);
  const n = index === 199 ? 50_000 : sizes[draws.integer(16)]!;
  const positives: number[] = [];
  const found: number[] = [];
  const weights: number[] = [];
  for (let row = 0; row < n; row++) {
    const positive = index % 7 === 0 ? (index / 7) % 2 : draws.integer(2);
    const score = (draws.uniform() + 0.5 * positive) / 1.5;
    positives.push(positive);
    found.push(index % 2 === 0 ? score : Math.floor(score * 5) / 4);
    weights.push(draws.integer(4));
  }
  return { positives, scores: found, weights: index % 3 === 0 ? weights : undefined };
}

/** Truths and outputs of a regression: real or whole with zeros, constant every ninth case. */
export function regression(index: number): {
  readonly truths: number[];
  readonly outputs: number[];
  readonly weights: number[] | undefined;
} {
  const draws = new Draws(7, index);
  const n = index === 199 ? 50_000 : sizes[draws.integer(16)]!;
  const truths: number[] = [];
  const outputs: number[] = [];
  const weights: number[] = [];
  for (let row = 0; row < n; row++) {
    const truth =
      index % 9 === 0 ? 3 : index % 2 === 0 ? draws.normal() * 3 + 10 : draws.integer(5) - 2;
    truths.push(truth);
    outputs.push(truth + (index % 2 === 0 ? draws.normal() : draws.integer(3) - 1));
    weights.push(draws.integer(4));
  }
  return { truths, outputs, weights: index % 3 === 0 ? weights : undefined };
}

/** Lists of gains by rank, and how far to look. */
export function rankings(index: number): { readonly lists: number[][]; readonly k: number } {
  const draws = new Draws(8, index);
  const lists = Array.from({ length: 1 + draws.integer(6) }, () =>
    Array.from({ length: 2 + draws.integer(12) }, () =>
      draws.integer(3) === 0 ? draws.integer(4) : 0,
    ),
  );
  return { lists, k: 1 + draws.integer(10) };
}

/** Truths of several classes and a probability for each. */
export function probabilities(index: number): {
  readonly truths: number[];
  readonly probabilities: number[];
  readonly classes: number;
  readonly weights: number[] | undefined;
} {
  const draws = new Draws(9, index);
  const n = sizes[draws.integer(16)]!;
  const classes = 3 + draws.integer(3);
  const truths: number[] = [];
  const found: number[] = [];
  const weights: number[] = [];
  for (let row = 0; row < n; row++) {
    const own = Array.from({ length: classes }, () => draws.integer(9));
    own[draws.integer(classes)]! += 1;
    const sum = own.reduce((all, value) => all + value, 0);
    truths.push(draws.integer(classes));
    found.push(...own.map((value) => value / sum));
    weights.push(1 + draws.integer(3));
  }
  return { truths, probabilities: found, classes, weights: index % 3 === 0 ? weights : undefined };
}

/** Times, events and foretold chances. */
export function survival(index: number): {
  readonly times: number[];
  readonly events: number[];
  readonly risks: number[];
  readonly at: number;
} {
  const draws = new Draws(10, index);
  const n = sizes[1 + draws.integer(11)]!;
  const times: number[] = [];
  const events: number[] = [];
  const risks: number[] = [];
  for (let row = 0; row < n; row++) {
    times.push(1 + (index % 2 === 0 ? draws.uniform() * 10 : draws.integer(6)));
    events.push(draws.integer(3) === 0 ? 0 : 1);
    risks.push(index % 3 === 0 ? draws.integer(4) / 4 : draws.uniform());
  }
  return { times, events, risks, at: 1 + draws.integer(6) };
}

/** True and found boxes of up to three classes on a few images. */
export function boxes(index: number): {
  readonly truths: readonly (readonly number[])[];
  readonly found: readonly (readonly number[])[];
} {
  const draws = new Draws(11, index);
  const one = (): number[] => {
    const [left, top] = [draws.integer(8), draws.integer(8)];
    return [
      draws.integer(3),
      draws.integer(3),
      left,
      top,
      left + 1 + draws.integer(5),
      top + 1 + draws.integer(5),
    ];
  };
  const truths = Array.from({ length: 1 + draws.integer(12) }, one);
  const found = Array.from({ length: draws.integer(20) }, () => {
    const isNear = draws.integer(2) === 0;
    const box = isNear ? [...truths[draws.integer(truths.length)]!] : one();
    if (isNear) box[4]! += draws.integer(3);
    return [...box, draws.uniform()];
  });
  return { truths, found };
}

/** P values, ties and NaN among them. */
export function pValues(index: number): number[] {
  const draws = new Draws(12, index);
  return Array.from({ length: 1 + draws.integer(30) }, () => {
    const p = draws.uniform() * draws.uniform();
    if (draws.integer(9) === 0) return Number.NaN;
    return index % 2 === 0 ? p : Math.floor(p * 20) / 20;
  });
}

/** An argument for distribution functions: sizes and where to look. */
export function places(index: number): {
  readonly n: number;
  readonly m: number;
  readonly x: number;
} {
  const draws = new Draws(13, index);
  const n = 1 + draws.integer([10, 200, 2_000, 100_000][index % 4]!);
  const m = 1 + draws.integer([10, 200, 2_000, 100_000][draws.integer(4)]!);
  return { n, m, x: draws.uniform() };
}

/** Two samples of a few columns. */
export function matrices(index: number): { readonly a: number[][]; readonly b: number[][] } {
  const draws = new Draws(14, index);
  const columns = 1 + draws.integer(6);
  const shift = [0, 0.5, 2][index % 3]!;
  const rows = (count: number, by: number): number[][] =>
    Array.from({ length: count }, () => {
      const base = draws.normal();
      return Array.from({ length: columns }, () => base * 0.5 + draws.normal() + by);
    });
  return { a: rows(8 + draws.integer(60), 0), b: rows(8 + draws.integer(60), shift) };
}
