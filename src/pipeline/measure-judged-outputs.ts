import { measures } from "../measure/catalog.ts";
import { measureAll } from "../measure/table.ts";
import { isStructuredTask, type Measurement } from "../model/measurement.ts";
import type { OutputScores } from "../model/output-scores.ts";
import type { JudgedOutputSummary } from "../model/summary.ts";
import { gridOf, minute, type TimeMs, type Window } from "../model/time.ts";
import { giveTurn } from "../store/give-turn.ts";
import type { JudgedOutputs, LabelledWindow } from "../store/store.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";

const everyMs = 4 * minute;
/** A window holds enough of what is worth more than a class; windows do not overlap. */
const windowMs = 10 * minute;
/** Labels are looked for so far back after a start: what came earlier was measured then. */
const firstLookMs = 2 * 60 * minute;
const rowsMax = 200;
/** Windows read in one look, 33 MB each at most; the newest of more, the others in the next look. */
const windowsMax = 12;

const units = new Map(
  measures.filter(({ needs }) => needs === "judged-outputs").map(({ name, unit }) => [name, unit]),
);

/** What was measured of a window: measured again when more labels have come, or its horizon passes. */
export interface ToldWindow {
  readonly labelled: number;
  readonly isPastHorizon: boolean;
}

/**
 * Measures rankings, boxes, forecasts and times to an event, every four minutes, in the windows of ten minutes in which
 * labels have come since they were last measured. Asks nothing where no model answers so, or no label came.
 */
export async function measureJudgedOutputs(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  const { judged } = project;
  const models = project.known.models
    .filter(({ task, hasLabels }) => hasLabels && isStructuredTask(task))
    .map(({ model }) => model);
  if (models.length === 0 || end - judged.at < everyMs) return [];
  const backMs = loop.settings.labelHorizonMs + 2 * windowMs;
  const first = judged.at === 0 ? Math.max(backMs, firstLookMs) : backMs;
  judged.at = end;
  // Only whole windows; half open.
  const span = { start: windowAt(end - first), end: windowAt(end) };
  const request = { models, window: span, sizeMs: windowMs };
  const labelled = await loop.store.labelledWindows(project.name, request);
  forgetBefore(judged.told, span.start - everyMs);
  const due = labelled
    .filter((one) => isDue(loop, project, one))
    .toSorted((a, b) => b.start - a.start)
    .slice(0, windowsMax)
    .toSorted((a, b) => a.start - b.start);
  const found: Measurement[] = [];
  for (const one of due) {
    found.push(...(await measureWindow(loop, project, one)));
    await giveTurn();
  }
  return found;
}

async function measureWindow(
  loop: Loop,
  project: ProjectState,
  { model, start, labelled }: LabelledWindow,
): Promise<readonly Measurement[]> {
  const window = { start, end: start + windowMs };
  const read = await loop.store.judgedOutputs(project.name, { model, window, limit: rowsMax });
  const rows = summariesOf(model, read);
  const settings = loop.settings.measures ?? {};
  const context = contextOf(loop, project, gridOf(window));
  const found = measureAll({ "judged-outputs": rows }, context, { settings });
  const { told, byModel } = project.judged;
  told.set(`${start} ${model}`, { labelled, isPastHorizon: isPastHorizon(loop, window) });
  const known = byModel.get(model);
  if (known === undefined || known.window.start <= start) {
    byModel.set(model, scoresOf({ model, window, rows, found }));
  }
  return found;
}

/** All versions together, of a sample of all; and each by its own rows. */
function summariesOf(model: string, read: JudgedOutputs): readonly JudgedOutputSummary[] {
  const { versions, rows } = read;
  const total = (of: (one: (typeof versions)[number]) => number) =>
    versions.reduce((sum, one) => sum + of(one), 0);
  const whole: JudgedOutputSummary = {
    window: 0,
    model,
    version: "",
    predictions: total((one) => one.predictions),
    labelled: total((one) => one.labelled),
    rows: rows.slice(0, rowsMax),
  };
  const named = versions
    .filter(({ version, labelled }) => version !== "" && labelled > 0)
    .map(({ version, predictions, labelled }): JudgedOutputSummary => {
      const own = rows.filter((row) => row.version === version);
      return { window: 0, model, version, predictions, labelled, rows: own };
    });
  return [whole, ...named];
}

function scoresOf(of: {
  readonly model: string;
  readonly window: Window;
  readonly rows: readonly JudgedOutputSummary[];
  readonly found: readonly Measurement[];
}): OutputScores {
  const { model, window, rows, found } = of;
  const [whole] = rows;
  return {
    model,
    window,
    predictions: whole?.predictions ?? 0,
    labelled: whole?.labelled ?? 0,
    rows: whole?.rows.length ?? 0,
    scores: found.map(({ measure, slice, value, count, standardError }) => ({
      measure,
      unit: units.get(measure) ?? "1",
      version: slice.version ?? "",
      part: slice.value ?? "",
      value,
      count,
      standardError,
    })),
  };
}

function isDue(loop: Loop, project: ProjectState, { model, start, labelled }: LabelledWindow) {
  const told = project.judged.told.get(`${start} ${model}`);
  if (told === undefined || told.labelled !== labelled) return true;
  return !told.isPastHorizon && isPastHorizon(loop, { start, end: start + windowMs });
}

function isPastHorizon(loop: Loop, { end }: Window): boolean {
  return loop.now() >= end + loop.settings.labelHorizonMs;
}

function forgetBefore(told: Map<string, ToldWindow>, time: TimeMs): void {
  for (const key of told.keys()) if (Number(key.split(" ", 1)[0]) < time) told.delete(key);
}

function windowAt(time: TimeMs): TimeMs {
  return Math.floor(time / windowMs) * windowMs;
}
