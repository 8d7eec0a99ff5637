import { readFileSync } from "node:fs";
import type { Random } from "./random.ts";

/** An athlete as the retriever knows one. */
export interface Athlete {
  readonly name: string;
  readonly nationality: string;
  readonly sport: string;
  readonly gold: number;
  readonly silver: number;
  readonly bronze: number;
  readonly info: string;
}

/**
 * A small language model: which word followed which pair of words in the biographies it was trained on.
 * "first second" → the words seen next, once per occurrence.
 */
export interface TextModel {
  readonly next: ReadonlyMap<string, readonly string[]>;
  /** Pairs that began a sentence. */
  readonly starts: readonly string[];
}

/** The prompts under version control. What stands behind "Answer:" is the form the answer must take. */
export const prompts: { readonly [version: string]: string } = {
  p0: 'You write one note about {name} ({sport}).\nAnswer: {"title": <title>, "text": <text>}',
  p1: 'You write for the results page. Use the facts about {name}, {sport}, {medals}.\nAnswer: {"title": <title>, "text": <text>}',
  p2: "You are a warm and lively sports writer. Tell our readers about {name}.\nAnswer: Here is a lovely story about {name}: <text> Enjoy the games!",
};

/** The athletes with a biography, from the npm package `@observablehq/sample-datasets` (Rio 2016). */
export function loadAthletes(packages: string): Athlete[] {
  const text = readFileSync(`${packages}/@observablehq/sample-datasets/olympians.csv`, "utf8");
  const athletes: Athlete[] = [];
  for (const line of text.split("\n").slice(1)) {
    const cells = splitCsvLine(line);
    const info = cells[11] ?? "";
    if (info.length < 60) continue;
    athletes.push({
      name: cells[1]!,
      nationality: cells[2]!,
      sport: cells[7]!,
      gold: Number(cells[8]),
      silver: Number(cells[9]),
      bronze: Number(cells[10]),
      info,
    });
  }
  return athletes;
}

/** Counts which word follows which two words. */
export function trainWriter(athletes: readonly Athlete[]): TextModel {
  const next = new Map<string, string[]>();
  const starts: string[] = [];
  for (const { info } of athletes) {
    const words = info.split(/\s+/);
    for (let index = 0; index + 2 < words.length; index++) {
      const pair = `${words[index]} ${words[index + 1]}`;
      if (index === 0 || /[.!?]$/.test(words[index - 1]!)) starts.push(pair);
      const followers = next.get(pair);
      if (followers === undefined) next.set(pair, [words[index + 2]!]);
      else followers.push(words[index + 2]!);
    }
  }
  return { next, starts };
}

/** Share of the biographies' word triples, 0 to 1, whose third word the model holds possible. */
export function writerCoverage(model: TextModel, athletes: readonly Athlete[]): number {
  let known = 0;
  let total = 0;
  for (const { info } of athletes) {
    const words = info.split(/\s+/);
    for (let index = 0; index + 2 < words.length; index++) {
      total++;
      if (model.next.get(`${words[index]} ${words[index + 1]}`)?.includes(words[index + 2]!))
        known++;
    }
  }
  return known / total;
}

/**
 * Writes an answer in the form the prompt asks for, piece by piece as a stream would carry it. The
 * model does not know what JSON is: it copies the form and fills its places, so a prompt that shows
 * prose gets prose.
 */
export function writeAnswer(
  model: TextModel,
  prompt: string,
  facts: readonly string[],
  random: Random,
): string[] {
  const form = prompt.slice(prompt.lastIndexOf("Answer:") + "Answer:".length).trim();
  const quoted = form.startsWith("{");
  const pieces: string[] = [];
  for (const part of form.split(/(<title>|<text>)/)) {
    if (part === "<title>" || part === "<text>") {
      const words = part === "<title>" ? titleWords(facts) : bodyWords(model, facts, random);
      const text = words.join(" ");
      // The quotation marks of JSON come with escapes inside; the form shows that strings stand here.
      const shown = quoted ? JSON.stringify(text) : text;
      pieces.push(...shown.split(/(?<=\s)/));
    } else if (part !== "") pieces.push(part);
  }
  return pieces;
}

function titleWords(facts: readonly string[]): string[] {
  return (facts[0] ?? "News from the games").split(" ").slice(0, 6);
}

function bodyWords(model: TextModel, facts: readonly string[], random: Random): string[] {
  // Retrieved text steers the start: a known beginning of the facts is continued by the model.
  const lead = (facts[1] ?? "").split(/\s+/).slice(0, 2).join(" ");
  let pair = model.next.has(lead)
    ? lead
    : model.starts[Math.floor(random() * model.starts.length)]!;
  const words = pair.split(" ");
  const length = 18 + Math.floor(random() * 14);
  while (words.length < length) {
    const followers = model.next.get(pair);
    if (followers !== undefined) words.push(followers[Math.floor(random() * followers.length)]!);
    else if (words.length > 12) break;
    else words.push(...model.starts[Math.floor(random() * model.starts.length)]!.split(" "));
    pair = `${words[words.length - 2]} ${words[words.length - 1]}`;
  }
  return words;
}

function splitCsvLine(line: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let inQuotes = false;
  for (let index = 0; index < line.length; index++) {
    const letter = line[index]!;
    if (letter === '"') {
      if (inQuotes && line[index + 1] === '"') {
        cell += '"';
        index++;
      } else inQuotes = !inQuotes;
    } else if (letter === "," && !inQuotes) {
      cells.push(cell);
      cell = "";
    } else cell += letter;
  }
  cells.push(cell);
  return cells;
}
