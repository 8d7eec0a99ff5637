import type { Measurement, Slice, Subject } from "../model/measurement.ts";
import type { CaseFile } from "./probe.ts";
import { roleOf, type Role } from "./role.ts";

/** How one measure of one slice moved from the quiet stretch to the incident. */
export interface Shift {
  readonly measure: string;
  readonly role: Role;
  readonly subject: Subject;
  readonly slice: Slice;
  /** Values in the measure's unit. */
  readonly from: number;
  readonly to: number;
  readonly countBefore: number;
  readonly countDuring: number;
  /** Difference in standard errors, positive when the value rose; 0 when nothing is known of its noise. */
  readonly z: number;
  /** Whether it moved for the worse, beyond noise and by an amount that matters for its role. */
  readonly worse: boolean;
}

/** Standard errors below which a difference may be noise; about 1 in 700 for a normal value. */
const zMin = 3;
/** Rows below which a window says nothing. */
const countMin = 10;

// A case file never changes once it is open, and almost every probe asks for its shifts: nine tenths of the time of a
// diagnosis went into finding them again.
const found = new WeakMap<CaseFile, readonly Shift[]>();

/** All measures of a case that have a value on both sides. */
export function shiftsOf(file: CaseFile): readonly Shift[] {
  const known = found.get(file);
  if (known) return known;
  const shifts = findShifts(file);
  found.set(file, shifts);
  return shifts;
}

function findShifts(file: CaseFile): readonly Shift[] {
  const before = new Map(file.measurementsBefore.map((row) => [keyOf(row), row]));
  const spreads = spreadsBefore(file);
  const shifts: Shift[] = [];
  for (const during of file.measurementsDuring) {
    const key = keyOf(during);
    const earlier = before.get(key);
    if (!earlier) continue;
    const shift = compare(earlier, during, spreads.get(key) ?? null);
    if (shift) shifts.push(shift);
  }
  return shifts;
}

/**
 * Compares two measurements of one measure, also of different slices (one version against another).
 *
 * @param spread robust standard deviation of single short windows, used where a measure has no
 *   standard error; null where unknown
 * @returns undefined when either side is undefined or rests on too few rows
 */
export function compare(
  before: Measurement,
  during: Measurement,
  spread: number | null = null,
): Shift | undefined {
  if (before.value === null || during.value === null) return undefined;
  if (!Number.isFinite(before.value) || !Number.isFinite(during.value)) return undefined;
  if (before.count < countMin || during.count < countMin) return undefined;
  const role = roleOf(during.measure);
  const noise = noiseOf(before, during, role) ?? spread;
  const difference = during.value - before.value;
  const z = noise === null || noise === 0 ? 0 : difference / noise;
  const shift = {
    measure: during.measure,
    role,
    subject: during.subject,
    slice: during.slice,
    from: before.value,
    to: during.value,
    countBefore: before.count,
    countDuring: during.count,
    z: role === "drift" ? difference / distanceFloor(during.count) : z,
  };
  return { ...shift, worse: isWorse(shift) };
}

/** Finite text that names a measure of a slice; equal for equal ones. */
export function keyOf(row: Pick<Measurement, "measure" | "subject" | "slice">): string {
  const subject = row.subject.kind === "model" ? row.subject.model : row.subject.service;
  const { version = "", feature = "", peer = "", class: label = "" } = row.slice;
  return [row.measure, row.subject.kind, subject, version, feature, peer, label].join("\u0000");
}

/** True for the row of a subject as a whole: no version, feature, peer or class. */
export function isWhole(slice: Slice): boolean {
  return !slice.version && !slice.feature && !slice.peer && !slice.class;
}

/** A log-likelihood ratio in nats that grows slowly with the distance in standard errors. */
export function strength(z: number, most: number): number {
  return Math.min(most, 0.5 * Math.log1p(z * z));
}

/**
 * Standard deviation of single windows before the onset, per measure and slice: 1.4826 times the
 * median absolute deviation, at least 5 % of the median so that constants do not dominate.
 */
function spreadsBefore(file: CaseFile): ReadonlyMap<string, number> {
  const values = new Map<string, number[]>();
  for (const row of file.measurementsOverTime) {
    if (row.value === null || row.window.end > file.before.end) continue;
    const key = keyOf(row);
    const known = values.get(key);
    if (known) known.push(row.value);
    else values.set(key, [row.value]);
  }
  const spreads = new Map<string, number>();
  for (const [key, list] of values) {
    if (list.length < 5) continue;
    const middle = median(list);
    const deviation = median(list.map((value) => Math.abs(value - middle)));
    spreads.set(key, Math.max(1.4826 * deviation, 0.05 * Math.abs(middle), 1e-9));
  }
  return spreads;
}

/** The middle of a list; 0 for an empty one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function noiseOf(before: Measurement, during: Measurement, role: Role): number | null {
  if (role === "nulls" || role === "valid-output" || role === "errors") {
    return Math.hypot(shareNoise(before), shareNoise(during));
  }
  if (before.standardError === null || during.standardError === null) return null;
  const given = Math.hypot(
    before.standardError,
    during.standardError,
    /calibration/.test(during.measure) ? calibrationFloor(during.count) : 0,
  );
  if (role === "quality-higher") {
    return Math.max(given, Math.hypot(shareNoise(before), shareNoise(during)) / 2);
  }
  return given > 0 ? given : null;
}

/** Standard error of a share with two successes and failures added (Agresti and Coull), never 0. */
function shareNoise(row: Measurement): number {
  const count = row.count + 4;
  const share = (Math.min(1, Math.max(0, row.value ?? 0)) * row.count + 2) / count;
  return Math.sqrt((share * (1 - share)) / count);
}

/**
 * Jensen-Shannon distance (base 2) that a sample of this size shows without any drift: about
 * sqrt((bins - 1) / (8 n ln 2)) for 10 bins.
 */
function distanceFloor(count: number): number {
  return Math.sqrt(9 / (8 * Math.LN2 * count));
}

/**
 * Calibration error that a sample of this size shows without any: about 0.8 · sqrt(10 · p(1 − p) / n) for ten bins
 * and shares p near 0.85. A window of 150 rows beside 3,000 quiet ones would look worse by that alone.
 */
function calibrationFloor(count: number): number {
  return 0.8 * Math.sqrt((10 * 0.85 * 0.15) / count);
}

function isWorse(shift: Omit<Shift, "worse">): boolean {
  const { role, from, to, z } = shift;
  switch (role) {
    case "quality-higher":
      return z <= -zMin && from - to >= 0.04;
    case "valid-output":
      return z <= -zMin && from - to >= 0.05;
    case "quality-lower":
      return z >= zMin - 0.5 && to >= 1.2 * from;
    case "nulls":
      return z >= zMin && to - from >= 0.05;
    case "errors":
      return z >= zMin && to - from >= 0.03;
    case "drift":
      return to >= Math.max(from, 1.5 * distanceFloor(shift.countDuring)) + 0.12;
    case "latency":
    case "first-token":
      return z >= zMin && to >= 1.35 * from && to - from >= 3;
    case "feature-mean":
    case "rate":
    case "other":
      return false;
    default:
      return role satisfies never;
  }
}
