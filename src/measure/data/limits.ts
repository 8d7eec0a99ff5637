import type { SettingTable, ValuesOf } from "../../model/settings.ts";

const ratio = { type: "number", unit: "ratio", min: 0, max: 1 } as const;

/** What a check of data lets pass. Each limit holds for all columns or is set for one. */
export const checkLimits = {
  significance: {
    ...ratio,
    default: 0.01,
    meaning:
      "share of false alarms allowed: among the columns called drifted, and of each other test",
  },
  driftMin: {
    ...ratio,
    max: 10,
    default: 0.1,
    meaning: "smallest effect that is called drift, however sure the test is",
  },
  missingIncreaseMax: {
    ...ratio,
    default: 0.01,
    meaning: "how much the share of missing values may grow",
  },
  misfitShareMax: {
    ...ratio,
    default: 0,
    meaning: "share of values that are not of the column's type",
  },
  outsideShareMax: {
    ...ratio,
    default: 0.001,
    meaning: "share of values below the reference's smallest or above its largest",
  },
  unseenShareMax: {
    ...ratio,
    default: 0.001,
    meaning: "share of values of a category that the reference does not have",
  },
  duplicateIncreaseMax: {
    ...ratio,
    default: 0.01,
    meaning: "how much the share of rows that stand twice may grow",
  },
  volumeRatioMin: {
    ...ratio,
    default: 0.1,
    meaning: "fewest rows, as a share of the reference's rows",
  },
  ageHoursMax: {
    type: "number",
    unit: "h",
    min: 0,
    max: 1e6,
    default: 0,
    meaning: "age of the newest row at which data are stale; 0 does not look at the clock",
  },
  correlationChangeMax: {
    ...ratio,
    max: 2,
    default: 0.2,
    meaning: "how much the rank correlation of two columns may change",
  },
  uncoveredShareMax: {
    ...ratio,
    default: 0.01,
    meaning: "share of rows, beyond what chance brings, that the reference does not cover",
  },
  qualityDropMax: {
    ...ratio,
    default: 0.05,
    meaning: "how much worse a quality measure may be, as a share of the reference's value",
  },
  decisionThreshold: {
    type: "number",
    unit: "1",
    min: -1e12,
    max: 1e12,
    default: 0.5,
    meaning: "score from which on a row counts as positive where no prediction stands beside it",
  },
} as const satisfies SettingTable;

export type CheckLimits = ValuesOf<typeof checkLimits>;
