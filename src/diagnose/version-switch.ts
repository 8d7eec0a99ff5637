import type { Measurement } from "../model/measurement.ts";
import type { TimeMs } from "../model/time.ts";
import type { CaseFile } from "./probe.ts";
import { factsOf, scopeOf } from "./scope.ts";

/** A version that got traffic it did not have before the incident. */
export interface VersionSwitch {
  readonly model: string;
  readonly version: string;
  /** Shares of the model's rows, 0 to 1. */
  readonly shareBefore: number;
  readonly shareDuring: number;
  /** The version that had most of the rows before; empty where none. */
  readonly previous: string;
  /** When it first served; null where no short window shows it. */
  readonly since: TimeMs | null;
  /** Whether calls to a language model, not predictions alone, carry it as their version. */
  readonly onCalls: boolean;
}

/** Share of rows that a version must gain to count as switched to. */
const gainMin = 0.2;

/** Versions of the case's models that gained at least a fifth of the traffic. */
export function versionSwitches(file: CaseFile): readonly VersionSwitch[] {
  return scopeOf(file).models.flatMap((model) => switchesOf(file, model));
}

function switchesOf(file: CaseFile, model: string): readonly VersionSwitch[] {
  const before = rowsByVersion(file.measurementsBefore, model);
  const during = rowsByVersion(file.measurementsDuring, model);
  const sumBefore = sum(before);
  const sumDuring = sum(during);
  if (sumDuring === 0) return [];
  const previous = [...before].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? "";
  const found: VersionSwitch[] = [];
  for (const [version, rows] of during) {
    const shareDuring = rows / sumDuring;
    const shareBefore = sumBefore === 0 ? 0 : (before.get(version) ?? 0) / sumBefore;
    if (shareDuring - shareBefore < gainMin || (sumBefore === 0 && during.size === 1)) continue;
    const calls = (row: Measurement) =>
      ofVersion(row, model) === version && /token|ttft|llm|(^|-)calls?(-|$)/.test(row.measure);
    found.push({
      model,
      version,
      shareBefore,
      shareDuring,
      previous: previous === version ? "" : previous,
      since: firstSeen(file, model, version),
      onCalls: file.measurementsDuring.some(calls),
    });
  }
  return found;
}

/** version → the most rows any one measure counted for it. */
function rowsByVersion(rows: readonly Measurement[], model: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const version = ofVersion(row, model);
    if (version === undefined) continue;
    counts.set(version, Math.max(counts.get(version) ?? 0, row.count));
  }
  return counts;
}

/** The version of a row that is sliced by version alone; undefined for any other row. */
function ofVersion(row: Measurement, model: string): string | undefined {
  if (row.subject.kind !== "model" || row.subject.model !== model) return undefined;
  const { version, feature, peer, class: label } = row.slice;
  return version && !feature && !peer && !label ? version : undefined;
}

function firstSeen(file: CaseFile, model: string, version: string): TimeMs | null {
  const stated = factsOf(file, model)?.versions.find((facts) => facts.version === version);
  let first: TimeMs | null = null;
  for (const row of file.measurementsOverTime) {
    if (row.count === 0 || ofVersion(row, model) !== version) continue;
    if (first === null || row.window.start < first) first = row.window.start;
  }
  return first ?? stated?.firstSeen ?? null;
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
