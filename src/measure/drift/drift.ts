import type { Column, Table } from "../../model/column.ts";
import { type Message, say } from "../../model/message.ts";
import { resolveSettings } from "../../model/settings.ts";
import type { FeatureBins } from "../../model/summary.ts";
import { jensenShannonDistance } from "../../stats/distance/jensen-shannon-distance.ts";
import { testCategories } from "./category-test.ts";
import {
  asCategories,
  distinctUpTo,
  type CategorySide,
  type DriftSide,
  driftSideOf,
  presentOf,
} from "./drift-side.ts";
import { categoryEffect, type DriftEffect, numberEffect } from "./effect-size.ts";
import { countInBins, freezeBins } from "./frozen-bins.ts";
import { type DriftTest, testNumbers } from "./number-test.ts";
import { type DriftSettings, driftSettings } from "./settings.ts";

/** What was found on one column, before the number of columns is taken into account. */
export interface DriftFinding {
  readonly column: string;
  readonly kind: "numbers" | "categories";
  /** Null where nothing could be tested; `because` then says why. */
  readonly test: DriftTest | null;
  readonly effect: DriftEffect | null;
  /** Null where both sides miss nothing, or no rows are there. */
  readonly missing: MissingFinding | null;
  /** Share of the current rows in a category, or beyond the range, that the reference never showed. */
  readonly unseenShare: number;
  readonly referenceCount: number;
  readonly currentCount: number;
  readonly because: Message;
}

/** Missing values, tested apart from the values that are there. */
export interface MissingFinding {
  readonly referenceShare: number;
  readonly currentShare: number;
  readonly test: DriftTest;
  /** Jensen-Shannon distance of missing against present rows. */
  readonly effect: number;
}

/** How the drift of one column was judged among all. */
export interface ColumnDrift extends DriftFinding {
  /**
   * `drift`: significant and large. `slight`: significant, too small to matter. `none`: what chance
   * does. `untested`: nothing to compare. The worse of values and missing values.
   */
  readonly verdict: "drift" | "slight" | "none" | "untested";
  /** Adjusted for the number of columns; null where nothing was tested. */
  readonly pValue: number | null;
  readonly missingPValue: number | null;
  /** Importance for the model, 0 to 1; null where unknown. */
  readonly importance: number | null;
  /** Effect in multiples of what matters, times the importance where known: the order of the list. */
  readonly rank: number;
  /** Why this test, why this effect, what came out. */
  readonly reasons: readonly Message[];
}

// Up to so many different values numbers are categories (as Evidently's registry has it).
const fewValuesMax = 5;

/**
 * The drift of one column between a reference and the current rows: the test and the effect chosen by
 * type, size and shape unless the settings name them, each with its reason. For many columns at once,
 * or one reference against many windows, use {@link driftSideOf}, {@link findDrift} and `judgeDrift`.
 *
 * Cost O(n) for categories and O(n) of sorting for numbers. Columns of times and of different types are
 * not tested: the first always move on, the second are a matter of data quality.
 */
export function findDriftOfColumns(
  reference: Column,
  current: Column,
  given: Partial<DriftSettings> = {},
): DriftFinding {
  const about = { column: reference.name };
  if (reference.type === "time" || current.type === "time") {
    return untested(about.column, say("drift/untested-time", {}));
  }
  const sides = { reference: driftSideOf(reference), current: driftSideOf(current) };
  return findDrift({ ...about, ...sides }, given);
}

/** The findings on all columns that two tables share, in the order of the reference. */
export function findDriftOfTables(
  reference: Table,
  current: Table,
  given: Partial<DriftSettings> = {},
): readonly DriftFinding[] {
  const byName = new Map(current.columns.map((column) => [column.name, column]));
  return reference.columns.flatMap((column) => {
    const other = byName.get(column.name);
    return other === undefined ? [] : [findDriftOfColumns(column, other, given)];
  });
}

/**
 * The drift between two sides of a column.
 * @param of.bins bins frozen earlier; frozen on the reference where absent
 */
export function findDrift(
  of: {
    readonly column: string;
    readonly reference: DriftSide;
    readonly current: DriftSide;
    readonly bins?: FeatureBins | null;
  },
  given: Partial<DriftSettings> = {},
): DriftFinding {
  const settings = resolveSettings(driftSettings, given).values;
  const { column } = of;
  let { reference, current } = of;
  const counts = { referenceCount: presentOf(reference), currentCount: presentOf(current) };
  const missing = missingOf(reference, current, settings);
  const base = { column, kind: reference.kind, missing, unseenShare: 0, ...counts };
  if (reference.kind !== current.kind) {
    return { ...untested(column, say("drift/untested-types", {})), ...base };
  }
  const least = Math.min(counts.referenceCount, counts.currentCount);
  if (least < settings.rowsMin) {
    const because = say("drift/untested-few", { least, rows: settings.rowsMin });
    return { ...untested(column, because), ...base };
  }
  let because = say("drift/kind-categories", {});
  if (reference.kind === "numbers" && current.kind === "numbers") {
    const isFew = distinctUpTo(reference, fewValuesMax + 1) <= fewValuesMax;
    if (!isFew) return { ...base, ...numberFinding(of, { reference, current }, settings) };
    [reference, current] = [asCategories(reference), asCategories(current)];
    because = say("drift/kind-few-values", { most: fewValuesMax });
  }
  // Both are categories: of one kind, and numbers have been dealt with.
  if (reference.kind !== "categories" || current.kind !== "categories") {
    return { ...untested(column, say("drift/untested-types", {})), ...base };
  }
  const bins = (of.reference.kind === "numbers" ? null : of.bins) ?? freezeBins(reference);
  if (bins === null) return { ...untested(column, because), ...base };
  return {
    ...base,
    kind: "categories",
    test: testCategories(reference, current, settings),
    effect: categoryEffect({ reference, current }, bins, settings),
    unseenShare: unseenCategories(reference, current),
    because,
  };
}

function numberFinding(
  of: { readonly bins?: FeatureBins | null },
  sides: Parameters<typeof numberEffect>[0],
  settings: DriftSettings,
): Pick<DriftFinding, "kind" | "test" | "effect" | "unseenShare" | "because"> {
  const { reference, current } = sides;
  const bins = of.bins ?? freezeBins(reference);
  return {
    kind: "numbers",
    test: testNumbers(reference, current, settings),
    effect: bins === null ? null : numberEffect(sides, bins, settings),
    unseenShare: bins === null ? 0 : outOfRange(bins, sides),
    because: say("drift/kind-numbers", {}),
  };
}

function outOfRange(bins: FeatureBins, { current }: { readonly current: DriftSide }): number {
  const counts = countInBins(current, bins);
  return ((counts[0] ?? 0) + (counts.at(-1) ?? 0)) / Math.max(1, presentOf(current));
}

function unseenCategories(reference: CategorySide, current: CategorySide): number {
  let unseen = 0;
  for (const [name, count] of current.counts) if (!reference.counts.has(name)) unseen += count;
  return unseen / Math.max(1, current.present);
}

function missingOf(
  reference: DriftSide,
  current: DriftSide,
  settings: DriftSettings,
): MissingFinding | null {
  const [a, b] = [missingSide(reference), missingSide(current)];
  if (a.present === 0 || b.present === 0) return null;
  if (reference.missing + current.missing === 0) return null;
  return {
    referenceShare: reference.missing / a.present,
    currentShare: current.missing / b.present,
    test: testCategories(a, b, { ...settings, categoryTest: "auto" }),
    effect: jensenShannonDistance(
      [reference.missing, a.present - reference.missing],
      [current.missing, b.present - current.missing],
    ),
  };
}

function missingSide(side: DriftSide): CategorySide {
  const present = presentOf(side);
  const counts = new Map([
    ["missing", side.missing],
    ["present", present],
  ]);
  return { kind: "categories", counts, present: present + side.missing, missing: 0 };
}

function untested(column: string, because: Message): DriftFinding {
  return {
    column,
    kind: "categories",
    test: null,
    effect: null,
    missing: null,
    unseenShare: 0,
    referenceCount: 0,
    currentCount: 0,
    because,
  };
}
