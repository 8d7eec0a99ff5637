import type { Column, Table } from "../../model/column.ts";
import { type Message, say } from "../../model/message.ts";
import { resolveSettings } from "../../model/settings.ts";
import { benjaminiHochberg, holm } from "../../stats/adjust-p-values.ts";
import {
  type ColumnDrift,
  type DriftFinding,
  findDriftOfColumns,
  findDriftOfTables,
} from "./drift.ts";
import { type DriftSettings, driftSettings } from "./settings.ts";

/** Drift of all columns that two tables share, worst first. */
export function driftOfTables(
  reference: Table,
  current: Table,
  given: Partial<DriftSettings> & { readonly importance?: ReadonlyMap<string, number> } = {},
): readonly ColumnDrift[] {
  const { importance, ...settings } = given;
  return judgeDrift(findDriftOfTables(reference, current, settings), settings, importance);
}

/** Drift of one column on its own, its p value not adjusted for others. */
export function drift(
  reference: Column,
  current: Column,
  given: Partial<DriftSettings> = {},
): ColumnDrift {
  const finding = findDriftOfColumns(reference, current, given);
  return judged(finding, {
    settings: resolveSettings(driftSettings, given).values,
    pValue: finding.test?.pValue ?? Number.NaN,
    missingPValue: finding.missing?.test.pValue ?? Number.NaN,
    importance: null,
  });
}

/**
 * Judges findings together: p values are adjusted for the number of tests made (values and missing
 * values apart), a column drifts where its adjusted p value is significant and its effect at least
 * `effectMin`. So a difference that matters to nobody never becomes drift by more rows alone. Worst
 * first: by effect in multiples of `effectMin`, times the importance where known; ties by name.
 *
 * @param importance column → importance for the model, 0 to 1
 */
export function judgeDrift(
  findings: readonly DriftFinding[],
  given: Partial<DriftSettings> = {},
  importance: ReadonlyMap<string, number> = new Map(),
): readonly ColumnDrift[] {
  const settings = resolveSettings(driftSettings, given).values;
  const adjust = adjustment(settings);
  const pValues = adjust(findings.map(({ test }) => test?.pValue ?? Number.NaN));
  const missing = adjust(findings.map((one) => one.missing?.test.pValue ?? Number.NaN));
  return findings
    .map((finding, index) =>
      judged(finding, {
        settings,
        pValue: pValues[index] ?? Number.NaN,
        missingPValue: missing[index] ?? Number.NaN,
        importance: importance.get(finding.column) ?? null,
      }),
    )
    .sort((a, b) => b.rank - a.rank || (a.column < b.column ? -1 : 1));
}

function adjustment({ correction }: DriftSettings): (values: readonly number[]) => Float64Array {
  if (correction === "holm") return holm;
  if (correction === "none") return (values) => Float64Array.from(values);
  return benjaminiHochberg;
}

function judged(
  finding: DriftFinding,
  of: {
    readonly settings: DriftSettings;
    readonly pValue: number;
    readonly missingPValue: number;
    readonly importance: number | null;
  },
): ColumnDrift {
  const { settings, pValue, missingPValue, importance } = of;
  const { test, effect, missing } = finding;
  const size = effect?.value ?? 0;
  const values = test === null ? null : levelOf(pValue, size, settings);
  // Missing values are judged by the distance of two shares, whatever effect the values have.
  const missingLimit = { ...settings, effectMin: missingEffectMin };
  const ofMissing = missing === null ? null : levelOf(missingPValue, missing.effect, missingLimit);
  const worst = Math.max(values ?? -1, ofMissing ?? -1);
  const verdict = worst < 0 ? "untested" : (levels[worst] ?? "none");
  const multiple = Math.max(
    values === 0 ? 0 : size / (settings.effectMin || 1),
    ofMissing === 0 ? 0 : (missing?.effect ?? 0) / missingEffectMin,
  );
  const outcome = outcomeOf(values, { finding, pValue, settings });
  const rank = multiple * (importance ?? 1);
  return {
    ...finding,
    verdict,
    pValue: Number.isNaN(pValue) ? null : pValue,
    missingPValue: Number.isNaN(missingPValue) ? null : missingPValue,
    importance,
    rank: Number.isFinite(rank) ? rank : Number.MAX_VALUE,
    reasons: [
      finding.because,
      ...(test === null ? [] : [test.because]),
      ...(effect === null ? [] : [effect.because]),
      ...outcome,
      ...missingOutcome(ofMissing, { finding, missingPValue }),
    ],
  };
}

const levels = ["none", "slight", "drift"] as const;

// Jensen-Shannon distance of missing shares that matters: from 0 to about 2 % missing.
const missingEffectMin = 0.1;

function levelOf(pValue: number, effect: number, settings: DriftSettings): 0 | 1 | 2 {
  if (!(pValue <= settings.significance)) return 0;
  return effect >= settings.effectMin ? 2 : 1;
}

function outcomeOf(
  level: 0 | 1 | 2 | null,
  of: {
    readonly finding: DriftFinding;
    readonly pValue: number;
    readonly settings: DriftSettings;
  },
): readonly Message[] {
  const { finding, pValue, settings } = of;
  if (level === null) return [];
  const params = {
    driftTest: finding.test?.name ?? "",
    driftEffect: finding.effect?.name ?? "",
    pValue,
    effect: finding.effect?.value ?? 0,
    limit: settings.effectMin,
  };
  const codes = ["drift/none", "drift/slight", "drift/drift"] as const;
  return [say(codes[level], params)];
}

function missingOutcome(
  level: 0 | 1 | 2 | null,
  of: { readonly finding: DriftFinding; readonly missingPValue: number },
): readonly Message[] {
  const { missing } = of.finding;
  if (level === null || level === 0 || missing === null) return [];
  const params = {
    reference: missing.referenceShare,
    current: missing.currentShare,
    pValue: of.missingPValue,
  };
  return [say(level === 2 ? "drift/missing" : "drift/missing-slight", params)];
}
