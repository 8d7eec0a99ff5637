import type { Differences } from "../../src/api/contract.ts";
import type { Inspection } from "../../src/model/inspection.ts";
import { minute } from "../../src/model/time.ts";
import { fixtureNow } from "./fixture-series.ts";

/** What differs in any stretch. */
export const fixtureDifferences: Differences = {
  chosen: 412,
  rest: 2_140,
  differences: [
    {
      where: "camera = 2, brightness <= 0.31",
      predicates: [
        { column: "camera", value: "2" },
        { column: "brightness", value: "<= 0.31" },
      ],
      chosenShare: 0.66,
      restShare: 0.12,
      z: 21,
    },
    {
      where: "version = v7",
      predicates: [{ column: "version", value: "v7" }],
      chosenShare: 1,
      restShare: 0.31,
      z: 14,
    },
  ],
};

/** The wrong answers of the digits model; of any other none. */
export function fixtureInspection(hasWrong: boolean): Inspection {
  const nothing: Inspection = {
    model: "digits",
    judgedBefore: 2_900,
    judgedSince: 640,
    wrongSince: 0,
    errorLimit: null,
    clusters: [],
    scattered: 0,
    confusions: [],
    examples: [],
    outlying: [],
  };
  if (!hasWrong) return nothing;
  return {
    ...nothing,
    wrongSince: 213,
    clusters: [
      {
        where: "camera = 2, brightness <= 0.31",
        wrong: 141,
        right: 51,
        confusion: { label: "3", output: "8" },
      },
      { where: "contrast <= 0.2", wrong: 31, right: 22, confusion: null },
    ],
    scattered: 41,
    confusions: [
      { label: "3", output: "8", count: 88, shareBefore: 0.02, share: 0.61 },
      { label: "5", output: "6", count: 31, shareBefore: 0.01, share: 0.22 },
    ],
    examples: [
      {
        id: "p-70219",
        time: fixtureNow - 3 * minute,
        version: "v7",
        label: "3",
        output: "8",
        confidence: 0.98,
        features: { brightness: 0.22, camera: "2" },
        contributions: [
          { feature: "brightness", amount: 0.41 },
          { feature: "camera", amount: 0.2 },
        ],
      },
    ],
    outlying: [
      {
        id: "p-70231",
        time: fixtureNow - 2 * minute,
        version: "v7",
        output: "8",
        score: 41,
        features: { brightness: 0.01, camera: "2" },
        reasons: [{ feature: "brightness", value: 0.01, usual: 0.63 }],
      },
    ],
  };
}
