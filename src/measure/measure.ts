import type { Measurement, Subject } from "../model/measurement.ts";
import type { SettingTable, ValuesOf } from "../model/settings.ts";
import type {
  FeatureReference,
  SummaryKind,
  SummaryRequest,
  SummaryRows,
} from "../model/summary.ts";
import type { ModelTask } from "../model/measurement.ts";
import type { CostMatrix } from "./quality/class-agreement.ts";
import type { TimeMs, WindowGrid } from "../model/time.ts";

/** What a measure may know besides the rows it asked for. */
export interface MeasureContext {
  readonly grid: WindowGrid;
  readonly now: TimeMs;
  /** model → its task. */
  readonly tasks: ReadonlyMap<string, ModelTask>;
  /** model → class that counts as positive; binary tasks only. */
  readonly positiveClasses: ReadonlyMap<string, string>;
  /** model → feature → its frozen reference. */
  readonly references: ReadonlyMap<string, ReadonlyMap<string, FeatureReference>>;
  /** model → what its predictions are worth; only of models that declare it. */
  readonly worths: ReadonlyMap<string, CostMatrix>;
  /** Models that have ever had a label. */
  readonly labelledModels: ReadonlySet<string>;
  /** Share of labels, 0 to 1, at which a window is settled before its horizon. */
  readonly labelCoverageMin: number;
  /** Milliseconds after a window's end at which it is settled whatever its coverage. */
  readonly labelHorizonMs: number;
}

/**
 * A measure turns summaries into measurements. The laws, run over the catalogue: deterministic; input
 * untouched; never throws on empty or degenerate rows; 0/0 is null with its count, never 0; documented.
 */
export interface Measure<
  Kind extends SummaryKind = SummaryKind,
  Table extends SettingTable = SettingTable,
> {
  readonly name: string;
  /** Name of the series it is written to, with unit suffix, e.g. aceso_accuracy_ratio. */
  readonly series: string;
  /** "ratio", "ms", "1/s", "tokens", "USD", "1". */
  readonly unit: string;
  readonly summary: string;
  /** Formula of the value and of its standard error, and where they come from. */
  readonly source: string;
  readonly subject: Subject["kind"];
  /** Tasks it makes sense for; empty for service measures. */
  readonly tasks: readonly ModelTask[];
  readonly class: "objective" | "evidence";
  readonly settings: Table;
  /** The kind of summary it is computed from; measures that share one share one query. */
  readonly needs: Kind;
  measure(
    rows: readonly SummaryRows[Kind][],
    settings: ValuesOf<Table>,
    context: MeasureContext,
  ): readonly Measurement[];
}

export type { SummaryRequest };
