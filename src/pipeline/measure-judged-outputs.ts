import { measureAll } from "../measure/table.ts";
import { isStructuredTask, type Measurement, type ModelTask } from "../model/measurement.ts";
import type { OutputScores } from "../model/output-scores.ts";
import type { JudgedOutputSummary } from "../model/summary.ts";
import { gridOf, minute, type TimeMs, type Window } from "../model/time.ts";
import { giveTurn } from "../store/give-turn.ts";
import type { LabelledWindow } from "../store/answer-store.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";
import { readJudgedWindow } from "./read-judged-window.ts";
import { scoresOf } from "./scores-of.ts";

const everyMs = 4 * minute;
/** A window holds enough of what is worth more than a class; windows do not overlap. */
const windowMs = 10 * minute;
/** Labels are looked for so far back after a start: what came earlier was measured then. */
const firstLookMs = 2 * 60 * minute;
/** Windows read in one look, 33 MB each at most; the newest of more, the others in the next look. */
const windowsMax = 12;

/** What was measured of a window: measured again when more labels have come, or its horizon passes. */
export interface ToldWindow {
  readonly labelled: number;
  readonly isPastHorizon: boolean;
}

/**
 * Measures rankings, boxes, forecasts, times to an event and answers in words, every four minutes, in the windows of ten
 * minutes in which labels have come since they were last measured. Asks nothing where no model answers so, or no label
 * came.
 */
export async function measureJudgedOutputs(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  const { judged } = project;
  const labelledOf = (isOwn: (task: ModelTask) => boolean) =>
    project.known.models
      .filter(({ task, hasLabels }) => hasLabels && isOwn(task))
      .map(({ model }) => model);
  const structured = labelledOf(isStructuredTask);
  const worded = labelledOf((task) => task === "generation");
  if (structured.length + worded.length === 0 || end - judged.at < everyMs) return [];
  const backMs = loop.settings.labelHorizonMs + 2 * windowMs;
  const first = judged.at === 0 ? Math.max(backMs, firstLookMs) : backMs;
  judged.at = end;
  // Only whole windows; half open.
  const span = { start: windowAt(end - first), end: windowAt(end) };
  const request = { window: span, sizeMs: windowMs };
  const { store } = loop;
  const labelled = [
    ...(structured.length > 0
      ? await store.labelledWindows(project.name, { ...request, models: structured })
      : []),
    ...(worded.length > 0
      ? await store.labelledTextWindows(project.name, { ...request, models: worded })
      : []),
  ];
  forgetBefore(judged.told, span.start - everyMs);
  const due = labelled
    .filter((one) => isDue(loop, project, one))
    .toSorted((a, b) => b.start - a.start)
    .slice(0, windowsMax)
    .toSorted((a, b) => a.start - b.start);
  const found: Measurement[] = [];
  for (const one of due) {
    const isOfTexts = worded.includes(one.model);
    found.push(...(await measureWindow(loop, project, { ...one, isOfTexts })));
    await giveTurn();
  }
  return found;
}

async function measureWindow(
  loop: Loop,
  project: ProjectState,
  { model, start, labelled, isOfTexts }: LabelledWindow & { readonly isOfTexts: boolean },
): Promise<readonly Measurement[]> {
  const window = { start, end: start + windowMs };
  const rows = await readJudgedWindow(loop, project.name, { model, window, isOfTexts });
  const settings = loop.settings.measures ?? {};
  const context = contextOf(loop, project, gridOf(window));
  const found = measureAll({ "judged-outputs": rows }, context, { settings });
  const { told, byModel } = project.judged;
  told.set(`${start} ${model}`, { labelled, isPastHorizon: isPastHorizon(loop, window) });
  const known = byModel.get(model);
  if (known === undefined || known.window.start <= start) {
    byModel.set(model, outputScoresOf({ model, window, rows, found }));
  }
  return found;
}

function outputScoresOf(of: {
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
    rows:
      whole === undefined
        ? 0
        : Math.max(...[whole.rows, whole.texts, whole.searches].map(({ length }) => length)),
    scores: scoresOf(found),
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
