import { describe, expect, it } from "vitest";
import { referencePages } from "../../scripts/reference-pages.ts";
import { measures } from "../../src/measure/catalog.ts";

describe("the reference page of measures", () => {
  const page = referencePages().get("measures.md")!;
  it.each(measures.map((measure) => [measure.name, measure] as const))(
    "tells summary, source, unit, series and settings of %s",
    (name, measure) => {
      const start = page.indexOf(`## ${name}\n`);
      const end = page.indexOf("\n## ", start + 1);
      const section = page.slice(start, end < 0 ? undefined : end);
      expect(start).toBeGreaterThan(0);
      expect(section).toContain(measure.summary);
      expect(section).toContain(measure.source);
      expect(page).toContain(`| [${name}](#${name}) | ${measure.unit} |`);
      expect(page).toContain(`\`${measure.series}\``);
      for (const [setting, { meaning }] of Object.entries(measure.settings)) {
        expect(section).toContain(`| ${setting} |`);
        expect(section).toContain(meaning);
      }
    },
  );
});
