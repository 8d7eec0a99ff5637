import type { FeatureBins, SummaryRequest } from "../../src/model/summary.ts";
import type { RawRow } from "../../src/store/native/reader.ts";
import { byWindowAnd, commonest, groupIn } from "./grouping.ts";
import { forPredictions, type KeptPrediction } from "./kept-rows.ts";
import { momentFields, quantileOf, RunningMoments } from "./running-sums.ts";

type Request<Kind extends SummaryRequest["kind"]> = Extract<
  SummaryRequest,
  { readonly kind: Kind }
>;

/** The answer of `featureStatement` over rows in memory. */
export function featureRows(
  predictions: readonly KeptPrediction[],
  request: Request<"features">,
): RawRow[] {
  const begin = (window: number, model: string, version: string, feature: string) => ({
    window,
    model,
    version,
    feature,
    count: 0,
    nulls: 0,
    numbers: new RunningMoments(),
    bins: new Map<number, number>(),
  });
  const groups = new Map<string, ReturnType<typeof begin>>();
  forPredictions(predictions, request, ({ row }, window, version) => {
    const { model, featuresNumber, featuresText } = row;
    const note = (feature: string, value: number | string | null) => {
      const group = groupIn(groups, `${window}\n${model}\n${version}\n${feature}`, () =>
        begin(window, model, version, feature),
      );
      group.count += 1;
      if (value === null) group.nulls += 1;
      if (typeof value === "number") group.numbers.add(value);
      const bin = binOf(request.bins[model]?.[feature], value);
      if (bin >= 0) group.bins.set(bin, (group.bins.get(bin) ?? 0) + 1);
    };
    for (const [feature, value] of featuresNumber) note(feature, value);
    for (const [feature, value] of featuresText) note(feature, value);
  });
  return [...groups.values()]
    .toSorted(byWindowAnd("model", "feature", "version"))
    .map(({ bins, numbers, ...group }) => ({
      ...group,
      ...momentFields("number", numbers),
      histogram: [...bins],
    }));
}

/** The bin of a value; -1 for what is in none. */
function binOf(bins: FeatureBins | undefined, value: number | string | null): number {
  if (bins === undefined || value === null) return -1;
  if (bins.type === "number") {
    if (typeof value !== "number" || Number.isNaN(value) || bins.edges.length === 0) return -1;
    return bins.edges.reduce((below, edge) => below + (edge < value ? 1 : 0), 0);
  }
  if (typeof value !== "string" || bins.categories.length === 0) return -1;
  const at = bins.categories.indexOf(value);
  return at < 0 ? bins.categories.length : at;
}

/** The answer of `featureProfileStatement` over rows in memory. */
export function profileRows(
  predictions: readonly KeptPrediction[],
  request: Request<"feature-profiles">,
): RawRow[] {
  const { probabilities, categoriesMax } = request;
  const begin = (window: number, model: string, feature: string, type: "number" | "text") => ({
    window,
    model,
    feature,
    type,
    count: 0,
    nulls: 0,
    numbers: [] as number[],
    texts: new Map<string, number>(),
  });
  const groups = new Map<string, ReturnType<typeof begin>>();
  forPredictions(predictions, request, ({ row }, window, version) => {
    if (version !== "") return;
    const { model, featuresNumber, featuresText } = row;
    const groupOf = (feature: string, type: "number" | "text") =>
      groupIn(groups, `${window}\n${model}\n${feature}\n${type}`, () =>
        begin(window, model, feature, type),
      );
    for (const [feature, value] of featuresNumber) {
      const group = groupOf(feature, "number");
      group.count += 1;
      if (value === null) group.nulls += 1;
      else if (!Number.isNaN(value)) group.numbers.push(value);
    }
    for (const [feature, value] of featuresText) {
      const group = groupOf(feature, "text");
      group.count += 1;
      if (value === null) group.nulls += 1;
      else group.texts.set(value, (group.texts.get(value) ?? 0) + 1);
    }
  });
  return [...groups.values()]
    .toSorted(byWindowAnd("model", "feature", "type"))
    .map(({ numbers, texts, ...group }) => {
      const sorted = Float64Array.from(numbers).sort();
      return {
        ...group,
        present: numbers.length,
        quantiles: probabilities.map((level) =>
          sorted.length === 0 ? 0 : quantileOf(sorted, level),
        ),
        categories: commonest(texts).slice(0, categoriesMax),
      };
    });
}
