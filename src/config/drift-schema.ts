import { z } from "zod";
import { driftDefaults, driftReferences, type DriftOptions } from "../model/drift-report.ts";

const reference = z.enum(driftReferences);

/** How drift of live inputs is judged, and when it pages. */
export const driftSchema: z.ZodType<DriftOptions> = z
  .strictObject({
    pageOnlyWhenItMatters: z.boolean().default(driftDefaults.pageOnlyWhenItMatters),
    reference: reference.default(driftDefaults.reference),
    slidingDays: z.int().min(1).max(90).default(driftDefaults.slidingDays),
    season: z.enum(["day", "week"]).default(driftDefaults.season),
    numberTest: z
      .enum(["auto", "kolmogorov-smirnov", "chi-squared"])
      .default(driftDefaults.numberTest),
    numberEffect: z
      .enum([
        "auto",
        "wasserstein",
        "jensen-shannon",
        "population-stability",
        "hellinger",
        "total-variation",
      ])
      .default(driftDefaults.numberEffect),
    categoryEffect: z
      .enum([
        "jensen-shannon",
        "population-stability",
        "hellinger",
        "total-variation",
        "l-infinity",
      ])
      .default(driftDefaults.categoryEffect),
    effectMin: z.number().min(0).max(1_000).default(driftDefaults.effectMin),
    significance: z.number().min(0).max(1).default(driftDefaults.significance),
    correction: z.enum(["benjamini-hochberg", "holm", "none"]).default(driftDefaults.correction),
    rowsMin: z.int().min(10).max(1_000_000).default(driftDefaults.rowsMin),
    models: z
      .record(
        z.string(),
        z.strictObject({
          reference: reference.optional(),
          pageOnlyWhenItMatters: z.boolean().optional(),
        }),
      )
      .default({}),
  })
  .prefault({});
