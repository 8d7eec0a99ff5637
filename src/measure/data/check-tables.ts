import { columnNamed, type Table } from "../../model/column.ts";
import { type Message, say } from "../../model/message.ts";
import {
  type CheckStatus,
  type Finding,
  type Report,
  type ReportCard,
  type ReportRow,
  type ReportSection,
  worstStatus,
} from "../../model/report.ts";
import type { TimeMs } from "../../model/time.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import type { DriftSettings } from "../drift/settings.ts";
import { columnChecks } from "./catalog.ts";
import type { ColumnPair, TextEmbeddings } from "./column-check.ts";
import { checkCorrelation } from "./correlation.ts";
import { checkCoverage } from "./coverage.ts";
import { checkDrift } from "./drift.ts";
import { checkDuplicates } from "./duplicates.ts";
import { asTime, checkFreshness } from "./freshness.ts";
import type { CheckLimits } from "./limits.ts";
import { pictureOf } from "./picture.ts";
import { type ColumnProfile, profileOf } from "./profile.ts";
import { checkQuality } from "./quality.ts";
import { findRoles, roleOf, type SpecialColumns } from "./roles.ts";
import { checkSchema } from "./schema.ts";
import { checkVolume } from "./volume.ts";

/** A table to be checked, and the values of it that are not of the type they should be. */
export interface CheckedTable extends Table {
  readonly misfits: readonly {
    readonly column: string;
    readonly count: number;
    readonly examples: readonly { readonly text: string }[];
  }[];
}

/** How two tables are compared. */
export interface CheckOptions {
  readonly limits: CheckLimits;
  /** Column → its own limits. */
  readonly limitsOf: ReadonlyMap<string, CheckLimits>;
  /** Columns that are left out. */
  readonly ignore: readonly string[];
  /** Checks whose failures are only warnings. */
  readonly warnOnly: readonly string[];
  /** Whether drift also fails where quality, measured or estimated, is kept; false where absent. */
  readonly driftAlways?: boolean;
  /** How drift is tested and measured; by type, size and shape of each column where absent. */
  readonly drift?: Partial<DriftSettings> | undefined;
  /** Columns of a role, where they are not found by name. */
  readonly roles: { readonly [role in keyof SpecialColumns]?: string };
  readonly now: TimeMs;
  /** Column of free texts → their embeddings; without one texts are told apart by their words. */
  readonly embeddings?: ReadonlyMap<string, TextEmbeddings> | undefined;
}

/**
 * Compares current data with their reference: schema, volume, freshness, duplicates, correlation and
 * coverage of the whole, every check and the drift of each column, and quality where both hold labels
 * and predictions (estimated where the current labels have not come); drift fails only where that is not
 * kept. Drift's p values are corrected by Benjamini and Hochberg over the columns.
 * Cost O(rows · columns · log rows).
 */
export function checkTables(
  reference: Table,
  current: CheckedTable,
  options: CheckOptions,
): { readonly status: CheckStatus; readonly sections: readonly ReportSection[] } {
  const { ignore, limits } = options;
  const kept = <T extends Table>(table: T): T => ({
    ...table,
    columns: table.columns.filter(({ name }) => !ignore.includes(name)),
  });
  const tables = { reference: kept(reference), current: kept(current) };
  const special = findRoles(tables.reference, options.roles);
  const pairs = pairsOf(tables.reference, tables.current, special).map((pair) => ({
    ...pair,
    embeddings: options.embeddings?.get(pair.name),
  }));
  const whole = [
    ...checkSchema(expectedNames(tables, special.label), namesOf(tables.current)),
    checkVolume({ reference: reference.rowCount, current: current.rowCount }, limits),
    freshnessOf(pairs, options),
    checkDuplicates({ ...tables, id: special.id }, limits),
    checkCorrelation(pairs, limits),
    checkCoverage(pairs, limits),
  ].map((finding) => softened(finding, options));
  const quality = checkQuality(tables, special, limits);
  const sections: readonly ReportSection[] = [
    { heading: "check.section.table", cards: [wholeCard(whole, reference, current)] },
    ...(quality === null
      ? []
      : [{ heading: "check.section.quality", cards: [softenedCard(quality, options)] }]),
    {
      heading: "check.section.columns",
      cards: columnCards(pairs, whenItMatters(quality, options)),
    },
  ];
  const cards = sections.flatMap((section) => section.cards);
  return { status: worstStatus(cards.map(({ status }) => status)), sections };
}

/** Drift is only a warning while quality, measured or estimated, is kept beyond doubt. */
function whenItMatters(quality: ReportCard | null, options: CheckOptions): CheckOptions {
  if (options.driftAlways === true || quality?.status !== "pass") return options;
  return { ...options, warnOnly: [...options.warnOnly, "drift", "text-drift"] };
}

/** The report of a check, with what was compared on top. */
export function checkReport(
  reference: Table,
  current: CheckedTable,
  options: CheckOptions & { readonly facts: readonly Message[] },
): Report {
  const { status, sections } = checkTables(reference, current, options);
  return { title: say("check.title"), status, facts: options.facts, sections };
}

/** The columns that the current table should have: labels may come later. */
function expectedNames(
  { reference, current }: { readonly reference: Table; readonly current: Table },
  label: string | null,
): readonly string[] {
  const isLate = label !== null && columnNamed(current, label) === undefined;
  return namesOf(reference).filter((name) => !isLate || name !== label);
}

function namesOf(table: Table): readonly string[] {
  return table.columns.map(({ name }) => name);
}

function pairsOf(
  reference: Table,
  current: CheckedTable,
  special: SpecialColumns,
): readonly ColumnPair[] {
  return reference.columns.flatMap((column) => {
    const other = columnNamed(current, column.name);
    if (other === undefined) return [];
    const profile = profileOf(column);
    const misfit = current.misfits.find((candidate) => candidate.column === column.name);
    return [
      {
        name: column.name,
        role: roleOf(profile, special),
        reference: profile,
        current: profileOf(other),
        misfitCount: misfit?.count ?? 0,
        misfitExample: misfit?.examples[0]?.text ?? "",
      },
    ];
  });
}

function freshnessOf(pairs: readonly ColumnPair[], { now, limits }: CheckOptions): Finding {
  const pair = pairs.find(({ role }) => role === "time");
  const newest = (profile: ColumnProfile | undefined): TimeMs => {
    const value = profile?.sorted?.at(-1) ?? NaN;
    return profile?.column.type === "number" ? asTime(value) : value;
  };
  const times = { reference: newest(pair?.reference), current: newest(pair?.current), now };
  return checkFreshness(times, limits);
}

function columnCards(pairs: readonly ColumnPair[], options: CheckOptions): readonly ReportCard[] {
  const limitsOf = (name: string) => options.limitsOf.get(name) ?? options.limits;
  const drifts = checkDrift(pairs, limitsOf, options.drift);
  return pairs.map((pair) => {
    const limits = limitsOf(pair.name);
    const findings = [
      ...columnChecks.map((check) => check.check(pair, limits)),
      drifts.get(pair.name) ?? null,
    ].flatMap((finding) => (finding === null ? [] : [softened(finding, options)]));
    const { type } = pair.reference.column;
    return {
      name: pair.name,
      kinds: [
        `check.type.${type}`,
        ...(pair.role === "feature" ? [] : [`check.role.${pair.role}`]),
      ],
      status: worstStatus(findings.map(({ status }) => status)),
      findings,
      rows: rowsOf(pair),
      picture:
        pair.role === "id" || pair.role === "text" ? null : pictureOf(pair.reference, pair.current),
    };
  });
}

function wholeCard(findings: readonly Finding[], reference: Table, current: Table): ReportCard {
  const rows = [
    { name: "check.row.rows", reference: reference.rowCount, current: current.rowCount, unit: "1" },
    {
      name: "check.row.columns",
      reference: reference.columns.length,
      current: current.columns.length,
      unit: "1",
    },
  ];
  const status = worstStatus(findings.map((finding) => finding.status));
  return { name: "", kinds: [], status, findings, rows, picture: null };
}

/** The numbers of a column that a person compares first. */
function rowsOf({ role, reference, current }: ColumnPair): readonly ReportRow[] {
  const row = (name: string, of: (profile: ColumnProfile) => number, unit = "1"): ReportRow => {
    const finite = (value: number) => (Number.isFinite(value) ? value : null);
    return {
      name: `check.row.${name}`,
      reference: finite(of(reference)),
      current: finite(of(current)),
      unit,
    };
  };
  const missingShare = (profile: ColumnProfile) => 1 - profile.presentCount / profile.rowCount;
  const head = [row("missing", missingShare, "ratio"), row("distinct", (p) => p.distinctCount)];
  const at = (share: number) => (profile: ColumnProfile) =>
    profile.sorted === null ? NaN : quantileSorted(profile.sorted, share);
  if (reference.column.type === "time") {
    return [...head, row("min", at(0), "time"), row("max", at(1), "time")];
  }
  if (reference.sorted === null || role === "id") return head;
  return [
    ...head,
    row("mean", ({ mean }) => mean),
    row("deviation", ({ deviation }) => deviation),
    row("min", at(0)),
    row("p05", at(0.05)),
    row("median", at(0.5)),
    row("p95", at(0.95)),
    row("max", at(1)),
  ];
}

function softened(finding: Finding, { warnOnly }: CheckOptions): Finding {
  const isSoft = finding.status === "fail" && warnOnly.includes(finding.check);
  return isSoft ? { ...finding, status: "warn" } : finding;
}

function softenedCard(card: ReportCard, options: CheckOptions): ReportCard {
  const findings = card.findings.map((finding) => softened(finding, options));
  return { ...card, findings, status: worstStatus(findings.map(({ status }) => status)) };
}
