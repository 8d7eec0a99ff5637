import { groupDetector, groupSettings } from "./group-detector.ts";

const settings = {
  ...groupSettings,
  windowRows: {
    type: "number",
    unit: "rows",
    default: 64,
    min: 2,
    max: 2_000,
    meaning: "how long a window is: about as long as the anomalies looked for, or a few times that",
  },
} as const;

/** One member of the ensemble alone: windows of one size against the past. */
export const windowNeighbours = groupDetector({
  name: "window-neighbours",
  summary:
    "finds windows of several series that are unlike all earlier ones, by seven figures a series",
  source: "Ramaswamy et al. 2000 (distance to the nearest neighbours)",
  formula:
    "mean distance of the newest window’s seven figures a series to the three nearest earlier ones",
  cost: "O(series · windows kept) a row",
  when: "when the length of what is looked for is known, or time and state are short: a quarter of the ensemble's",
  settings,
  stateBytesMax: { group: 8_000, channel: 8_000 },
  plan: ({ windowRows, warmupRows, bankWindows }) => ({
    windowRows: [Math.round(windowRows)],
    usesRows: false,
    warmupRows,
    bankWindows,
  }),
});
