import { judgeTextDrift } from "../measure/drift/judge-text-drift.ts";
import { measureAll } from "../measure/table.ts";
import { driftDefaults } from "../model/drift-report.ts";
import type { Measurement, ModelFacts } from "../model/measurement.ts";
import type { TextDriftColumn, TextDriftReport } from "../model/text-drift.ts";
import { gridOf, hour, minute, type TimeMs, type Window } from "../model/time.ts";
import { giveTurn } from "../store/give-turn.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";
import { drawColumns, referenceRowsMin, textReferenceOf } from "./text-references.ts";

const everyMs = 4 * minute;
const windowMs = hour;
/** Kinds of text compared in one look, 60 ms each; the models that have waited longest come first. */
const comparedMax = 24;

/**
 * Compares what was said to and by every model over the last hour, and the embeddings that senders made, with their
 * reference, every four minutes; a bounded sample, in an order that lets no model wait for long. Models whose texts are
 * all categories are looked at once an hour.
 */
export async function measureTextDrift(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  const { texts, known } = project;
  if (end - texts.at < everyMs) return [];
  texts.at = end;
  const window = { start: end - windowMs, end };
  const due = known.models
    .filter(
      (facts) => mayHaveTexts(facts) && end - (texts.wordlessAt.get(facts.model) ?? 0) >= hour,
    )
    .toSorted((a, b) => lookedAt(project, a) - lookedAt(project, b));
  const reports: TextDriftReport[] = [];
  let compared = 0;
  for (const facts of due) {
    if (compared >= comparedMax) break;
    const report = await compare(loop, project, facts, window);
    if (report === null) continue;
    compared += report.columns.length;
    texts.byModel.set(facts.model, report);
    reports.push(report);
  }
  const rows = reports.map((report) => ({ ...report, version: "" }));
  return measureAll({ "text-drift": rows }, contextOf(loop, project, gridOf(window)));
}

function mayHaveTexts({ task, features, hasEmbeddings }: ModelFacts): boolean {
  return (
    task === "generation" || hasEmbeddings === true || features.some(({ type }) => type === "text")
  );
}

function lookedAt({ texts }: ProjectState, { model }: ModelFacts): TimeMs {
  return texts.byModel.get(model)?.window.end ?? 0;
}

async function compare(
  loop: Loop,
  project: ProjectState,
  facts: ModelFacts,
  window: Window,
): Promise<TextDriftReport | null> {
  const { texts, name } = project;
  const { model } = facts;
  const { drawn, columns: current } = await drawColumns(loop, name, facts, [window]);
  if (current.size === 0) {
    texts.byModel.delete(model);
    if (drawn >= referenceRowsMin) texts.wordlessAt.set(model, window.end);
    return null;
  }
  const options = loop.settings.drift ?? driftDefaults;
  const names = [...current.keys()];
  const reference = await textReferenceOf(loop, project, { facts, window, options, names });
  if (reference === null) return null;
  const shared = [...current].flatMap(([column, own]) => {
    const past = reference.columns.get(column);
    return past?.kind === own.kind ? [{ column, current: own, reference: past }] : [];
  });
  if (shared.length === 0) return null;
  const columns: TextDriftColumn[] = [];
  for (const one of shared) {
    columns.push(judgeTextDrift({ ...one, columns: shared.length }, options));
    await giveTurn();
  }
  columns.sort((a, b) => (b.value ?? -1) - (a.value ?? -1) || (a.column < b.column ? -1 : 1));
  return { model, window, reference: reference.about, columns };
}
