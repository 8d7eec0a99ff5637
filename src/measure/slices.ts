import { isStructuredTask, modelTasks, type Measurement } from "../model/measurement.ts";
import type { SliceQuality, WorstSlices } from "../model/slice-quality.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { worstSlicesOf } from "./quality/live-slices.ts";

// Quality in the slices that fare worst.

const source =
  "Slices are found every four minutes over the labelled predictions of an hour (of more than 10,000 a sample): each value of a text feature, each quarter of a number's reference, and the missing values, against all other rows; one-sided Welch test, Holm's correction, 1 %, at least 30 rows, and 5 points of accuracy or a fifth of the error. Standard error of a mean, sqrt(s² / n).";

/** One figure of the slices found: the value shown for a model, or one for each of its slices. */
function sliceMeasure(facts: {
  readonly name: string;
  readonly series: string;
  readonly unit: string;
  readonly summary: string;
  /** The quality of the models it is about. */
  readonly of: WorstSlices["measure"];
  shown(model: WorstSlices): readonly Shown[];
}): Measure<"slices", Record<never, never>> {
  const { of, shown, ...told } = facts;
  return {
    ...told,
    source,
    subject: "model",
    tasks: modelTasks.filter((task) => task !== "generation" && !isStructuredTask(task)),
    class: "evidence",
    settings: {},
    needs: "slices",
    measure: (rows, _settings, context) =>
      worstSlicesOf(rows, context)
        .filter(({ measure }) => measure === of)
        .flatMap((model) =>
          shown(model).map((each) => measurementOf(facts.name, model, each, context)),
        ),
  };
}

/** Accuracy in the worst slice. */
export const worstSliceAccuracy = sliceMeasure({
  name: "worst-slice-accuracy",
  series: "aceso_worst_slice_accuracy_ratio",
  unit: "ratio",
  summary:
    "Accuracy in the slice that fares surely worse than the rest, the surest of several; that of all rows where none does.",
  of: "accuracy",
  shown: worst,
});

/** Mean absolute error in the worst slice. */
export const worstSliceMae = sliceMeasure({
  name: "worst-slice-mae",
  series: "aceso_worst_slice_mae",
  unit: "1",
  summary:
    "Mean absolute error in the slice that fares surely worse than the rest, the surest of several; that of all rows where none does.",
  of: "mae",
  shown: worst,
});

/** Accuracy of each slice that fares worse. */
export const sliceAccuracy = sliceMeasure({
  name: "slice-accuracy",
  series: "aceso_slice_accuracy_ratio",
  unit: "ratio",
  summary: "Accuracy in each slice found to fare surely worse than the rest, at most three.",
  of: "accuracy",
  shown: each,
});

/** Mean absolute error of each slice that fares worse. */
export const sliceMae = sliceMeasure({
  name: "slice-mae",
  series: "aceso_slice_mae",
  unit: "1",
  summary:
    "Mean absolute error in each slice found to fare surely worse than the rest, at most three.",
  of: "mae",
  shown: each,
});

type Shown = Pick<SliceQuality, "rows" | "value" | "standardError"> & Pick<Measurement, "slice">;

function worst(model: WorstSlices): readonly Shown[] {
  const { rows, value, standardError } = model.slices[0] ?? model;
  return [{ rows, value, standardError, slice: {} }];
}

function each(model: WorstSlices): readonly Shown[] {
  return model.slices.map(({ rows, value, standardError, feature, part }) => {
    return { rows, value, standardError, slice: { feature, value: part } };
  });
}

function measurementOf(
  measure: string,
  { model, window }: WorstSlices,
  { rows, value, standardError, slice }: Shown,
  context: MeasureContext,
): Measurement {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    measure,
    subject: { kind: "model", model },
    slice,
    window,
    value: finite(value),
    count: rows,
    standardError: finite(standardError),
    labelCoverage: 1,
    settled: context.now >= window.end,
  };
}
