import { cellOf, type Table } from "../../model/column.ts";
import type { Json } from "../../model/json.ts";
import type { SpecialColumns } from "../data/roles.ts";
import { sampleRows } from "../data/sample-rows.ts";

/** A value of a cell, or what a model answered. */
export type GoldenValue = number | string | boolean;

/** One labelled question to a model. */
export interface GoldenRow {
  /** Of the file where it has one, else the row's position from 0. */
  readonly id: string;
  /** Every column that has no role of its own. */
  readonly features: { readonly [name: string]: GoldenValue | null };
  /** Every column, for request templates. */
  readonly cells: { readonly [name: string]: GoldenValue | null };
  readonly label: GoldenValue;
}

/** What a model answered to one question; `output` is null where `problem` says why there is none. */
export interface GoldenAnswer {
  readonly output: GoldenValue | null;
  readonly score: number | null;
  readonly ms: number;
  readonly problem: string;
}

/**
 * The questions of a labelled table: all rows with a label, or so many spread evenly, always the same, so
 * that versions answer the same questions.
 *
 * @param needed the role without which a row is left out
 */
export function goldenRows(
  table: Table,
  special: SpecialColumns,
  rowsMax: number,
  needed: "label" | "prediction" = "label",
): readonly GoldenRow[] {
  const named = (name: string | null) => table.columns.find((column) => column.name === name);
  const label = named(special.label);
  const column = named(special[needed]);
  if (column === undefined) return [];
  const labelled: number[] = [];
  for (let row = 0; row < table.rowCount; row += 1) {
    if (column.isNull[row] === 0) labelled.push(row);
  }
  const roles = new Set<string | null>(Object.values(special));
  return Array.from(sampleRows(labelled.length, rowsMax), (place): GoldenRow => {
    const row = labelled[place] ?? 0;
    const cells = Object.fromEntries(
      table.columns.map((column) => [column.name, cellOf(column, row)]),
    );
    const features = Object.fromEntries(Object.entries(cells).filter(([name]) => !roles.has(name)));
    const id = special.id === null ? null : cells[special.id];
    return {
      id: id === null || id === undefined ? String(row) : String(id),
      features,
      cells,
      label: (label && cellOf(label, row)) ?? "",
    };
  });
}

/**
 * The body of a request: a template whose texts `$features` and `$COLUMN` are replaced by the row's
 * features and the cell of that column; every other text stays as it is.
 */
export function requestOf(template: Json, row: GoldenRow): Json {
  if (typeof template === "string") {
    if (template === "$features") return row.features;
    const name = template.startsWith("$") ? template.slice(1) : undefined;
    return name !== undefined && Object.hasOwn(row.cells, name)
      ? (row.cells[name] ?? null)
      : template;
  }
  if (Array.isArray(template)) return template.map((part: Json) => requestOf(part, row));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, part]) => [name, requestOf(part, row)]),
  );
}

const outputNames = ["output", "prediction", "predictions", "label", "class", "result", "answer"];
const scoreNames = ["score", "probability", "proba"];

/**
 * Reads the output (and the score) of an answer: at a path such as `choices.0.message.content`, or where
 * none is given a bare value, a chat completion, or the first usual name. Of a list of one the item.
 */
export function readAnswer(
  body: unknown,
  path: string | undefined,
): {
  readonly output: GoldenValue | null;
  readonly score: number | null;
  readonly problem: string;
} {
  const chat = at(body, "choices.0.message.content");
  const found =
    path !== undefined
      ? at(body, path)
      : isValue(body)
        ? body
        : (chat ?? firstOf(body, outputNames));
  const output = Array.isArray(found) && found.length === 1 ? (found[0] as unknown) : found;
  const score = firstOf(body, scoreNames);
  if (isValue(output)) {
    return { output, score: typeof score === "number" ? score : null, problem: "" };
  }
  const problem = path === undefined ? outputNames.join(", ") : path;
  return { output: null, score: null, problem };
}

function isValue(value: unknown): value is GoldenValue {
  return typeof value === "number" || typeof value === "string" || typeof value === "boolean";
}

function at(body: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => {
    if (typeof value !== "object" || value === null) return undefined;
    return new Map<string, unknown>(Object.entries(value)).get(name);
  }, body);
}

function firstOf(body: unknown, names: readonly string[]): unknown {
  return names.map((name) => at(body, name)).find((value) => value !== undefined);
}

/** The request of an endpoint that takes the features of a row. */
export const plainRequest: Json = { features: "$features" };

/**
 * Makes the asking of one question: the request from a template, the answer read at a path or where it
 * usually stands. An answer that is no JSON is the text itself.
 *
 * @param post sends a body and gives the status and the text of the answer; may throw
 */
export function goldenAsker(
  asked: { readonly template: Json; readonly answerPath: string | undefined },
  post: (body: string) => Promise<{ readonly status: number; readonly text: string }>,
): (row: GoldenRow) => Promise<Pick<GoldenAnswer, "output" | "score" | "problem">> {
  return async (row) => {
    const { status, text } = await post(JSON.stringify(requestOf(asked.template, row)));
    if (status < 200 || status > 299) {
      return { output: null, score: null, problem: `HTTP ${status}` };
    }
    const found = readAnswer(jsonOf(text), asked.answerPath);
    return found.output === null
      ? { ...found, problem: `no ${found.problem} in the answer` }
      : found;
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.trim();
  }
}

/**
 * Asks every question, several at a time, until all are answered or the time is used up; those that were
 * not asked any more are left out of the end.
 *
 * @param ask.question answers or throws; what it throws becomes the answer's problem
 */
export async function askAll(
  rows: readonly GoldenRow[],
  ask: {
    readonly question: (
      row: GoldenRow,
    ) => Promise<Pick<GoldenAnswer, "output" | "score" | "problem">>;
    readonly concurrency: number;
    readonly now: () => number;
    readonly deadline: number;
  },
): Promise<readonly GoldenAnswer[]> {
  const answers = new Map<number, GoldenAnswer>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < rows.length && ask.now() < ask.deadline) {
      const place = next;
      next += 1;
      const row = rows[place];
      if (row === undefined) return;
      const started = ask.now();
      const failed = (error: unknown) => ({
        output: null,
        score: null,
        problem: error instanceof Error ? error.message : String(error),
      });
      const found = await ask.question(row).catch(failed);
      answers.set(place, { ...found, ms: ask.now() - started });
    }
  };
  await Promise.all(Array.from({ length: ask.concurrency }, worker));
  return [...answers].toSorted(([a], [b]) => a - b).map(([, answer]) => answer);
}
