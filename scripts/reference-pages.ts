import { measures } from "../src/measure/catalog.ts";
import type { Measure } from "../src/measure/measure.ts";
import type { Setting, SettingTable } from "../src/model/settings.ts";

/** File name → Markdown of every reference page, made from the catalogues. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([["measures.md", measuresPage()]]);
}

function measuresPage(): string {
  const overview = measures.map(
    ({ name, unit, subject, class: measureClass, series }) =>
      `| [${name}](#${name}) | ${unit} | ${subject} | ${measureClass} | \`${series}\` |`,
  );
  return [
    "# Measures",
    "",
    "Made by `node scripts/reference.ts` from `src/measure/catalog.ts`. Each measure is written back as a series with the siblings `_samples` (rows it rests on) and `_stderr` (standard error, in its unit) and equal labels: `model` or `service`, and where sliced `version`, `feature`, `peer`, `class`.",
    "",
    "| measure | unit | of a | class | series |",
    "|---|---|---|---|---|",
    ...overview,
    "",
    ...measures.map(measureSection),
  ].join("\n");
}

function measureSection(measure: Measure): string {
  return [
    `## ${measure.name}`,
    "",
    measure.summary,
    "",
    `- Formula and source: ${measure.source}`,
    `- Computed from: \`${measure.needs}\` summaries`,
    ...(measure.tasks.length > 0 ? [`- Tasks: ${measure.tasks.join(", ")}`] : []),
    "",
    ...settingsTable(measure.settings),
  ].join("\n");
}

function settingsTable(settings: SettingTable): readonly string[] {
  const entries = Object.entries(settings);
  if (entries.length === 0) return [];
  return [
    "| setting | default | allowed | meaning |",
    "|---|---|---|---|",
    ...entries.map(
      ([name, setting]) =>
        `| ${name} | ${String(setting.default)} | ${allowed(setting)} | ${setting.meaning} |`,
    ),
    "",
  ];
}

function allowed(setting: Setting): string {
  switch (setting.type) {
    case "number":
      return `${setting.min} to ${setting.max} ${setting.unit}`;
    case "choice":
      return setting.choices.join(", ");
    case "text":
      return "any text";
    case "flag":
      return "true, false";
    default:
      return setting satisfies never;
  }
}
