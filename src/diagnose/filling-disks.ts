import { hour } from "../model/time.ts";
import type { SeriesSamples } from "../model/series.ts";
import { placesOf, servicesByHost } from "./place.ts";
import type { CaseFile } from "./probe.ts";
import { serviceOf, servicesOf } from "./resource.ts";

/** A disk is told when it would be full this soon. */
const soonMs = 4 * hour;
/** Samples since the onset that a line needs. */
const samplesMin = 4;
/** How many times faster it must fill than before. */
const fasterMin = 3;
/** Errors of the line's points that its fall must exceed. */
const clearMin = 4;
const available = /filesystem.*(avail|free)(_bytes)?$/;

/** A file system that will be full soon at the pace since the onset. */
export interface FillingDisk {
  /** The service it belongs to; empty for a machine that several share, or of which nothing is known. */
  readonly service: string;
  /** The machine; empty where labels do not say. */
  readonly host: string;
  /** Its mount point, else its device, else the metric's name. */
  readonly place: string;
  /** Free now, in bytes. */
  readonly freeBytes: number;
  /** From now until it is full; 0 when it is. */
  readonly fullInMs: number;
}

/** Of what was free before, the share below which a file system counts as full. */
const fullShare = 0.02;

/**
 * File systems that are full since the onset, and those whose free bytes fall along a line since the onset, at least three times as fast as before, so that they
 * are full within four hours; the soonest first. One of a machine belongs to the service that runs there alone, as far as
 * labels tell.
 */
export function fillingDisks(file: CaseFile): readonly FillingDisk[] {
  const known = servicesOf(file);
  const servicesOn = servicesByHost(file, known);
  return placesOf(file)
    .flatMap(({ series, host }): readonly FillingDisk[] => {
      if (!series) return [];
      const { labels } = series;
      const metric = labels["__name__"] ?? "";
      const named = serviceOf(series, known);
      if (named === undefined || !available.test(metric.replaceAll(".", "_"))) return [];
      const end = endOf(file, series);
      if (end === undefined) return [];
      const neighbours = servicesOn.get(host);
      const [only = ""] = neighbours?.size === 1 ? neighbours : [];
      const place = labels["mountpoint"] ?? labels["device"] ?? metric;
      return [{ service: named || only, host, place, ...end }];
    })
    .toSorted((a, b) => a.fullInMs - b.fullInMs);
}

/** What is left of a file system, and how long that lasts; undefined where it is not soon full. */
function endOf(
  file: CaseFile,
  series: SeriesSamples,
): Pick<FillingDisk, "freeBytes" | "fullInMs"> | undefined {
  const earlier = lineThrough(series, file.before);
  const during = lineThrough(series, file.during);
  if (during === undefined) return undefined;
  const freeBytes = Math.max(0, during.last);
  if (earlier && earlier.last > 0 && during.last <= fullShare * earlier.last) {
    return { freeBytes, fullInMs: 0 };
  }
  if (!(during.perMs < 0) || !during.isClear) return undefined;
  if (during.perMs > fasterMin * (earlier?.perMs ?? 0)) return undefined;
  const fullInMs = freeBytes / -during.perMs;
  return fullInMs > soonMs ? undefined : { freeBytes, fullInMs };
}

/** The least-squares line of a series in a window; undefined for too few samples. */
function lineThrough(
  { times, values }: CaseFile["resources"][number],
  window: CaseFile["during"],
): { readonly perMs: number; readonly last: number; readonly isClear: boolean } | undefined {
  const rows = Array.from(times, (time, index) => ({
    time,
    value: values[index] ?? Number.NaN,
  })).filter(
    ({ time, value }) => time >= window.start && time < window.end && Number.isFinite(value),
  );
  const count = rows.length;
  if (count < samplesMin) return undefined;
  const timeMean = rows.reduce((sum, { time }) => sum + time, 0) / count;
  const valueMean = rows.reduce((sum, { value }) => sum + value, 0) / count;
  let squares = 0;
  let products = 0;
  for (const { time, value } of rows) {
    squares += (time - timeMean) ** 2;
    products += (time - timeMean) * (value - valueMean);
  }
  const perMs = products / squares;
  const errors = rows.map(({ time, value }) => value - valueMean - perMs * (time - timeMean));
  const error = Math.sqrt(errors.reduce((sum, each) => sum + each * each, 0) / (count - 2));
  const [first, last] = [rows[0], rows.at(-1)];
  const fall = first && last ? -perMs * (last.time - first.time) : 0;
  return { perMs, last: last?.value ?? 0, isClear: fall > 0 && fall >= clearMin * error };
}
