import { aboutRows, ofDrawnRows, type OfDrawnRows } from "./drawn-rows.ts";

// Whether a model says other things than before, is as sure of them, and whether other things turn out to be right.

/** How far outputs, scores and labels are from their reference. */
export const outputDistance: OfDrawnRows = {
  ...ofDrawnRows,
  name: "output-distance",
  series: "aceso_output_distance",
  unit: "1",
  summary:
    "Jensen-Shannon distance of the outputs, scores (by class) and labels of the last hour to their reference: 0 is equal, 1 is nothing in common.",
  source:
    "Every four minutes, over a sample of at most 500 rows and the bins frozen on the reference: sqrt of the Jensen-Shannon divergence in bits (Lin 1991). Standard error by the delta method. Labels are those of the newest hour that has a hundred.",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) =>
      row.outputs.map(({ part, class: name, distance, rows: count, standardError }) => ({
        ...aboutRows("output-distance", row, context),
        slice: name === "" ? { value: part } : { value: part, class: name },
        value: distance,
        count,
        standardError,
      })),
    ),
};

/** How many of outputs, scores and labels drift. */
export const driftedOutputs: OfDrawnRows = {
  ...ofDrawnRows,
  name: "drifted-outputs",
  series: "aceso_drifted_outputs",
  unit: "1",
  summary:
    "How many of outputs, scores (by class) and labels of the last hour differ from their reference, surely and by enough.",
  source:
    "Tests, sizes and limits are those of drifted features, p values adjusted for the number of columns. A count of verdicts has no standard error.",
  measure: (rows, _settings, context) =>
    rows
      .filter(({ outputs }) => outputs.length > 0)
      .map((row) => {
        const tested = row.outputs.filter(({ verdict }) => verdict !== "untested");
        const drifting = tested.filter(({ verdict }) => verdict === "drift").length;
        return {
          ...aboutRows("drifted-outputs", row, context),
          slice: {},
          value: tested.length > 0 ? drifting : null,
          count: Math.max(...row.outputs.map(({ rows: count }) => count)),
          standardError: null,
        };
      }),
};
