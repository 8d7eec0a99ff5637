import type { SchemaChange } from "../../model/row-report.ts";
import type { PredictionRow } from "../../model/signals.ts";
import type { FeatureReference } from "../../model/summary.ts";
import { asTime } from "../data/freshness.ts";

/** What happens less often by chance is no chance. */
const chanceMax = 1e-3;

/** How many rows carry a feature, and as what. */
interface Carried {
  rows: number;
  numbers: number;
  texts: number;
  times: number;
}

/** Changes of the features against the reference, and the rows that carry a value of another type. */
export interface SchemaFindings {
  readonly changes: readonly SchemaChange[];
  readonly mistypedRows: number;
}

/**
 * Features of drawn rows that the reference does not have, that it has and the rows do not, or that are mostly of another
 * type. A feature that not every row carries appears or disappears only where chance would show so in one case of a
 * thousand. Times are in no reference and never appear. Nothing is told without a reference.
 */
export function schemaChanges(
  rows: readonly PredictionRow[],
  reference: ReadonlyMap<string, FeatureReference>,
): SchemaFindings {
  const referenceRows = Math.max(0, ...[...reference.values()].map(({ count }) => count));
  if (rows.length === 0 || referenceRows === 0) return { changes: [], mistypedRows: 0 };
  const carried = carriedOf(rows);
  const changes: SchemaChange[] = [];
  for (const [feature, { bins, count }] of reference) {
    const own = carried.get(feature);
    const other = bins.type === "number" ? own?.texts : own?.numbers;
    if (own === undefined) {
      const chance = (1 - count / (referenceRows + 1)) ** rows.length;
      if (chance < chanceMax) changes.push({ feature, change: "gone", from: bins.type, to: null });
    } else if (2 * (other ?? 0) > own.numbers + own.texts) {
      const to = bins.type === "number" ? "text" : "number";
      changes.push({ feature, change: "type", from: bins.type, to });
    }
  }
  for (const [feature, { numbers, texts, times }] of carried) {
    const values = numbers + texts;
    if (reference.has(feature) || values === 0 || 2 * times > values) continue;
    const chance = (1 - values / rows.length) ** referenceRows;
    const to = numbers >= texts ? "number" : "text";
    if (chance < chanceMax) changes.push({ feature, change: "new", from: null, to });
  }
  changes.sort((a, b) => (a.feature < b.feature ? -1 : 1));
  return { changes, mistypedRows: rows.filter((row) => isMistyped(row, reference)).length };
}

function carriedOf(rows: readonly PredictionRow[]): ReadonlyMap<string, Carried> {
  const carried = new Map<string, Carried>();
  const of = (feature: string): Carried => {
    const own = carried.get(feature) ?? { rows: 0, numbers: 0, texts: 0, times: 0 };
    carried.set(feature, own);
    own.rows++;
    return own;
  };
  for (const { featuresNumber, featuresText } of rows) {
    for (const [feature, value] of featuresNumber) {
      const own = of(feature);
      if (value === null) continue;
      own.numbers++;
      if (!Number.isNaN(asTime(value))) own.times++;
    }
    for (const [feature, value] of featuresText) {
      const own = of(feature);
      if (value === null) continue;
      own.texts++;
      if (!Number.isNaN(textTime(value))) own.times++;
    }
  }
  return carried;
}

/** A date or moment as ISO 8601 writes it, in UTC milliseconds; NaN for any other text. */
export function textTime(value: string): number {
  return /^\d{4}-\d\d-\d\d([T ]|$)/.test(value) ? Date.parse(value) : Number.NaN;
}

function isMistyped(
  { featuresNumber, featuresText }: PredictionRow,
  reference: ReadonlyMap<string, FeatureReference>,
): boolean {
  const typeOf = (feature: string) => reference.get(feature)?.bins.type;
  for (const [feature, value] of featuresNumber) {
    if (value !== null && typeOf(feature) === "text") return true;
  }
  for (const [feature, value] of featuresText) {
    if (value !== null && typeOf(feature) === "number") return true;
  }
  return false;
}
