import { z } from "zod";
import { columnName, type FrozenColumn, frozenColumns } from "../measure/rows/output-drift.ts";
import { labelColumns, type OutputColumn, outputColumns } from "../measure/rows/output-columns.ts";
import type { DriftOptions } from "../model/drift-report.ts";
import type { DrawnLabel, DrawnRows } from "../model/drawn-rows.ts";
import type { Json } from "../model/json.ts";
import type { ModelFacts } from "../model/measurement.ts";
import type { RowReport } from "../model/row-report.ts";
import { outputParts } from "../model/row-report.ts";
import { day, hour, type TimeMs, type Window } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { pastWindows, referenceRowsMin } from "./text-references.ts";

/** Rows of a window or a reference that are looked at. */
export const drawnRowsMax = 500;
/** What a reference is frozen on. */
const historyMs = 14 * day;
const keyPrefix = "row-reference/";

/** What drawn rows are compared with. */
export interface RowReference {
  readonly about: RowReport["reference"];
  readonly columns: readonly FrozenColumn[];
}

/** A sample of a model's predictions within these windows, an equal share of each, and of its labels. */
export async function drawRows(
  loop: Pick<Loop, "store">,
  project: string,
  { model, hasLabels }: ModelFacts,
  windows: readonly Window[],
): Promise<DrawnRows & { readonly labels: readonly DrawnLabel[] }> {
  const limit = Math.ceil(drawnRowsMax / windows.length);
  const rows: DrawnRows["rows"][number][] = [];
  const labels: DrawnLabel[] = [];
  let total = 0;
  for (const window of windows) {
    const drawn = await loop.store.drawnRows(project, { model, window, limit });
    rows.push(...drawn.rows);
    total += drawn.total;
    if (hasLabels)
      labels.push(...(await loop.store.drawnLabels(project, { model, window, limit })));
  }
  return { total, rows, labels };
}

/**
 * What the rows of a model are compared with: what was frozen once there was enough, or a sample of the past, drawn anew
 * each hour. Null before there is any. Of outputs, scores and labels no row is kept, only how many fell into each bin.
 */
export async function rowReferenceOf(
  loop: Loop,
  project: ProjectState,
  of: {
    readonly facts: ModelFacts;
    readonly window: Window;
    readonly options: DriftOptions;
    readonly current: readonly OutputColumn[];
  },
): Promise<RowReference | null> {
  const { facts, window, options } = of;
  const asked = options.models[facts.model]?.reference ?? options.reference;
  if (asked !== "fixed") {
    const windows = pastWindows(window, options, asked);
    const past = await pastOf(loop, project, facts, { end: window.end, windows });
    const span = { start: windows.at(-1)?.start ?? 0, end: windows[0]?.end ?? 0 };
    if (past.length > 0) return { about: { kind: asked, asked, window: span }, columns: past };
  }
  const columns = await frozenOf(loop, project, of);
  return columns.length === 0 ? null : { about: { kind: "fixed", asked, window: null }, columns };
}

/** The past of a sliding or seasonal reference; looked up when another hour has begun. */
async function pastOf(
  loop: Loop,
  { rows: { past }, name }: ProjectState,
  facts: ModelFacts,
  { end, windows }: { readonly end: TimeMs; readonly windows: readonly Window[] },
): Promise<readonly FrozenColumn[]> {
  const at = Math.floor(end / hour);
  const known = past.get(facts.model);
  if (known?.at === at) return known.columns;
  const columns = await draw(loop, name, facts, windows);
  past.set(facts.model, { at, columns });
  return columns;
}

/** What is frozen; columns that are not yet are frozen on the last two weeks, looked at once an hour. */
async function frozenOf(
  loop: Loop,
  { name, rows: { soughtAt } }: ProjectState,
  of: {
    readonly facts: ModelFacts;
    readonly window: Window;
    readonly current: readonly OutputColumn[];
  },
): Promise<readonly FrozenColumn[]> {
  const { facts, window, current } = of;
  const key = keyPrefix + facts.model;
  const stored = storedColumns(await loop.store.setting(name, key));
  const known = new Set(stored.map(columnName));
  const isWhole = current.every((column) => known.has(columnName(column)));
  if (isWhole || window.end - (soughtAt.get(facts.model) ?? 0) < hour) return stored;
  soughtAt.set(facts.model, window.end);
  const history = { start: window.end - historyMs, end: window.end };
  const drawn = await draw(loop, name, facts, [history]);
  const found = drawn.filter((column) => !known.has(columnName(column)));
  if (found.length === 0) return stored;
  const columns = [...stored, ...found];
  // Frozen columns hold JSON values only.
  await loop.store.putSetting(name, key, { columns } as unknown as Json);
  return columns;
}

async function draw(
  loop: Pick<Loop, "store">,
  project: string,
  facts: ModelFacts,
  windows: readonly Window[],
): Promise<readonly FrozenColumn[]> {
  const { rows, labels } = await drawRows(loop, project, facts, windows);
  const columns = [...outputColumns(rows, facts.task), ...labelColumns(labels, facts.task)];
  return frozenColumns(columns, referenceRowsMin);
}

const binsSchema = z.union([
  z.object({ type: z.literal("number"), edges: z.array(z.number()) }),
  z.object({ type: z.literal("text"), categories: z.array(z.string()) }),
]);

const storedSchema = z.object({
  columns: z.array(
    z.object({
      part: z.enum(outputParts),
      class: z.string(),
      bins: binsSchema,
      histogram: z.array(z.number()),
      count: z.number(),
      nulls: z.number(),
    }),
  ),
});

function storedColumns(value: unknown): readonly FrozenColumn[] {
  const stored = storedSchema.safeParse(value);
  return stored.success ? stored.data.columns : [];
}
