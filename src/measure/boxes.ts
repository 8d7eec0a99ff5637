import type { SettingTable } from "../model/settings.ts";
import type { ToldBox } from "../model/structured-value.ts";
import { eachOutputs, type Judged, meanOf, type OfOutputs } from "./judged-outputs.ts";
import {
  type FoundBox,
  intersectionOverUnion,
  meanBoxPrecisionScore,
  type TrueBox,
} from "./quality/detection-scores.ts";

// Boxes that a model finds in images, or in frames of a video, beside those that are there.

const common = {
  subject: "model",
  tasks: ["detection"],
  unit: "ratio",
  needs: "judged-outputs",
} as const;
const windowSource = "Over windows of ten minutes, a sample of at most 200 predictions by version.";

const overlapSettings = {
  overlap: {
    type: "choice",
    default: "0.5",
    choices: ["0.5", "0.75", "0.5 to 0.95"],
    meaning:
      "intersection over union from which a found box meets a true one; 0.5 to 0.95 is the mean over ten steps, as COCO has it, at ten times the cost",
  },
} as const satisfies SettingTable;

// setting → the overlaps that the mean is taken over
const overlaps: ReadonlyMap<string, readonly number[]> = new Map([
  ["0.5", [0.5]],
  ["0.75", [0.75]],
  ["0.5 to 0.95", Array.from({ length: 10 }, (_, step) => 0.5 + step * 0.05)],
]);

/** Mean average precision of boxes. */
export const boxPrecision: OfOutputs<typeof overlapSettings> = {
  ...common,
  name: "box-precision",
  series: "aceso_box_precision_ratio",
  summary: "Mean average precision of the boxes found, over the classes that are there.",
  source: `All points, as PASCAL VOC from 2010 on (Everingham et al. 2010). ${windowSource} Standard error of independent classes, each that of a share of its true boxes.`,
  class: "objective",
  settings: overlapSettings,
  measure: (rows, { overlap }, context) =>
    eachOutputs({ measure: "box-precision", kind: "detection" }, rows, context, (own) =>
      meanBoxPrecisionScore(
        own.flatMap(({ label }, image) => label.boxes.map((box) => placed(box, image))),
        own.flatMap(({ output }, image) => output.boxes.map((box) => foundOf(box, image))),
        overlaps.get(overlap) ?? [0.5],
      ),
    ),
};

/** How well boxes lie on what is there. */
export const boxOverlap: OfOutputs = {
  ...common,
  name: "box-overlap",
  series: "aceso_box_overlap_ratio",
  summary:
    "Intersection over union of each true box and the found one of its class that overlaps it most, 0 where none does; a mean over predictions.",
  source: `Mean over the true boxes of a prediction, then over predictions. ${windowSource} Standard error of a mean over predictions.`,
  class: "evidence",
  settings: {},
  measure: (rows, _settings, context) =>
    eachOutputs({ measure: "box-overlap", kind: "detection" }, rows, context, (own) =>
      meanOf(own, overlapOf),
    ),
};

function overlapOf({ output, label }: Judged<"detection">): number {
  let sum = 0;
  for (const truth of label.boxes) {
    let most = 0;
    for (const found of output.boxes) {
      if (found.class !== truth.class || found.frame !== truth.frame) continue;
      const overlap = intersectionOverUnion(placed(truth, 0), placed(found, 0));
      if (overlap > most) most = overlap;
    }
    sum += most;
  }
  return sum / label.boxes.length;
}

function placed({ class: name, box, frame }: ToldBox, image: number): TrueBox {
  const [left, top, right, bottom] = box;
  return { class: name, image: `${image} ${frame ?? ""}`, left, top, right, bottom };
}

function foundOf(box: ToldBox, image: number): FoundBox {
  return { ...placed(box, image), score: box.score ?? Number.NaN };
}
