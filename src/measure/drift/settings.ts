import type { SettingTable, ValuesOf } from "../../model/settings.ts";

/** How drift of a column is decided. */
export const driftSettings = {
  numberTest: {
    type: "choice",
    default: "auto",
    choices: [
      "auto",
      "kolmogorov-smirnov",
      "mann-whitney",
      "cramer-von-mises",
      "anderson-darling",
      "epps-singleton",
    ],
    meaning:
      "the test of numbers with more than five different values; auto: Kolmogorov and Smirnov's, exact for small samples, because it sees any change of the distribution",
  },
  categoryTest: {
    type: "choice",
    default: "auto",
    choices: ["auto", "chi-squared", "g", "fisher", "z"],
    meaning:
      "the test of categories; auto: Fisher's exact or the z-test of proportions for two categories, chi-squared for more, with rare ones pooled; fisher and z fall back to chi-squared where there are more than two",
  },
  numberEffect: {
    type: "choice",
    default: "auto",
    choices: [
      "auto",
      "wasserstein",
      "jensen-shannon",
      "kullback-leibler",
      "population-stability",
      "hellinger",
      "total-variation",
      "l-infinity",
      "energy",
    ],
    meaning:
      "the size of a difference of numbers; auto: Wasserstein's distance in standard deviations of the reference, or the Jensen-Shannon distance over the reference's bins where outliers rule its standard deviation",
  },
  categoryEffect: {
    type: "choice",
    default: "jensen-shannon",
    choices: [
      "jensen-shannon",
      "kullback-leibler",
      "population-stability",
      "hellinger",
      "total-variation",
      "l-infinity",
    ],
    meaning: "the size of a difference of categories",
  },
  effectMin: {
    type: "number",
    unit: "1",
    default: 0.1,
    min: 0,
    max: 1_000,
    meaning:
      "size from which on a significant difference counts as drift, so that more rows alone never make a verdict",
  },
  significance: {
    type: "number",
    unit: "ratio",
    default: 0.05,
    min: 0,
    max: 1,
    meaning: "largest adjusted p value that counts as significant",
  },
  correction: {
    type: "choice",
    default: "benjamini-hochberg",
    choices: ["benjamini-hochberg", "holm", "none"],
    meaning:
      "how p values are adjusted for the number of columns: benjamini-hochberg bounds the share of false drifts among all, holm the chance of any",
  },
  rowsMin: {
    type: "number",
    unit: "rows",
    default: 10,
    min: 2,
    max: 1_000_000,
    meaning: "present values a side must hold for a test to be made",
  },
} as const satisfies SettingTable;

/** Values of {@link driftSettings}. */
export type DriftSettings = ValuesOf<typeof driftSettings>;
