import {
  reportDrift,
  type ReferenceValues,
  valuesOfHours,
  valuesOfReferences,
} from "../measure/drift/report-drift.ts";
import { measureAll } from "../measure/table.ts";
import type { StoredDistribution } from "../model/distribution.ts";
import { driftDefaults, type DriftOptions, type DriftReport } from "../model/drift-report.ts";
import type { Measurement } from "../model/measurement.ts";
import { day, gridOf, hour, minute, type TimeMs, type Window } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";
import { recentValues } from "./recent-features.ts";

const everyMs = 4 * minute;
const windowMs = hour;
/** Weeks and days that a seasonal reference looks back. */
const seasons = { day: 7, week: 8 } as const;

/**
 * Judges the drift of every model's inputs over the last hour, every four minutes: windows that the tick has
 * measured anyway against what was frozen, or against hours kept before. Asks the store once an hour where a
 * reference slides or has seasons, else never.
 */
export async function measureDrift(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  const { drift, known } = project;
  if (end - drift.at < everyMs) return [];
  drift.at = end;
  const window = { start: end - windowMs, end };
  const options = loop.settings.drift ?? driftDefaults;
  await refreshPast(loop, project, window, options);
  const reports: DriftReport[] = [];
  for (const [model, references] of known.references) {
    const current = recentValues(drift.recent, { model, end, references });
    if (current.size === 0) {
      drift.byModel.delete(model);
      continue;
    }
    const { values, about } = referenceOf(project, model, referenceKind(options, model));
    const report = reportDrift({ model, window, reference: values, current, about }, options);
    drift.byModel.set(model, report);
    reports.push(report);
  }
  const rows = reports.map((report) => ({ ...report, version: "" }));
  return measureAll({ drift: rows }, contextOf(loop, project, gridOf(window)));
}

/** What a model's inputs are compared with. */
export function referenceKind(options: DriftOptions, model: string): DriftOptions["reference"] {
  return options.models[model]?.reference ?? options.reference;
}

function referenceOf(
  project: ProjectState,
  model: string,
  asked: DriftOptions["reference"],
): {
  readonly values: ReadonlyMap<string, ReferenceValues>;
  readonly about: DriftReport["reference"];
} {
  const frozen = project.known.references.get(model) ?? new Map();
  const past = project.drift.past.get(model);
  const values = past && valuesOfHours(past, frozen);
  if (asked !== "fixed" && past && values && values.size > 0) {
    return { values, about: { kind: asked, asked, window: spanOfAll(past) } };
  }
  return { values: valuesOfReferences(frozen), about: { kind: "fixed", asked, window: null } };
}

/** Looks up the hours of sliding and seasonal references, when another hour has begun. */
async function refreshPast(
  loop: Loop,
  project: ProjectState,
  window: Window,
  options: DriftOptions,
): Promise<void> {
  const { drift, known } = project;
  const thisHour = Math.floor(window.end / hour) * hour;
  if (drift.pastAt >= thisHour) return;
  const models = [...known.references.keys()];
  const of = (kind: DriftOptions["reference"]) =>
    models.filter((model) => referenceKind(options, model) === kind);
  const [sliding, seasonal] = [of("sliding"), of("seasonal")];
  const found: StoredDistribution[] = [];
  if (sliding.length > 0) {
    const start = window.start - options.slidingDays * day;
    const request = { models: sliding, window: { start, end: window.start - hour + 1 } };
    found.push(...(await loop.store.distributions(project.name, request)));
  }
  if (seasonal.length > 0) {
    const request = { models: seasonal, ...seasonOf(window, options.season) };
    found.push(...(await loop.store.distributions(project.name, request)));
  }
  drift.past.clear();
  for (const one of found) drift.past.set(one.model, [...(drift.past.get(one.model) ?? []), one]);
  drift.pastAt = thisHour;
}

/** The hours that the window touches, on the same days of weeks before or on all days of one. */
function seasonOf({ start, end }: Window, season: DriftOptions["season"]) {
  const touched = [start, end - 1].map((time) => new Date(time));
  const hoursOfDay = [...new Set(touched.map((time) => time.getUTCHours()))];
  const lengthMs = season === "day" ? seasons.day * day : seasons.week * 7 * day;
  const past = { start: start - lengthMs, end: start - hour + 1 };
  if (season === "day") return { window: past, hoursOfDay };
  // Sunday is 0 here and 7 there.
  const daysOfWeek = [...new Set(touched.map((time) => time.getUTCDay() || 7))];
  return { window: past, hoursOfDay, daysOfWeek };
}

function spanOfAll(hours: readonly StoredDistribution[]): Window {
  return {
    start: Math.min(...hours.map(({ window }) => window.start)),
    end: Math.max(...hours.map(({ window }) => window.end)),
  };
}
