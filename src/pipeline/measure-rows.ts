import { largestCorrelationChange, pairCount } from "../measure/data/correlation-change.ts";
import { featureAges } from "../measure/rows/feature-ages.ts";
import { type NumberTable, numberTable } from "../measure/rows/number-table.ts";
import { labelColumns, type OutputColumn, outputColumns } from "../measure/rows/output-columns.ts";
import { driftOfOutputs } from "../measure/rows/output-drift.ts";
import { schemaChanges } from "../measure/rows/schema-changes.ts";
import { spreadsOf } from "../measure/rows/spreads.ts";
import { measureAll } from "../measure/table.ts";
import { driftDefaults } from "../model/drift-report.ts";
import type { Measurement, ModelFacts } from "../model/measurement.ts";
import type { DrawnRows } from "../model/drawn-rows.ts";
import type { RowReport } from "../model/row-report.ts";
import type { PredictionRow } from "../model/signals.ts";
import type { RowSummary, Spread } from "../model/summary.ts";
import { day, gridOf, hour, minute, type TimeMs, type Window } from "../model/time.ts";
import { giveTurn } from "../store/give-turn.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";
import { outlyingRows } from "./outlying-rows.ts";
import { drawnRowsMax, type RowReference, rowReferenceOf } from "./row-references.ts";

const everyMs = 4 * minute;
const windowMs = hour;
/** Models looked at in one turn; those that have waited longest come first. */
const modelsMax = 8;
/** Predictions whose inputs are compared with each other. */
const inputsMax = 5_000;
/** How long ago the hour may have ended whose labels are looked at: labels come late. */
const labelLags = [0, hour, 6 * hour, day, 3 * day, 7 * day] as const;

/**
 * Looks at a bounded sample of every model's predictions of the last hour, every four minutes, beside a reference:
 * whether outputs, scores and labels drift, and what is wrong with the data.
 */
export async function measureRows(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  const { rows: state, known } = project;
  if (end - state.at < everyMs) return [];
  state.at = end;
  const window = { start: end - windowMs, end };
  const models = known.models.filter(({ task, versions }) => {
    return task !== "generation" && versions.length > 0;
  });
  const due = models
    .filter(({ versions }) => lastSeen(versions) >= window.start)
    .toSorted((a, b) => lookedAt(project, a) - lookedAt(project, b))
    .slice(0, modelsMax);
  const told: RowSummary[] = [];
  for (const facts of models) {
    const found = due.includes(facts) ? await lookAt(loop, project, facts, window) : null;
    const { report, spreads } = found ?? { report: silent(facts, window), spreads: [] };
    told.push({ ...report, version: "", spreads });
    if (found !== null) state.byModel.set(facts.model, report);
    else if (lastSeen(facts.versions) < window.start) state.byModel.delete(facts.model);
    if (due.includes(facts)) await giveTurn();
  }
  return measureAll({ rows: told }, contextOf(loop, project, gridOf(window)));
}

function lastSeen(versions: ModelFacts["versions"]): TimeMs {
  return Math.max(0, ...versions.map((version) => version.lastSeen));
}

function lookedAt({ rows }: ProjectState, { model }: ModelFacts): TimeMs {
  return rows.lookedAt.get(model) ?? 0;
}

/** Of a model that was not looked at only how old its newest prediction is. */
function silent({ model, versions }: ModelFacts, window: Window): RowReport {
  return {
    model,
    window,
    reference: { kind: "fixed", asked: "fixed", window: null },
    predictions: 0,
    rows: 0,
    outputs: [],
    age: Math.max(0, window.end - lastSeen(versions)),
    repeated: null,
    schema: null,
    correlation: null,
    outlying: null,
    ages: [],
  };
}

async function lookAt(
  loop: Loop,
  project: ProjectState,
  facts: ModelFacts,
  window: Window,
): Promise<{ readonly report: RowReport; readonly spreads: readonly Spread[] } | null> {
  const { model } = facts;
  project.rows.lookedAt.set(model, window.end);
  const request = { model, window, limit: drawnRowsMax };
  const { total, newest, rows } = await loop.store.drawnRows(project.name, request);
  if (rows.length === 0) return null;
  const report = await reportOf(loop, project, facts, { window, total, newest, rows });
  return { report, spreads: spreadsOf(rows) };
}

async function reportOf(
  loop: Loop,
  project: ProjectState,
  facts: ModelFacts,
  { window, total, newest, rows }: DrawnRows & { readonly window: Window },
): Promise<RowReport> {
  const { model, task } = facts;
  const options = loop.settings.drift ?? driftDefaults;
  const labels = await newestLabels(loop, project, facts, { window, rowsMin: options.rowsMin });
  const current = [...outputColumns(rows, task), ...labels];
  const reference = await rowReferenceOf(loop, project, { facts, window, options, current });
  const features = project.known.references.get(model);
  return {
    model,
    window,
    reference: reference?.about ?? { kind: "fixed", asked: options.reference, window: null },
    predictions: total,
    rows: rows.length,
    outputs: driftOfOutputs(reference?.columns ?? [], current, options),
    age: newest === null ? null : window.end - newest,
    repeated: await repeatedInputs(loop, project, facts, { window, total, newest, rows }),
    schema: features === undefined ? null : schemaChanges(rows, features),
    correlation: correlationOf(reference?.table ?? null, rows, options.significance),
    outlying: await outlyingOf(loop, project, { model, reference, rows, end: window.end }),
    ages: featureAges(rows, window.end),
  };
}

/** Counts repeats over the window, or over as much of its end as holds about as many predictions as are read. */
async function repeatedInputs(
  loop: Loop,
  { name }: ProjectState,
  { model, features }: ModelFacts,
  { window: { start, end }, total, rows }: DrawnRows & { readonly window: Window },
): Promise<RowReport["repeated"]> {
  if (features.length === 0) return null;
  // Of the sample as large a share is newer as of all predictions.
  const times = rows.map(({ time }) => time).toSorted((a, b) => b - a);
  const newest = times[Math.floor((times.length * inputsMax) / total)] ?? start;
  const window = { start: total <= inputsMax ? start : newest, end };
  const { predictions, inputs } = await loop.store.inputCounts(name, { model, window });
  return { seen: predictions - inputs, of: predictions };
}

/** Of a reference that is drawn anew it is learned anew. */
function outlyingOf(
  loop: Loop,
  project: ProjectState,
  of: {
    readonly model: string;
    readonly reference: RowReference | null;
    readonly rows: readonly PredictionRow[];
    readonly end: TimeMs;
  },
): Promise<RowReport["outlying"]> {
  const { model, reference, rows, end } = of;
  if (reference === null || reference.table === null) return Promise.resolve(null);
  const { kind } = reference.about;
  const about = kind === "fixed" ? kind : `${kind} ${Math.floor(end / hour)}`;
  return outlyingRows(loop, project, { model, about, reference: reference.table, rows, end });
}

function correlationOf(
  table: NumberTable | null,
  rows: readonly PredictionRow[],
  significance: number,
): RowReport["correlation"] {
  if (table === null || table.names.length < 2) return null;
  const { names, columns: reference } = table;
  const sides = { reference, current: numberTable(rows, names).columns };
  const change = largestCorrelationChange(names, sides, significance);
  return { pairs: pairCount(names.length), change };
}

/** Labels of the newest hour that has enough of them, sought anew each hour. */
async function newestLabels(
  loop: Loop,
  { name, rows: { labelLag } }: ProjectState,
  { model, task, hasLabels }: ModelFacts,
  of: { readonly window: Window; readonly rowsMin: number },
): Promise<readonly OutputColumn[]> {
  if (!hasLabels) return [];
  const at = Math.floor(of.window.end / hour);
  const known = labelLag.get(model);
  for (const lagMs of known?.at === at ? [known.lagMs] : labelLags) {
    const window = { start: of.window.start - lagMs, end: of.window.end - lagMs };
    const labels = await loop.store.drawnLabels(name, { model, window, limit: drawnRowsMax });
    if (labels.length < of.rowsMin) continue;
    labelLag.set(model, { at, lagMs });
    return labelColumns(labels, task);
  }
  labelLag.set(model, { at, lagMs: 0 });
  return [];
}
