/** A regular expression as a tree. Characters are code points. */
export type RegexNode =
  | { readonly kind: "empty" }
  | { readonly kind: "char"; readonly matches: (point: number) => boolean }
  | {
      readonly kind: "assert";
      readonly what: "start" | "end" | "line-start" | "line-end" | "word" | "no-word";
    }
  | { readonly kind: "sequence"; readonly parts: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly parts: readonly RegexNode[] }
  | {
      readonly kind: "capture";
      readonly index: number;
      readonly name: string;
      readonly part: RegexNode;
    }
  | {
      readonly kind: "repeat";
      readonly part: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    };

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly ungreedy: boolean;
}

// RE2's own limit on counted repetition.
const repeatMax = 1000;
const depthMax = 200;

/**
 * Parses RE2 syntax, with "." matching newlines as Prometheus 3 wants it.
 *
 * @throws Error whose message says what RE2 would refuse: backreferences, look-around, bad escapes
 */
export function parseRegex(pattern: string): RegexNode {
  const parser = new RegexParser(pattern);
  return parser.parse();
}

class RegexParser {
  readonly #points: readonly string[];
  #position = 0;
  #captures = 0;
  #flags: Flags = { ignoreCase: false, multiline: false, dotAll: true, ungreedy: false };

  constructor(pattern: string) {
    this.#points = [...pattern];
  }

  parse(): RegexNode {
    const node = this.#choice(0);
    if (this.#position < this.#points.length) throw new Error("unexpected ) in regular expression");
    return node;
  }

  #choice(depth: number): RegexNode {
    if (depth > depthMax) throw new Error("regular expression nested too deeply");
    const parts = [this.#sequence(depth)];
    while (this.#take("|")) parts.push(this.#sequence(depth));
    return parts.length === 1 ? parts[0]! : { kind: "choice", parts };
  }

  #sequence(depth: number): RegexNode {
    const parts: RegexNode[] = [];
    while (this.#peek() !== undefined && this.#peek() !== "|" && this.#peek() !== ")") {
      const atom = this.#atom(depth);
      if (atom !== null) parts.push(this.#repeated(atom));
    }
    if (parts.length === 0) return { kind: "empty" };
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }

  #repeated(atom: RegexNode): RegexNode {
    let node = atom;
    for (let times = 0; ; times++) {
      const bounds = this.#repetition();
      if (bounds === null) return node;
      if (times > 0) throw new Error("invalid nested repetition operator");
      const lazy = this.#take("?");
      node = { kind: "repeat", part: node, ...bounds, greedy: lazy === this.#flags.ungreedy };
    }
  }

  #repetition(): { readonly min: number; readonly max: number } | null {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    if (this.#peek() !== "{") return null;
    const match = /^\{(\d{1,5})(,(\d{0,5}))?\}/.exec(
      this.#points.slice(this.#position, this.#position + 14).join(""),
    );
    if (!match) return null;
    const min = Number(match[1]);
    const max =
      match[2] === undefined ? min : match[3] ? Number(match[3]) : Number.POSITIVE_INFINITY;
    if (min > repeatMax || (max > repeatMax && Number.isFinite(max)) || max < min) {
      throw new Error(`invalid repeat count ${match[0]}`);
    }
    this.#position += match[0].length;
    return { min, max };
  }

  #atom(depth: number): RegexNode | null {
    const char = this.#points[this.#position++]!;
    switch (char) {
      case ".": {
        const { dotAll } = this.#flags;
        return { kind: "char", matches: (point) => dotAll || point !== 10 };
      }
      case "^":
        return { kind: "assert", what: this.#flags.multiline ? "line-start" : "start" };
      case "$":
        return { kind: "assert", what: this.#flags.multiline ? "line-end" : "end" };
      case "[":
        return this.#class();
      case "(":
        return this.#group(depth);
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        throw new Error(`missing argument to repetition operator: ${char}`);
      default:
        return this.#char(oneOf(char));
    }
  }

  #group(depth: number): RegexNode | null {
    const outer = this.#flags;
    if (!this.#take("?")) return this.#capture("", depth);
    const rest = this.#points.slice(this.#position, this.#position + 64).join("");
    const name = /^P?<([A-Za-z_]\w*)>/.exec(rest);
    if (name) {
      this.#position += name[0].length;
      return this.#capture(name[1]!, depth);
    }
    const flags = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    if (!flags) throw new Error(`invalid or unsupported group (?${rest.slice(0, 2)}`);
    this.#position += flags[0].length;
    this.#flags = withFlags(withFlags(outer, flags[1]!, true), flags[2] ?? "", false);
    // "(?i)" holds to the end of the group around it.
    if (flags[3] === ")") return null;
    const node = this.#choice(depth + 1);
    this.#close();
    this.#flags = outer;
    return node;
  }

  #capture(name: string, depth: number): RegexNode {
    const outer = this.#flags;
    const index = ++this.#captures;
    const part = this.#choice(depth + 1);
    this.#close();
    this.#flags = outer;
    return { kind: "capture", index, name, part };
  }

  #close(): void {
    if (!this.#take(")")) throw new Error("missing closing ) in regular expression");
  }

  #escape(): RegexNode | null {
    const next = this.#peek();
    if (next === "b" || next === "B") {
      this.#position++;
      return { kind: "assert", what: next === "b" ? "word" : "no-word" };
    }
    if (next === "A" || next === "z") {
      this.#position++;
      return { kind: "assert", what: next === "A" ? "start" : "end" };
    }
    if (next === "Q") return this.#quoted();
    const set = this.#escapedSet();
    return this.#char(set);
  }

  #quoted(): RegexNode | null {
    this.#position++;
    const parts: RegexNode[] = [];
    while (this.#peek() !== undefined) {
      if (this.#peek() === "\\" && this.#peek(1) === "E") {
        this.#position += 2;
        break;
      }
      parts.push(this.#char(oneOf(this.#points[this.#position++]!)));
    }
    return parts.length > 0 ? { kind: "sequence", parts } : null;
  }

  // What follows a backslash, inside a class or outside.
  #escapedSet(): (point: number) => boolean {
    const char = this.#points[this.#position++];
    if (char === undefined) throw new Error("trailing backslash at end of regular expression");
    const known = perlClasses[char] ?? (controlEscapes[char] && oneOf(controlEscapes[char]));
    if (known) return known;
    if (char === "p" || char === "P") return this.#property(char === "P");
    if (char === "x") return this.#hexadecimal();
    if (/[0-9A-Za-z]/.test(char)) throw new Error(`invalid escape sequence: \\${char}`);
    return oneOf(char);
  }

  #hexadecimal(): (point: number) => boolean {
    const rest = this.#points.slice(this.#position, this.#position + 10).join("");
    const match = /^(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/.exec(rest);
    const wanted = match ? Number.parseInt(match[1] ?? match[2]!, 16) : Number.NaN;
    if (!match || wanted > 0x10ffff) throw new Error("invalid escape sequence: \\x");
    this.#position += match[0].length;
    return (point) => point === wanted;
  }

  #property(negated: boolean): (point: number) => boolean {
    const rest = this.#points.slice(this.#position, this.#position + 40).join("");
    const match = /^(?:\{(\^?)([A-Za-z_]+)\}|([A-Za-z]))/.exec(rest);
    if (!match) throw new Error("invalid character class range: \\p");
    this.#position += match[0].length;
    const name = match[2] ?? match[3]!;
    const test = propertyTest(name);
    const isNegated = negated !== (match[1] === "^");
    return (point) => test(point) !== isNegated;
  }

  #class(): RegexNode {
    const negated = this.#take("^");
    const sets: ((point: number) => boolean)[] = [];
    for (let isFirst = true; ; isFirst = false) {
      const char = this.#peek();
      if (char === undefined) throw new Error("missing closing ] in regular expression");
      if (char === "]" && !isFirst) break;
      sets.push(this.#classPart());
    }
    this.#position++;
    const plain = (point: number) => sets.some((set) => set(point));
    const folded = this.#flags.ignoreCase ? foldCase(plain) : plain;
    return { kind: "char", matches: (point) => folded(point) !== negated };
  }

  #classPart(): (point: number) => boolean {
    const rest = this.#points.slice(this.#position, this.#position + 14).join("");
    const posix = /^\[:(\^?)([a-z]+):\]/.exec(rest);
    if (posix) {
      this.#position += posix[0].length;
      const set = posixClasses[posix[2]!];
      if (!set) throw new Error(`invalid character class range: ${posix[0]}`);
      return (point) => set(point) !== (posix[1] === "^");
    }
    const low = this.#classChar();
    if (typeof low === "function") return low;
    if (this.#peek() !== "-" || this.#peek(1) === "]" || this.#peek(1) === undefined) {
      return (point) => point === low;
    }
    this.#position++;
    const high = this.#classChar();
    if (typeof high === "function" || high < low) throw new Error("invalid character class range");
    return (point) => point >= low && point <= high;
  }

  #classChar(): number | ((point: number) => boolean) {
    const char = this.#points[this.#position++]!;
    if (char !== "\\") return char.codePointAt(0)!;
    const next = this.#peek() ?? "";
    if (perlClasses[next] || next === "p" || next === "P") return this.#escapedSet();
    const set = this.#escapedSet();
    // An escape of one character: found by what it stands for.
    const literal = controlEscapes[next] ?? next;
    if (next !== "x") return literal.codePointAt(0)!;
    for (let point = 0; point <= 0x10ffff; point++) if (set(point)) return point;
    return set;
  }

  #char(set: (point: number) => boolean): RegexNode {
    return { kind: "char", matches: this.#flags.ignoreCase ? foldCase(set) : set };
  }

  #peek(ahead = 0): string | undefined {
    return this.#points[this.#position + ahead];
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#position++;
    return true;
  }
}

function withFlags(flags: Flags, letters: string, value: boolean): Flags {
  return {
    ignoreCase: letters.includes("i") ? value : flags.ignoreCase,
    multiline: letters.includes("m") ? value : flags.multiline,
    dotAll: letters.includes("s") ? value : flags.dotAll,
    ungreedy: letters.includes("U") ? value : flags.ungreedy,
  };
}

function oneOf(char: string): (point: number) => boolean {
  const wanted = char.codePointAt(0);
  return (point) => point === wanted;
}

function foldCase(set: (point: number) => boolean): (point: number) => boolean {
  return (point) => {
    if (set(point)) return true;
    const char = String.fromCodePoint(point);
    return [char.toLowerCase(), char.toUpperCase()].some(
      (other) => [...other].length === 1 && set(other.codePointAt(0)!),
    );
  };
}

function propertyTest(name: string): (point: number) => boolean {
  // One character at a time, so that no pattern can be slow.
  let test: RegExp;
  try {
    test = new RegExp(name.length <= 2 ? `^\\p{${name}}$` : `^\\p{Script=${name}}$`, "u");
  } catch {
    throw new Error(`invalid character class range: \\p{${name}}`);
  }
  return (point) => test.test(String.fromCodePoint(point));
}

const between = (low: number, high: number) => (point: number) => point >= low && point <= high;
const isDigit = between(48, 57);
const isUpper = between(65, 90);
const isLower = between(97, 122);
const isAlpha = (point: number) => isUpper(point) || isLower(point);
/** Word characters of RE2: ASCII only. */
export const isWord = (point: number) => isAlpha(point) || isDigit(point) || point === 95;
const isSpace = (point: number) => [9, 10, 12, 13, 32].includes(point);
const not = (set: (point: number) => boolean) => (point: number) => !set(point);

const perlClasses: { readonly [letter: string]: (point: number) => boolean } = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
};

const controlEscapes: { readonly [letter: string]: string } = {
  a: "\x07",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const posixClasses: { readonly [name: string]: (point: number) => boolean } = {
  alnum: (point) => isAlpha(point) || isDigit(point),
  alpha: isAlpha,
  ascii: between(0, 127),
  blank: (point) => point === 9 || point === 32,
  cntrl: (point) => point < 32 || point === 127,
  digit: isDigit,
  graph: between(33, 126),
  lower: isLower,
  print: between(32, 126),
  punct: (point) => between(33, 126)(point) && !isAlpha(point) && !isDigit(point),
  space: (point) => isSpace(point) || point === 11,
  upper: isUpper,
  word: isWord,
  xdigit: (point) => isDigit(point) || between(65, 70)(point) || between(97, 102)(point),
};
