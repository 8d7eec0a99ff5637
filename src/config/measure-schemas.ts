import { z } from "zod";
import { measures } from "../measure/catalog.ts";
import { resolveSettings } from "../model/settings.ts";

const setting = z.union([z.number(), z.string(), z.boolean()]);

/** Measure → its settings that differ from the defaults, checked against the catalogue. */
export const measuresSchema = z
  .record(z.string(), z.record(z.string(), setting))
  .superRefine((given, context) => {
    for (const [name, settings] of Object.entries(given)) {
      const measure = measures.find((known) => known.name === name);
      if (measure === undefined) {
        const message = `there is no measure ${name}; docs/reference/measures.md lists them`;
        context.addIssue({ code: "custom", path: [name], message });
        continue;
      }
      for (const problem of resolveSettings(measure.settings, settings).problems) {
        const message = `${problem.problem}: expected ${problem.expected || "no settings"}`;
        context.addIssue({ code: "custom", path: [name, problem.name], message });
      }
    }
  })
  .default({});

/** Model → truth → output → what one such prediction is worth. */
export const worthSchema = z
  .record(z.string(), z.record(z.string(), z.record(z.string(), z.number())))
  .default({});
