import type { Json } from "../../model/json.ts";
import { hash64 } from "../../model/series-id.ts";
import { maskLine, variable } from "./mask-line.ts";

/** What log lines of one kind have in common. */
export interface LogTemplate {
  /** Hash of the text, 16 hexadecimal digits: equal on every machine. */
  readonly id: string;
  /** The words of the line, "<*>" where values stand. */
  readonly text: string;
}

/** Finds the templates of lines as they come. Bounded: the templates seen longest ago are forgotten. */
export interface TemplateMiner {
  /** The template of a line, as known now. */
  add(line: string): LogTemplate;
  /** What a template has become: templates that turn out to differ by a value only are merged. */
  resolve(id: string): string;
  /** Templates that are not merged into others, oldest first. */
  templates(): readonly LogTemplate[];
  /** State as JSON; `templateMiner(snapshot)` goes on exactly as before. */
  snapshot(): Json;
}

// Different words at one place of otherwise equal forms from which on the place holds a value, not a word.
// States and verbs ("VM Started", "VM Paused") stay below it; names of users, files and hosts pass it.
const wordsMax = 8;
// Templates kept, merged ones included; a busy service has some hundreds.
const templatesMax = 4_000;
// Forms whose template is known without looking for it.
const cacheMax = 20_000;
// Places of a form that may turn out to hold values.
const placesMax = 30;
// Words and what stands between them.
const pieces = /<\*>|[A-Za-z0-9_\-./@#+~\\$%*&?]+|[^A-Za-z0-9_\-./@#+~\\$%*&?<]+|</g;
const word = /[A-Za-z]/;
const neighbouringValues = /<\*>(?:[^A-Za-z0-9<]{0,3}<\*>)+/g;

interface Node {
  readonly id: string;
  readonly text: string;
  into: Node | null;
  /** Number of the last line that had it. */
  seen: number;
}

/** Forms that differ at one place: the words seen there and the templates that hold them. */
interface Place {
  readonly words: Set<string>;
  readonly nodes: Set<Node>;
}

/**
 * Starts a miner, empty or from a snapshot.
 *
 * A line's form (its words with values masked) is its template, until forms are seen that differ from it at
 * one place only by many words: then that place is a value and they are one template.
 *
 * @throws TypeError for JSON that no miner wrote
 * Cost of `add` O(length): 3 µs for lines whose form was seen, 50 µs for others. State at most 4,000 templates.
 */
export function templateMiner(snapshot?: Json): TemplateMiner {
  const state = new MinerState();
  if (snapshot !== undefined) state.read(snapshot);
  return {
    add: (line) => state.add(line),
    resolve: (id) => state.resolve(id),
    templates: () => [...state.nodes.values()].filter(({ into }) => into === null).map(shown),
    snapshot: () => state.write(),
  };
}

const shown = ({ id, text }: Node): LogTemplate => ({ id, text });

function rootOf(node: Node): Node {
  let root = node;
  while (root.into) root = root.into;
  return root;
}

class MinerState {
  // template text → its node, oldest first
  readonly nodes = new Map<string, Node>();
  private readonly ids = new Map<string, Node>();
  // a form with one place left open → what was seen there
  private readonly places = new Map<string, Place>();
  private readonly cache = new Map<string, Node>();
  private lines = 0;

  add(line: string): LogTemplate {
    this.lines++;
    const form = maskLine(line);
    let node = this.cache.get(form);
    if (!node) {
      node = this.nodes.get(form) ?? this.enter(form);
      if (this.nodes.size > templatesMax) this.forget();
      if (this.cache.size >= cacheMax) this.cache.clear();
      this.cache.set(form, node);
    }
    const root = rootOf(node);
    root.seen = this.lines;
    return root;
  }

  resolve(id: string): string {
    const node = this.ids.get(id);
    return node ? rootOf(node).id : id;
  }

  /** A new form: part of a template that has a value where this one has a word, or a template itself. */
  private enter(text: string): Node {
    const node = this.keep({ text, into: null, seen: this.lines });
    const parts = text.match(pieces) ?? [""];
    for (const at of placesOf(parts)) {
      const general = this.nodes.get(withValue(parts, at));
      if (!general) continue;
      node.into = rootOf(general);
      return node;
    }
    this.gather(node, parts);
    for (const at of placesOf(parts)) {
      const place = this.placeOf(keyOf(parts, at));
      place.words.add(parts[at]!);
      place.nodes.add(node);
      if (place.words.size < wordsMax) continue;
      const general = withValue(parts, at);
      this.mergeInto(rootOf(this.nodes.get(general) ?? this.enter(general)), place);
      break;
    }
    return node;
  }

  /** Takes in the templates that have a word where this one has a value. */
  private gather(node: Node, parts: readonly string[]): void {
    parts.forEach((part, at) => {
      const place = part === variable ? this.places.get(keyOf(parts, at)) : undefined;
      if (place) this.mergeInto(node, place);
    });
  }

  private mergeInto(target: Node, place: Place): void {
    for (const node of place.nodes) {
      const root = rootOf(node);
      if (root !== rootOf(target)) root.into = target;
    }
  }

  private placeOf(key: string): Place {
    const place = this.places.get(key) ?? { words: new Set<string>(), nodes: new Set<Node>() };
    this.places.set(key, place);
    return place;
  }

  private keep(fields: Omit<Node, "id">): Node {
    const { high, low } = hash64(fields.text);
    const node = { id: hex(high) + hex(low), ...fields };
    this.nodes.set(node.text, node);
    this.ids.set(node.id, node);
    return node;
  }

  /** Drops the tenth of all templates whose lines were seen longest ago. */
  private forget(): void {
    const seen = [...this.nodes.values()]
      .map((node) => rootOf(node).seen)
      .toSorted((a, b) => b - a);
    const bar = seen[Math.floor(0.9 * templatesMax)] ?? 0;
    const kept = [...this.nodes.values()].filter((node) => rootOf(node).seen > bar);
    this.rebuild(kept);
  }

  private rebuild(kept: readonly Node[]): void {
    this.nodes.clear();
    this.ids.clear();
    this.places.clear();
    this.cache.clear();
    for (const node of kept) {
      this.nodes.set(node.text, node);
      this.ids.set(node.id, node);
      const parts = node.text.match(pieces) ?? [""];
      for (const at of placesOf(parts)) {
        const place = this.placeOf(keyOf(parts, at));
        place.words.add(parts[at]!);
        place.nodes.add(node);
      }
    }
  }

  write(): Json {
    const all = [...this.nodes.values()];
    const index = new Map(all.map((node, at) => [node, at]));
    return {
      lines: this.lines,
      // text, place of the template it was merged into or -1, number of the last line
      nodes: all.map(({ text, into, seen }) => [text, into ? (index.get(into) ?? -1) : -1, seen]),
    };
  }

  read(snapshot: Json): void {
    const { lines, rows } = parsed(snapshot);
    this.lines = lines;
    const nodes = rows.map(({ text, seen }) => this.keep({ text, into: null, seen }));
    rows.forEach(({ into }, at) => {
      nodes[at]!.into = nodes[into] ?? null;
    });
    this.rebuild(nodes);
  }
}

/** Places that hold a word other than the first one: what a line begins with is what it is about. */
function placesOf(parts: readonly string[]): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at < parts.length && found.length <= placesMax; at++) {
    if (parts[at] !== variable && word.test(parts[at]!)) found.push(at);
  }
  return found.slice(1);
}

function keyOf(parts: readonly string[], at: number): string {
  return parts.with(at, "\u0000").join("");
}

function withValue(parts: readonly string[], at: number): string {
  return parts.with(at, variable).join("").replace(neighbouringValues, variable);
}

function hex(half: number): string {
  return half.toString(16).padStart(8, "0");
}

function parsed(snapshot: Json): {
  readonly lines: number;
  readonly rows: readonly { readonly text: string; readonly into: number; readonly seen: number }[];
} {
  const fields = typeof snapshot === "object" && snapshot !== null ? snapshot : {};
  const lines = "lines" in fields ? fields.lines : undefined;
  const nodes = "nodes" in fields ? fields.nodes : undefined;
  if (typeof lines !== "number" || !Array.isArray(nodes)) {
    throw new TypeError("a template miner's state holds lines and nodes");
  }
  const rows = nodes.map((row: Json) => {
    const [text, into, seen] = Array.isArray(row) ? row : [];
    if (typeof text !== "string" || typeof into !== "number" || typeof seen !== "number") {
      throw new TypeError("a template is a text and two numbers");
    }
    return { text, into, seen };
  });
  return { lines, rows };
}
