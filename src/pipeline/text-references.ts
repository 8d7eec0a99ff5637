import { z } from "zod";
import { answerText, promptText } from "../ingest/answer-format.ts";
import { drawnColumns, packTexts, type TextColumn } from "../measure/drift/text-columns.ts";
import type { DriftOptions } from "../model/drift-report.ts";
import type { DrawnTexts } from "../model/drawn-texts.ts";
import type { ModelFacts } from "../model/measurement.ts";
import type { TextDriftReport } from "../model/text-drift.ts";
import { day, hour, type TimeMs, type Window } from "../model/time.ts";
import { giveTurn } from "../store/give-turn.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { pastWindows, spanOfPast } from "./past-windows.ts";

/** Rows of a window or a reference that are looked at. */
export const textRowsMax = 400;
/** A reference rests on at least this many rows. */
export const referenceRowsMin = 200;
/** The start of a text says what it is about. */
const charactersMax = 2_000;
/** Calls are kept as messages in JSON, which a cut breaks; a prompt says what a user asked at its end. */
const callCharactersMax = 32_000;
/** Texts embedded before whatever else waits has its turn: 20 ms. */
const turnRows = 50;
/** What a reference is frozen on. */
const historyMs = 14 * day;
const keyPrefix = "text-reference/";

export interface TextReference {
  readonly about: TextDriftReport["reference"];
  readonly columns: ReadonlyMap<string, TextColumn>;
}

/** What was said to and by a model within these windows, as embeddings of a sample: an equal share of each. */
export async function drawColumns(
  loop: Pick<Loop, "store">,
  project: string,
  facts: ModelFacts,
  windows: readonly Window[],
): Promise<{ readonly drawn: number; readonly columns: ReadonlyMap<string, TextColumn> }> {
  const drawn = await drawTexts(loop, project, facts, windows);
  const columns = new Map<string, TextColumn>();
  for (const { name, kind, rows } of drawnColumns(drawn)) {
    if (kind === "embedding") {
      columns.set(name, { kind, rows });
      continue;
    }
    const packed: string[] = [];
    for (let from = 0; from < rows.length; from += turnRows) {
      packed.push(...packTexts(rows.slice(from, from + turnRows)));
      await giveTurn();
    }
    columns.set(name, { kind, rows: packed });
  }
  return { drawn: drawn.length, columns };
}

async function drawTexts(
  loop: Pick<Loop, "store">,
  project: string,
  { model, task }: ModelFacts,
  windows: readonly Window[],
): Promise<readonly DrawnTexts[]> {
  const limit = Math.ceil(textRowsMax / windows.length);
  const drawn: DrawnTexts[] = [];
  for (const window of windows) {
    const request = { model, window, limit, charactersMax };
    for (const row of await loop.store.drawnTexts(project, request)) {
      drawn.push(task === "generation" ? row : withoutAnswer(row));
    }
    if (task !== "generation") continue;
    const calls = { ...request, charactersMax: callCharactersMax };
    for (const { input, output } of await loop.store.llmCalls(project, calls)) {
      const texts = new Map([
        ["prompt", promptText(input).slice(0, charactersMax)],
        ["answer", answerText(output).slice(0, charactersMax)],
      ]);
      drawn.push({ texts, embeddings: new Map() });
    }
  }
  return drawn;
}

/** Outputs of other tasks are classes or values, not words. */
function withoutAnswer({ texts, embeddings }: DrawnTexts): DrawnTexts {
  return { texts: new Map([...texts].filter(([name]) => name !== "answer")), embeddings };
}

/**
 * What the texts of a model are compared with: what was frozen once there was enough, or a sample of the past, drawn
 * anew each hour. As embeddings: no text is kept. Null before there is any.
 */
export async function textReferenceOf(
  loop: Loop,
  project: ProjectState,
  of: {
    readonly facts: ModelFacts;
    readonly window: Window;
    readonly options: DriftOptions;
    readonly names: readonly string[];
  },
): Promise<TextReference | null> {
  const { facts, window, options, names } = of;
  const asked = options.models[facts.model]?.reference ?? options.reference;
  if (asked !== "fixed") {
    const past = await pastOf(loop, project, of);
    const span = spanOfPast(pastWindows(window, options, asked));
    if (past.size > 0) return { about: { kind: asked, asked, window: span }, columns: past };
  }
  const columns = await frozenOf(loop, project, { facts, end: window.end, names });
  return columns.size === 0 ? null : { about: { kind: "fixed", asked, window: null }, columns };
}

/** The past of a sliding or seasonal reference; looked up when another hour has begun. */
async function pastOf(
  loop: Loop,
  project: ProjectState,
  {
    facts,
    window,
    options,
  }: { readonly facts: ModelFacts; readonly window: Window; readonly options: DriftOptions },
): Promise<ReadonlyMap<string, TextColumn>> {
  const { past } = project.texts;
  const known = past.get(facts.model);
  const at = Math.floor(window.end / hour);
  if (known?.at === at) return known.columns;
  const kind = options.models[facts.model]?.reference ?? options.reference;
  const windows = pastWindows(window, options, kind);
  const columns = largeEnough((await drawColumns(loop, project.name, facts, windows)).columns);
  past.set(facts.model, { at, columns });
  return columns;
}

/** What is frozen; kinds of text that are not yet are frozen on the last two weeks, looked at once an hour. */
async function frozenOf(
  loop: Loop,
  project: ProjectState,
  of: { readonly facts: ModelFacts; readonly end: TimeMs; readonly names: readonly string[] },
): Promise<ReadonlyMap<string, TextColumn>> {
  const { facts, end, names } = of;
  const { soughtAt } = project.texts;
  const key = keyPrefix + facts.model;
  const stored = storedColumns(await loop.store.setting(project.name, key));
  const isWhole = names.every((name) => stored.has(name));
  if (isWhole || end - (soughtAt.get(facts.model) ?? 0) < hour) return stored;
  const history = { start: end - historyMs, end };
  const { columns: drawn } = await drawColumns(loop, project.name, facts, [history]);
  const found = new Map([...largeEnough(drawn), ...stored]);
  // Too few yet: seen again at the next look, which costs little as long as they are few.
  if (names.some((name) => (drawn.get(name)?.rows.length ?? 0) >= referenceRowsMin)) {
    soughtAt.set(facts.model, end);
  }
  if (found.size > stored.size) {
    const value = [...found].map(([name, { kind, rows }]) => ({ name, kind, rows: [...rows] }));
    await loop.store.putSetting(project.name, key, value);
  }
  return found;
}

function largeEnough(columns: ReadonlyMap<string, TextColumn>): ReadonlyMap<string, TextColumn> {
  return new Map([...columns].filter(([, { rows }]) => rows.length >= referenceRowsMin));
}

const storedSchema = z.array(
  z.object({ name: z.string(), kind: z.enum(["text", "embedding"]), rows: z.array(z.string()) }),
);

function storedColumns(value: unknown): Map<string, TextColumn> {
  const stored = storedSchema.safeParse(value);
  if (!stored.success) return new Map();
  return new Map(stored.data.map(({ name, kind, rows }) => [name, { kind, rows }]));
}
