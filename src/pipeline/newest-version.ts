import { detectorNamed } from "../detect/catalog.ts";
import type { Measurement, ModelFacts } from "../model/measurement.ts";
import type { Json } from "../model/json.ts";
import type { Monitor } from "../model/monitor.ts";
import { resolveSettings } from "../model/settings.ts";
import { minute, type TimeMs } from "../model/time.ts";
import type { Verdict } from "../model/verdict.ts";
import { restoreDetector } from "./detector-at-work.ts";
import { keyOf, type ValueIndex, type WatchedValue } from "./watched-values.ts";

/** Fewer rows of a version are not judged apart. */
const rowsMin = 30;
/** How long a version is new. */
const newMs = 10 * minute;
/**
 * Of the threshold, while a version is new: 3.5 standard deviations instead of 5. Versions are few and windows
 * many, so the same rate of false alarms allows each new version a stricter look.
 */
const thresholdShare = 0.7;

export interface VersionAge {
  readonly version: string;
  /** UTC ms; Infinity where nothing is known of it yet. */
  readonly firstSeen: TimeMs;
}

/** A version's part of a window that others serve too. */
export interface VersionPart {
  readonly value: WatchedValue;
  readonly isNew: boolean;
}

/**
 * The newest version's part of what an objective monitor of a model as a whole judges; undefined where one
 * version serves alone, or where the part has too few rows. Mixed with the rows of the others, a bad version
 * shows only once most of the window is its own, and a canary of a few percent never.
 */
export function newestVersionPart(
  monitor: Monitor,
  watched: WatchedValue,
  given: { readonly index: ValueIndex; readonly versions: readonly VersionAge[] },
): VersionPart | undefined {
  const { watch, detector } = monitor;
  if (watch.kind !== "measure" || watch.subject.kind !== "model") return undefined;
  if (monitor.class !== "objective" || detector !== "robust-season") return undefined;
  if (Object.keys(watch.slice).length > 0) return undefined;
  const { measure, subject } = watch;
  for (const { version, firstSeen } of given.versions) {
    const values = given.index.get(keyOf({ measure, subject, slice: { version } }));
    const value = values?.find(({ window }) => window.end === watched.window.end);
    if (!value || value.count === 0) continue;
    if (!value.settled || value.count < rowsMin || value.count >= watched.count) return undefined;
    return { value, isNew: watched.window.end - firstSeen <= newMs };
  }
  return undefined;
}

/** Model → its versions that were measured, newest first. One not known yet is the newest. */
export function versionsByAge(
  measurements: readonly Measurement[],
  models: readonly ModelFacts[],
): ReadonlyMap<string, readonly VersionAge[]> {
  const measured = new Map<string, Set<string>>();
  for (const { subject, slice } of measurements) {
    if (subject.kind !== "model" || !slice.version) continue;
    const versions = measured.get(subject.model) ?? new Set();
    measured.set(subject.model, versions.add(slice.version));
  }
  const ages = new Map<string, readonly VersionAge[]>();
  for (const [model, versions] of measured) {
    const known = models.find((facts) => facts.model === model)?.versions ?? [];
    const aged = [...versions].map((version) => ({
      version,
      firstSeen: known.find((each) => each.version === version)?.firstSeen ?? Infinity,
    }));
    const byAge = (a: VersionAge, b: VersionAge) =>
      a.firstSeen === b.firstSeen ? 0 : b.firstSeen - a.firstSeen;
    ages.set(model, aged.toSorted(byAge));
  }
  return ages;
}

/**
 * A version's part judged by what the monitor has learned of the whole, which learns nothing from it;
 * undefined where it is not anomalous.
 */
export function worsePart(
  monitor: Monitor,
  snapshot: Json,
  { value: watched, isNew }: VersionPart,
):
  | { readonly watched: WatchedValue; readonly verdict: Verdict; readonly value: number | null }
  | undefined {
  const detector = detectorNamed(monitor.detector);
  if (!detector) return undefined;
  const { values } = resolveSettings(detector.settings, monitor.settings);
  const threshold = Number(values["threshold"]) * (isNew ? thresholdShare : 1);
  const settings = { ...monitor.settings, threshold };
  const judged = restoreDetector({ ...monitor, settings }, snapshot)?.step(watched);
  return judged?.verdict.state === "anomalous" ? { watched, ...judged } : undefined;
}
