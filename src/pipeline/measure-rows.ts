import { labelColumns, type OutputColumn, outputColumns } from "../measure/rows/output-columns.ts";
import { driftOfOutputs } from "../measure/rows/output-drift.ts";
import { measureAll } from "../measure/table.ts";
import { driftDefaults } from "../model/drift-report.ts";
import type { Measurement, ModelFacts } from "../model/measurement.ts";
import type { RowReport } from "../model/row-report.ts";
import { day, gridOf, hour, minute, type TimeMs, type Window } from "../model/time.ts";
import { giveTurn } from "../store/give-turn.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";
import { drawnRowsMax, rowReferenceOf } from "./row-references.ts";

const everyMs = 4 * minute;
const windowMs = hour;
/** Models looked at in one turn; those that have waited longest come first. */
const modelsMax = 8;
/** How long ago the hour may have ended whose labels are looked at: labels come late. */
const labelLags = [0, hour, 6 * hour, day, 3 * day, 7 * day] as const;

/**
 * Looks at a bounded sample of every model's predictions of the last hour, every four minutes, beside a reference:
 * whether outputs, scores and labels drift.
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
  const due = known.models
    .filter(
      ({ task, versions }) => task !== "generation" && lastSeen(versions) >= window.start - hour,
    )
    .toSorted((a, b) => lookedAt(project, a) - lookedAt(project, b))
    .slice(0, modelsMax);
  const reports: RowReport[] = [];
  for (const facts of due) {
    state.lookedAt.set(facts.model, end);
    const report = await reportOf(loop, project, facts, window);
    if (report === null) state.byModel.delete(facts.model);
    else {
      state.byModel.set(facts.model, report);
      reports.push(report);
    }
    await giveTurn();
  }
  const told = reports.map((report) => ({ ...report, version: "" }));
  return measureAll({ rows: told }, contextOf(loop, project, gridOf(window)));
}

function lastSeen(versions: ModelFacts["versions"]): TimeMs {
  return Math.max(0, ...versions.map((version) => version.lastSeen));
}

function lookedAt({ rows }: ProjectState, { model }: ModelFacts): TimeMs {
  return rows.lookedAt.get(model) ?? 0;
}

async function reportOf(
  loop: Loop,
  project: ProjectState,
  facts: ModelFacts,
  window: Window,
): Promise<RowReport | null> {
  const { model, task } = facts;
  const request = { model, window, limit: drawnRowsMax };
  const { total, rows } = await loop.store.drawnRows(project.name, request);
  if (rows.length === 0) return null;
  const options = loop.settings.drift ?? driftDefaults;
  const labels = await newestLabels(loop, project, facts, { window, rowsMin: options.rowsMin });
  const current = [...outputColumns(rows, task), ...labels];
  const reference = await rowReferenceOf(loop, project, { facts, window, options, current });
  return {
    model,
    window,
    reference: reference?.about ?? { kind: "fixed", asked: options.reference, window: null },
    predictions: total,
    rows: rows.length,
    outputs: driftOfOutputs(reference?.columns ?? [], current, options),
  };
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
