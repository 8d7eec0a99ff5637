import { eachOutputs, type Judged, type OfOutputs } from "./judged-outputs.ts";
import {
  concordanceScore,
  survivalBrierScore,
  type SurvivalRows,
} from "./quality/survival-scores.ts";

// Models that foretell how long something lasts, beside how long it did, or has so far.

const common = {
  subject: "model",
  tasks: ["survival"],
  settings: {},
  needs: "judged-outputs",
} as const;
const windowSource = "Over windows of ten minutes, a sample of at most 200 predictions by version.";
/** Times of which there is a score; the commonest of more. */
const timesMax = 10;

/** Whether what is foretold to end earlier does. */
export const concordance: OfOutputs = {
  ...common,
  name: "concordance",
  series: "aceso_concordance_ratio",
  unit: "ratio",
  summary:
    "Harrell's concordance: share of comparable pairs in which the earlier event had the higher risk; 0.5 says nothing.",
  source: `Harrell et al. 1982; without \`risk\` less the mean chance of lasting. ${windowSource} Standard error of a share of the events, a bound from above on few pairs.`,
  class: "objective",
  measure: (rows, _settings, context) =>
    eachOutputs({ measure: "concordance", kind: "survival" }, rows, context, (own) =>
      concordanceScore(rowsOf(own), own.map(riskOf)),
    ),
};

/** How far foretold chances of lasting are from what came. */
export const survivalBrier: OfOutputs = {
  ...common,
  name: "survival-brier",
  series: "aceso_survival_brier",
  unit: "1",
  summary:
    "Brier score of the chance of lasting beyond a time, for each of the ten times that are foretold most often: 0 is perfect, 0.25 says nothing.",
  source: `Graf et al. 1999, rows weighed by the inverse chance of not having been censored (Kaplan and Meier). ${windowSource} Standard error of a mean.`,
  class: "evidence",
  measure: (rows, _settings, context) =>
    eachOutputs({ measure: "survival-brier", kind: "survival" }, rows, context, (own) =>
      timesOf(own).map((time) => {
        const told = own.filter(({ output }) => output.survival?.[time] !== undefined);
        const survival = told.map(({ output }) => output.survival?.[time] ?? Number.NaN);
        const score = survivalBrierScore(rowsOf(told), { at: Number(time), survival });
        return { ...score, slice: { value: time } };
      }),
    ),
};

function rowsOf(own: readonly Judged<"survival">[]): SurvivalRows {
  return {
    times: own.map(({ label }) => label.time),
    events: own.map(({ label }) => (label.event ? 1 : 0)),
  };
}

/** The risk told, or how little is expected to last. */
function riskOf({ output: { risk, survival } }: Judged<"survival">): number {
  if (risk !== undefined) return risk;
  const chances = Object.values(survival ?? {});
  return -chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
}

function timesOf(own: readonly Judged<"survival">[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { output } of own) {
    for (const time of Object.keys(output.survival ?? {})) {
      counts.set(time, (counts.get(time) ?? 0) + 1);
    }
  }
  return [...counts]
    .toSorted(([a, many], [b, more]) => more - many || Number(a) - Number(b))
    .slice(0, timesMax)
    .map(([time]) => time)
    .toSorted((a, b) => Number(a) - Number(b));
}
