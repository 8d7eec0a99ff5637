import { addMoments, addValues } from "../measure/drift/add-values.ts";
import { binsOfReferences } from "../measure/table.ts";
import type { HourlyDistribution } from "../model/distribution.ts";
import type { Measurement } from "../model/measurement.ts";
import type { FeatureBins, FeatureSummary } from "../model/summary.ts";
import { day, hour, minute, type TimeMs, windowAt, type WindowGrid } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";

/** How long after its end an hour is taken for whole. */
const settleMs = 5 * minute;
/** The past is filled in at this pace, so that a start is not busy with it. */
const everyMs = minute;
/** How far back hours are filled in. */
const pastMs = 14 * day;
/** Whole hours that one statement sums up at most. */
const hoursMax = 24;
/** Cells (rows × features) that one statement may sum up; of more, hours are summed up in parts. */
const cellsMax = 1_000_000;
/** Parts of an hour at most, one a minute: so an hour is done before the next is over. */
const partsMax = 30;

/**
 * Keeps what every feature looked like, hour by hour, once the hour is over: counts over the frozen bins and
 * moments, by version and over all. Missed hours and those before the start are filled in, a day at a time at
 * most; loaded history is looked at anew. One statement for all models where an hour has ended, and where an hour
 * holds more than a turn of the loop should look at, one each minute.
 */
export async function keepDistributions(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  const { known, distributions } = project;
  const models = [...known.references.keys()];
  if (models.length === 0 || end - distributions.at < everyMs) return [];
  distributions.at = end;
  const from = Math.max(
    firstHour(project, end),
    distributions.until ?? ((await loop.store.newestDistribution(project.name)) ?? -hour) + hour,
  );
  const begun = from === distributions.until ? distributions.begun : [];
  const last = Math.floor((end - settleMs) / hour) * hour;
  const grid = nextGrid(project, from, Math.max(from, last));
  const until = from + grid.count * grid.sizeMs;
  if (until === from) {
    distributions.until = from;
    return [];
  }
  // What cannot be summed up is left out, with the rest of its hour, rather than tried for ever.
  distributions.until = Math.ceil(until / hour) * hour;
  distributions.begun = [];
  const bins = binsOfReferences(known.references);
  const rows = await loop.store.summarise<"features">(project.name, {
    kind: "features",
    grid,
    models,
    bins,
  });
  const told = rows.flatMap((row) => hourlyOf(row, grid, bins[row.model]?.[row.feature]) ?? []);
  const hours = begun.length === 0 && until % hour === 0 ? told : addUp([...begun, ...told]);
  const isOver = ({ start }: HourlyDistribution): boolean => start + hour <= until;
  await loop.store.appendDistributions(project.name, hours.filter(isOver));
  distributions.begun = hours.filter((each) => !isOver(each));
  distributions.until = until;
  return [];
}

/** The hour of the oldest prediction that may be looked at. */
function firstHour({ known }: ProjectState, end: TimeMs): TimeMs {
  const seen = known.models
    .filter(({ model }) => known.references.has(model))
    .flatMap(({ versions }) => versions.map(({ firstSeen }) => firstSeen));
  return Math.floor(Math.max(end - pastMs, Math.min(end, ...seen)) / hour) * hour;
}

/** What the next statement sums up: whole hours, or a part of one where that is too much; nothing where none is over. */
function nextGrid(project: ProjectState, from: TimeMs, last: TimeMs): WindowGrid {
  const cells = Math.max(1, cellsPerHour(project));
  const hours = Math.floor(Math.min(hoursMax, cellsMax / cells, (last - from) / hour));
  const isBegun = from % hour !== 0;
  if (last === from || (hours >= 1 && !isBegun)) {
    return { firstStart: from, sizeMs: hour, stepMs: hour, count: hours };
  }
  const parts = Math.min(partsMax, Math.ceil(cells / cellsMax));
  const sizeMs = Math.min(Math.ceil(hour / parts), hour - (from % hour));
  return { firstStart: from, sizeMs, stepMs: sizeMs, count: 1 };
}

/** Cells of an hour at the busiest pace seen. */
function cellsPerHour({ known }: ProjectState): number {
  let cells = 0;
  for (const { model, features, versions } of known.models) {
    if (!known.references.has(model)) continue;
    for (const { predictions, firstSeen, lastSeen } of versions) {
      cells += (features.length * predictions) / Math.max(1, (lastSeen - firstSeen) / hour);
    }
  }
  return cells;
}

/** A row as a part of its hour; undefined where its bins are not known. */
function hourlyOf(
  row: FeatureSummary,
  grid: WindowGrid,
  bins: FeatureBins | undefined,
): HourlyDistribution | undefined {
  const { model, version, feature, histogram, count, nulls, moments } = row;
  if (bins === undefined || histogram.length === 0) return undefined;
  const start = Math.floor(windowAt(grid, row.window).start / hour) * hour;
  return { model, version, feature, start, bins, histogram, count, nulls, moments };
}

/** Parts of equal hours, features and bins as one. */
function addUp(parts: readonly HourlyDistribution[]): readonly HourlyDistribution[] {
  const sums = new Map<string, HourlyDistribution>();
  for (const part of parts) {
    const { model, version, feature, start, bins } = part;
    const key = JSON.stringify([model, version, feature, start, bins]);
    const before = sums.get(key);
    const values = before && addValues(before, part);
    const moments = before ? addMoments(before.moments, part.moments) : part.moments;
    sums.set(key, values ? { ...part, ...values, moments } : part);
  }
  return [...sums.values()];
}
