import { isWord, parseRegex, type RegexNode } from "./regex-syntax.ts";

/**
 * Group number → text, group 0 being the whole; absent groups are undefined. `named` by group name.
 */
export interface Captures {
  readonly groups: readonly (string | undefined)[];
  readonly named: ReadonlyMap<string, string | undefined>;
}

type Instruction =
  | { readonly kind: "char"; readonly matches: (point: number) => boolean }
  | { readonly kind: "assert"; readonly what: Extract<RegexNode, { kind: "assert" }>["what"] }
  | { readonly kind: "save"; readonly slot: number }
  | { readonly kind: "jump"; readonly to: number }
  | { readonly kind: "split"; readonly first: number; readonly second: number }
  | { readonly kind: "match" };

// Nested counted repetitions multiply; a program longer than this is refused.
const instructionsMax = 20_000;

/**
 * Compiles an RE2 pattern to a function that matches whole texts in time proportional to their length,
 * whatever the pattern: JavaScript's own engine can take exponential time on patterns that users send.
 *
 * @throws Error with RE2's reason for a pattern it would refuse
 * Source: Pike's virtual machine as in Cox 2009, "Regular expression matching: the virtual machine
 * approach"; leftmost-first like Perl and RE2.
 * @example compileRegex("a(b+)")("abb")?.groups[1] // "bb"
 */
export function compileRegex(pattern: string): (text: string) => Captures | null {
  const names: string[] = [];
  const program: Instruction[] = [];
  emit(parseRegex(pattern), program, names);
  program.push({ kind: "match" });
  return (text) => run(program, names, [...text]);
}

function emit(node: RegexNode, program: Instruction[], names: string[]): void {
  if (program.length > instructionsMax) throw new Error("regular expression is too large");
  switch (node.kind) {
    case "empty":
      return;
    case "char":
    case "assert":
      program.push(node);
      return;
    case "sequence":
      for (const part of node.parts) emit(part, program, names);
      return;
    case "choice":
      emitChoice(node.parts, program, names);
      return;
    case "capture":
      names[node.index] = node.name;
      program.push({ kind: "save", slot: 2 * node.index });
      emit(node.part, program, names);
      program.push({ kind: "save", slot: 2 * node.index + 1 });
      return;
    case "repeat":
      emitRepeat(node, program, names);
      return;
    default:
      return node satisfies never;
  }
}

function emitChoice(parts: readonly RegexNode[], program: Instruction[], names: string[]): void {
  const exits: number[] = [];
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    const split = program.length;
    if (!isLast) program.push({ kind: "jump", to: 0 });
    emit(part, program, names);
    if (isLast) return;
    exits.push(program.length);
    program.push({ kind: "jump", to: 0 });
    program[split] = { kind: "split", first: split + 1, second: program.length };
  });
  for (const exit of exits) program[exit] = { kind: "jump", to: program.length };
}

function emitRepeat(
  node: Extract<RegexNode, { kind: "repeat" }>,
  program: Instruction[],
  names: string[],
): void {
  const { part, min, max, greedy } = node;
  const split = (at: number, inside: number, outside: number) => {
    program[at] = greedy
      ? { kind: "split", first: inside, second: outside }
      : { kind: "split", first: outside, second: inside };
  };
  for (let count = 0; count < min; count++) emit(part, program, names);
  if (max === Number.POSITIVE_INFINITY) {
    const start = program.length;
    program.push({ kind: "jump", to: 0 });
    emit(part, program, names);
    program.push({ kind: "jump", to: start });
    split(start, start + 1, program.length);
    return;
  }
  const starts: number[] = [];
  for (let count = min; count < max; count++) {
    starts.push(program.length);
    program.push({ kind: "jump", to: 0 });
    emit(part, program, names);
  }
  for (const start of starts) split(start, start + 1, program.length);
}

// A thread: where in the program, and the positions its groups have saved so far.
interface Thread {
  readonly at: number;
  readonly slots: readonly (number | undefined)[];
}

function run(
  program: readonly Instruction[],
  names: readonly string[],
  text: readonly string[],
): Captures | null {
  let threads: Thread[] = follow(program, text, 0, [{ at: 0, slots: [] }]);
  for (let position = 0; position < text.length && threads.length > 0; position++) {
    const point = text[position]!.codePointAt(0)!;
    const stepped: Thread[] = [];
    for (const { at, slots } of threads) {
      const instruction = program[at]!;
      if (instruction.kind === "char" && instruction.matches(point)) {
        stepped.push({ at: at + 1, slots });
      }
    }
    threads = follow(program, text, position + 1, stepped);
  }
  // Threads stand in order of preference; only one at the end of the program has matched the whole text.
  const winner = threads.find(({ at }) => program[at]!.kind === "match");
  return winner ? capturesOf(winner.slots, names, text) : null;
}

// Follows everything that reads no character, in order of preference, each instruction once.
function follow(
  program: readonly Instruction[],
  text: readonly string[],
  position: number,
  from: readonly Thread[],
): Thread[] {
  const seen = new Set<number>();
  const found: Thread[] = [];
  const stack = [...from].reverse();
  for (let thread = stack.pop(); thread; thread = stack.pop()) {
    const { at, slots } = thread;
    if (seen.has(at)) continue;
    seen.add(at);
    const instruction = program[at]!;
    switch (instruction.kind) {
      case "jump":
        stack.push({ at: instruction.to, slots });
        break;
      case "split":
        stack.push({ at: instruction.second, slots }, { at: instruction.first, slots });
        break;
      case "save": {
        const saved = [...slots];
        saved[instruction.slot] = position;
        stack.push({ at: at + 1, slots: saved });
        break;
      }
      case "assert":
        if (holds(instruction.what, text, position)) stack.push({ at: at + 1, slots });
        break;
      case "char":
      case "match":
        found.push(thread);
        break;
      default:
        return instruction satisfies never;
    }
  }
  return found;
}

function holds(
  what: Extract<RegexNode, { kind: "assert" }>["what"],
  text: readonly string[],
  position: number,
): boolean {
  const before = text[position - 1];
  const after = text[position];
  const isWordAt = (char: string | undefined) => char !== undefined && isWord(char.codePointAt(0)!);
  switch (what) {
    case "start":
      return before === undefined;
    case "end":
      return after === undefined;
    case "line-start":
      return before === undefined || before === "\n";
    case "line-end":
      return after === undefined || after === "\n";
    case "word":
      return isWordAt(before) !== isWordAt(after);
    case "no-word":
      return isWordAt(before) === isWordAt(after);
    default:
      return what satisfies never;
  }
}

function capturesOf(
  slots: readonly (number | undefined)[],
  names: readonly string[],
  text: readonly string[],
): Captures {
  const groups: (string | undefined)[] = [text.join("")];
  const named = new Map<string, string | undefined>();
  for (let index = 1; index < names.length; index++) {
    const start = slots[2 * index];
    const end = slots[2 * index + 1];
    const isSet = start !== undefined && end !== undefined;
    groups[index] = isSet ? text.slice(start, end).join("") : undefined;
    if (names[index]) named.set(names[index]!, groups[index]);
  }
  return { groups, named };
}

/**
 * Go's Regexp.Expand: `$1`, `${1}`, `$name` and `$$` in a template; unknown groups become empty. A name
 * without braces is taken as long as possible, so `$1x` is the group "1x".
 */
export function expandTemplate(template: string, captures: Captures): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (name === undefined) return whole === "$$" ? "$" : whole;
    if (/^\d+$/.test(name)) return captures.groups[Number(name)] ?? "";
    return captures.named.get(name) ?? "";
  });
}
