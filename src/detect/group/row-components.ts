import { groupDetector, groupSettings } from "./group-detector.ts";

/** One member of the ensemble alone: each row against how the channels move together. */
export const rowComponents = groupDetector({
  name: "row-components",
  summary: "finds rows of several series that break the way these usually move together",
  source:
    "Jackson and Mudholkar 1979 (residuals of principal components); Sarfraz et al. 2024 (as a strong baseline)",
  formula: "|x − P x|² of a standardised row, P the directions that carry 90 % of the correlation",
  cost: "O(series²) a row",
  when: "when relations between the series matter and not their shape in time: the cheapest of all, at once",
  settings: groupSettings,
  stateBytesMax: { group: 20_000, channel: 4_000 },
  plan: ({ warmupRows, bankWindows }) => ({
    windowRows: [],
    usesRows: true,
    warmupRows,
    bankWindows,
  }),
});
