import { z } from "zod";
import { type NumberTable, numberNames, numberTable } from "../measure/rows/number-table.ts";
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
import { pastWindows, spanOfPast } from "./past-windows.ts";
import { referenceRowsMin } from "./text-references.ts";

/** Rows of a window or a reference that are looked at. */
export const drawnRowsMax = 500;
/** What a reference is frozen on. */
const historyMs = 14 * day;
const keyPrefix = "row-reference/";

/** What drawn rows are compared with. */
export interface RowReference extends KeptReference {
  readonly about: RowReport["reference"];
}

/** A sample of a model's predictions within these windows, an equal share of each, and of its labels. */
async function drawRows(
  loop: Pick<Loop, "store">,
  project: string,
  { model, hasLabels }: ModelFacts,
  windows: readonly Window[],
): Promise<Pick<DrawnRows, "rows"> & { readonly labels: readonly DrawnLabel[] }> {
  const limit = Math.ceil(drawnRowsMax / windows.length);
  const rows: DrawnRows["rows"][number][] = [];
  const labels: DrawnLabel[] = [];
  for (const window of windows) {
    const drawn = await loop.store.drawnRows(project, { model, window, limit });
    rows.push(...drawn.rows);
    if (hasLabels)
      labels.push(...(await loop.store.drawnLabels(project, { model, window, limit })));
  }
  return { rows, labels };
}

/** Of outputs, scores and labels bins and rows per bin; of numeric features the values of a sample, without names of rows. */
export interface KeptReference {
  readonly columns: readonly FrozenColumn[];
  readonly table: NumberTable | null;
}

/**
 * What the rows of a model are compared with: what was frozen once there was enough, or a sample of the past, drawn anew
 * each hour. Null before there is any.
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
    if (!isEmpty(past)) {
      return { about: { kind: asked, asked, window: spanOfPast(windows) }, ...past };
    }
  }
  const kept = await frozenOf(loop, project, of);
  return isEmpty(kept) ? null : { about: { kind: "fixed", asked, window: null }, ...kept };
}

function isEmpty({ columns, table }: KeptReference): boolean {
  return columns.length === 0 && table === null;
}

/** The past of a sliding or seasonal reference; looked up when another hour has begun. */
async function pastOf(
  loop: Loop,
  { rows: { past }, name }: ProjectState,
  facts: ModelFacts,
  { end, windows }: { readonly end: TimeMs; readonly windows: readonly Window[] },
): Promise<KeptReference> {
  const at = Math.floor(end / hour);
  const known = past.get(facts.model);
  if (known?.at === at) return known.kept;
  const kept = await draw(loop, name, facts, windows);
  past.set(facts.model, { at, kept });
  return kept;
}

/** What is frozen; what is not yet is frozen on the last two weeks, looked at once an hour. */
async function frozenOf(
  loop: Loop,
  { name, rows: { soughtAt } }: ProjectState,
  of: {
    readonly facts: ModelFacts;
    readonly window: Window;
    readonly current: readonly OutputColumn[];
  },
): Promise<KeptReference> {
  const { facts, window, current } = of;
  const key = keyPrefix + facts.model;
  const stored = storedReference(await loop.store.setting(name, key));
  const known = new Set(stored.columns.map(columnName));
  const hasNumbers = facts.features.some(({ type }) => type === "number");
  const isWhole =
    current.every((column) => known.has(columnName(column))) &&
    (stored.table !== null || !hasNumbers);
  if (isWhole || window.end - (soughtAt.get(facts.model) ?? 0) < hour) return stored;
  soughtAt.set(facts.model, window.end);
  const history = { start: window.end - historyMs, end: window.end };
  const drawn = await draw(loop, name, facts, [history]);
  const found = drawn.columns.filter((column) => !known.has(columnName(column)));
  const table = stored.table ?? drawn.table;
  if (found.length === 0 && table === stored.table) return stored;
  const kept = { columns: [...stored.columns, ...found], table };
  const packed = table && { names: table.names, columns: table.columns.map(packColumn) };
  // Frozen columns and packed tables hold JSON values only.
  await loop.store.putSetting(name, key, {
    columns: kept.columns,
    table: packed,
  } as unknown as Json);
  return kept;
}

async function draw(
  loop: Pick<Loop, "store">,
  project: string,
  facts: ModelFacts,
  windows: readonly Window[],
): Promise<KeptReference> {
  const { rows, labels } = await drawRows(loop, project, facts, windows);
  const columns = [...outputColumns(rows, facts.task), ...labelColumns(labels, facts.task)];
  const names = rows.length < referenceRowsMin ? [] : numberNames(rows);
  return {
    columns: frozenColumns(columns, referenceRowsMin),
    table: names.length === 0 ? null : numberTable(rows, names),
  };
}

/** Numbers to seven digits, four bytes each, as base64. */
function packColumn(column: Float64Array): string {
  return Buffer.from(Float32Array.from(column).buffer).toString("base64");
}

function unpackColumn(packed: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(packed, "base64"));
  return Float64Array.from(new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4)));
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
  table: z.object({ names: z.array(z.string()), columns: z.array(z.string()) }).nullable(),
});

function storedReference(value: unknown): KeptReference {
  const stored = storedSchema.safeParse(value);
  if (!stored.success) return { columns: [], table: null };
  const { columns, table } = stored.data;
  return {
    columns,
    table: table && { names: table.names, columns: table.columns.map(unpackColumn) },
  };
}
