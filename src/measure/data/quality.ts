import type { Table } from "../../model/column.ts";
import type { ReportCard, ReportRow } from "../../model/report.ts";
import { worstStatus } from "../../model/report.ts";
import { areaUnderRoc } from "../../stats/area-under-roc.ts";
import { normalCdf } from "../../stats/distribution/normal-cdf.ts";
import { findingOf } from "./column-check.ts";
import { estimatedQuality } from "./estimated-quality.ts";
import type { CheckLimits } from "./limits.ts";
import { furtherQuality } from "./further-quality.ts";
import { groupsOf, guessesOf, type Outcomes, outcomesOf } from "./outcomes.ts";
import type { SpecialColumns } from "./roles.ts";
import { checkSlices } from "./worst-slices.ts";

/** One measure of quality on one side. */
export interface QualityValue {
  /** Name of the measure; its text is `measure.<name>`. */
  readonly name: string;
  readonly value: number;
  /** NaN where it is not known: such a measure is shown and not judged. */
  readonly standardError: number;
  readonly isHigherBetter: boolean;
  readonly unit: "ratio" | "1";
}

/**
 * The quality of both tables where they hold labels beside predictions or scores, and whether it
 * fell: accuracy, F1, area under the ROC curve, log loss and Brier score, or the errors of numbers.
 * A measure fails when it is worse by more than the limit and one-sided z test is sure; so do parts of
 * the data that became worse than the rest. Further measures stand beside them, shown and not judged, so
 * that one loss does not alarm many times over. Where the current table holds no labels yet, its quality is
 * estimated. Null where the reference lacks labels or either table predictions.
 */
export function checkQuality(
  tables: { readonly reference: Table; readonly current: Table },
  special: SpecialColumns,
  limits: CheckLimits,
): ReportCard | null {
  const reference = outcomesOf(tables.reference, special, limits.decisionThreshold);
  const current = outcomesOf(tables.current, special, limits.decisionThreshold);
  if (reference === null) return null;
  const before = qualityOf(reference);
  if (current === null) {
    return estimatedQuality(tables, special, { reference, before, limits });
  }
  // The reference decides what the task is: few current rows may show one class only.
  const { task, positive } = reference;
  const now = qualityOf({ ...current, task, positive });
  const judged = before.flatMap((old) => {
    const fresh = now.find(({ name }) => name === old.name);
    return fresh === undefined ? [] : [judge(old, fresh, limits)];
  });
  const sides = {
    reference: { table: tables.reference, outcomes: reference },
    current: { table: tables.current, outcomes: { ...current, task, positive } },
  };
  const findings = [...judged, ...checkSlices(sides, special, limits)];
  const beside = (old: readonly Shown[], fresh: readonly Shown[]): readonly ReportRow[] =>
    old.map(({ name, value, unit }) => {
      const found = fresh.find((other) => other.name === name)?.value ?? NaN;
      return { name: `measure.${name}`, reference: finite(value), current: finite(found), unit };
    });
  const rows = [
    ...beside(before, now),
    ...beside(furtherQuality(reference), furtherQuality(sides.current.outcomes)),
  ];
  const size = { name: "check.row.labelled", unit: "1" };
  return {
    name: special.label ?? "",
    kinds: [`check.task.${task}`],
    status: worstStatus(findings.map(({ status }) => status)),
    findings,
    rows: [{ ...size, reference: reference.count, current: current.count }, ...rows],
    picture: null,
  };
}

type Shown = Pick<QualityValue, "name" | "value" | "unit">;

function judge(before: QualityValue, now: QualityValue, limits: CheckLimits) {
  const { qualityDropMax: limit, significance } = limits;
  const { name: measure, unit } = before;
  const params = { measure, unit, before: before.value, value: now.value };
  const known = [before.value, now.value, before.standardError, now.standardError];
  if (known.some((value) => !Number.isFinite(value))) {
    return findingOf("quality", "skip", "unknown", { params });
  }
  const loss = (before.value - now.value) * (before.isHigherBetter ? 1 : -1);
  const value = loss / Math.max(Math.abs(before.value), 1e-12);
  const z = loss / Math.hypot(before.standardError, now.standardError);
  const chance = normalCdf(-z);
  const details = { params, value, limit };
  if (value <= limit) return findingOf("quality", "pass", value < 0 ? "better" : "kept", details);
  const isSure = chance < significance;
  return findingOf("quality", isSure ? "fail" : "warn", isSure ? "worse" : "unsure", details);
}

/** Every measure of quality that labelled rows allow, each with its standard error. */
export function qualityOf(outcomes: Outcomes): readonly QualityValue[] {
  switch (outcomes.task) {
    case "numbers":
      return regressionOf(outcomes);
    case "binary":
      return [...classesOf(outcomes), ...scoresOf(outcomes)];
    case "classes":
      return classesOf(outcomes);
    default:
      return outcomes.task satisfies never;
  }
}

function classesOf(outcomes: Outcomes): QualityValue[] {
  const { labels, positive, task } = outcomes;
  const guesses = guessesOf(outcomes);
  if (guesses === null) return [];
  // Class → rows of it, rows called it, rows of it that were called it.
  const counts = new Map<string, { truth: number; called: number; hit: number }>();
  const of = (name: string) => {
    const known = counts.get(name) ?? { truth: 0, called: 0, hit: 0 };
    counts.set(name, known);
    return known;
  };
  let hits = 0;
  for (const [index, label] of labels.entries()) {
    const guess = guesses[index] ?? "";
    of(label).truth += 1;
    of(guess).called += 1;
    if (label !== guess) continue;
    of(label).hit += 1;
    hits += 1;
  }
  const share = hits / labels.length;
  const scored = new Map([...counts].filter(([name]) => task !== "binary" || name === positive));
  const f1 = meanOf([...scored.values()].map(f1Of)).value;
  const shown = { isHigherBetter: true, unit: "ratio" } as const;
  return [
    {
      name: "accuracy",
      value: share,
      standardError: Math.sqrt((share * (1 - share)) / labels.length),
      ...shown,
    },
    { name: "f1", value: f1, standardError: f1Error(labels, guesses, scored), ...shown },
  ];
}

interface ClassCounts {
  readonly truth: number;
  readonly called: number;
  readonly hit: number;
}

function f1Of({ truth, called, hit }: ClassCounts): number {
  return (2 * hit) / (truth + called);
}

/** Standard error of the mean F1 of classes: each is a ratio of sums, linear in the rows (delta method). */
function f1Error(
  labels: readonly string[],
  guesses: readonly string[],
  classes: ReadonlyMap<string, ClassCounts>,
): number {
  let squares = 0;
  for (const [row, label] of labels.entries()) {
    const guess = guesses[row] ?? "";
    let influence = 0;
    for (const name of label === guess ? [label] : [label, guess]) {
      const counts = classes.get(name);
      if (counts === undefined) continue;
      const parts = label === guess ? 2 : 1;
      const hit = label === guess ? 2 : 0;
      influence += (hit - f1Of(counts) * parts) / (counts.truth + counts.called);
    }
    squares += (influence / classes.size) ** 2;
  }
  return Math.sqrt(squares);
}

function scoresOf(outcomes: Outcomes): QualityValue[] {
  const { labels, scores, positive } = outcomes;
  if (scores === null) return [];
  const truth = Uint8Array.from(labels, (label) => (label === positive ? 1 : 0));
  const { auc, standardError } = areaUnderRoc(groupsOf(outcomes));
  const values: QualityValue[] = [
    { name: "auc-roc", value: auc, standardError, isHigherBetter: true, unit: "ratio" },
  ];
  // Beyond 0 and 1 a score is no probability.
  if (scores.some((score) => score < 0 || score > 1)) return values;
  const tiny = 1e-15;
  const losses = new Float64Array(scores.length);
  const squares = new Float64Array(scores.length);
  for (let row = 0; row < scores.length; row += 1) {
    const chance = Math.min(1 - tiny, Math.max(tiny, scores[row] ?? 0));
    const is = truth[row] ?? 0;
    losses[row] = -Math.log(is === 1 ? chance : 1 - chance);
    squares[row] = (is - (scores[row] ?? 0)) ** 2;
  }
  const low = { isHigherBetter: false, unit: "1" } as const;
  return [
    ...values,
    { name: "log-loss", ...meanOf(losses), ...low },
    { name: "brier", ...meanOf(squares), ...low },
  ];
}

function regressionOf({ labelNumbers, scores }: Outcomes): QualityValue[] {
  if (scores === null) return [];
  const errors = Array.from(labelNumbers, (label, row) => (scores[row] ?? NaN) - label);
  const absolute = meanOf(errors.map(Math.abs));
  const square = meanOf(errors.map((error) => error * error));
  const mean = meanOf([...labelNumbers]).value;
  const spreads = Array.from(labelNumbers, (label) => (label - mean) ** 2);
  const spread = meanOf(spreads).value;
  const ratio = square.value / spread;
  // A ratio of two means, linear in the rows (delta method).
  const residuals = errors.map(
    (error, row) => (error * error - ratio * (spreads[row] ?? 0)) / spread,
  );
  const root = Math.sqrt(square.value);
  const low = { isHigherBetter: false, unit: "1" } as const;
  return [
    { name: "mae", ...absolute, ...low },
    // By the delta method: the derivative of the root is 1 / (2 root).
    { name: "rmse", value: root, standardError: square.standardError / (2 * root), ...low },
    {
      name: "r2",
      value: spread > 0 ? 1 - ratio : NaN,
      standardError: meanOf(residuals).standardError,
      isHigherBetter: true,
      unit: "1",
    },
  ];
}

function meanOf(values: ArrayLike<number>): {
  readonly value: number;
  readonly standardError: number;
} {
  const count = values.length;
  let sum = 0;
  for (let row = 0; row < count; row += 1) sum += values[row] ?? NaN;
  const value = sum / count;
  let squares = 0;
  for (let row = 0; row < count; row += 1) squares += ((values[row] ?? NaN) - value) ** 2;
  return { value, standardError: Math.sqrt(squares / (count - 1) / count) };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
