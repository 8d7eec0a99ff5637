import type { Json } from "../model/json.ts";
import type { Measurement } from "../model/measurement.ts";
import { resolveSettings } from "../model/settings.ts";
import type {
  FeatureBins,
  FeatureReference,
  SummaryKind,
  SummaryRequest,
  SummaryRows,
} from "../model/summary.ts";
import type { WindowGrid } from "../model/time.ts";
import { measures as catalogue } from "./catalog.ts";
import type { Measure, MeasureContext } from "./measure.ts";

/** The rows that came back, by kind of summary. A kind that was not asked for may be absent. */
export type RowsByKind = { readonly [Kind in SummaryKind]?: readonly SummaryRows[Kind][] };

/**
 * Measures everything there are rows for.
 *
 * @param options.measures which measures; the whole catalogue unless told
 * @param options.settings measure name → given settings; problems in them fall back to the defaults
 */
export function measureAll(
  rows: RowsByKind,
  context: MeasureContext,
  options: {
    readonly measures?: readonly Measure[];
    readonly settings?: { readonly [measure: string]: { readonly [name: string]: Json } };
  } = {},
): readonly Measurement[] {
  return (options.measures ?? catalogue).flatMap((measure) => {
    const own: readonly SummaryRows[SummaryKind][] | undefined = rows[measure.needs];
    if (own === undefined || own.length === 0) return [];
    const { values } = resolveSettings(measure.settings, options.settings?.[measure.name]);
    return measure.measure(own, values, context);
  });
}

/**
 * The requests that answer all given measures: one per kind of summary, however many measures share it.
 * Features without a reference are asked for with no bins, which still gives their nulls and mean.
 *
 * @param about.formats    model → "json" or the regular expression its text output must match
 * @param about.references model → feature → its frozen reference
 */
export function summaryRequestsFor(
  measures: readonly Measure[],
  about: {
    readonly grid: WindowGrid;
    readonly models?: readonly string[];
    readonly services?: readonly string[];
    readonly formats?: { readonly [model: string]: string };
    readonly references: MeasureContext["references"];
  },
): readonly SummaryRequest[] {
  const { grid } = about;
  const models = about.models ? { models: about.models } : {};
  const services = about.services ? { services: about.services } : {};
  const kinds = new Set(measures.map((measure) => measure.needs));
  return [...kinds].flatMap((kind): readonly SummaryRequest[] => {
    switch (kind) {
      case "predictions": {
        const formats = about.formats ? { formats: about.formats } : {};
        return [{ kind, grid, ...models, ...formats }];
      }
      case "features":
        return [{ kind, grid, ...models, bins: binsOfReferences(about.references) }];
      case "outcomes":
      case "llm-calls":
        return [{ kind, grid, ...models }];
      case "spans":
        return [{ kind, grid, ...services }];
      case "slices":
      case "confidence":
      case "estimates":
      case "drift":
      case "text-drift":
      case "rows":
      case "llm-answers":
      case "judged-outputs":
      case "feature-profiles":
        // Asked seldom and apart, or worked out from others: worst slices, estimates, drift, and what
        // references are built from.
        return [];
      default:
        return kind satisfies never;
    }
  });
}

/** model → feature → its bins, as the `features` summary wants them. */
export function binsOfReferences(
  references: ReadonlyMap<string, ReadonlyMap<string, FeatureReference>>,
): { readonly [model: string]: { readonly [feature: string]: FeatureBins } } {
  return Object.fromEntries(
    [...references].map(([model, features]) => [
      model,
      Object.fromEntries([...features].map(([name, reference]) => [name, reference.bins])),
    ]),
  );
}
