import {
  classifiers,
  groupDetectors,
  streamDetectors,
  tableDetectors,
} from "../src/detect/catalog.ts";
import type { DescribedDetector } from "../src/detect/detector.ts";
import { settingsTable } from "./settings-table.ts";

/** What a detector of any kind says of itself, with the lines that only its kind has. */
interface Entry {
  readonly detector: DescribedDetector;
  readonly more: readonly string[];
}

const families: readonly { readonly title: string; readonly entries: readonly Entry[] }[] = [
  {
    title:
      "Points of one series, as they arrive. `robust-season` is the default of monitors on measures, `lasting-ensemble` of those on expressions, `running-band` where these are evidence, `ensemble` of the library and of `aceso detect`.",
    entries: streamDetectors.map((detector) => {
      const { stateBytesMax: bytes = 5_000, runLengthWindows: windows } = detector;
      const state = `- State: at most ${bytes} bytes of JSON a series`;
      const alarms = `- False alarms: one in ${windows} windows of quiet real series (measured)`;
      return { detector, more: windows === undefined ? [state] : [state, alarms] };
    }),
  },
  {
    title:
      "Several series together; a monitor whose watch is a `group` names one. The first is the default.",
    entries: groupDetectors.map((detector) => {
      const { group, channel } = detector.stateBytesMax;
      return {
        detector,
        more: [`- State: at most ${group} bytes of JSON and ${channel} more a series`],
      };
    }),
  },
  {
    title: "Rows without an order. The first is the default.",
    entries: tableDetectors.map((detector) => ({ detector, more: [] })),
  },
  {
    title:
      "Rows that people have judged. `learnVerdicts` takes all of them, with unsupervised scores as further features, and calibrates their probabilities by cross-validation.",
    entries: classifiers.map((detector) => ({ detector, more: [] })),
  },
];

/** File name → Markdown: an overview of all detectors with when to take which, and a page each. */
export function detectorPages(): readonly (readonly [string, string])[] {
  const entries = families.flatMap((family) => family.entries);
  return [
    ["detectors.md", overviewPage()],
    ...entries.map(
      (entry) => [`detectors/${entry.detector.name}.md`, detectorPage(entry)] as const,
    ),
  ];
}

const made = "Made by `npm run reference` from `src/detect/catalog.ts`.";

function overviewPage(): string {
  const tables = families.flatMap(({ title, entries }) => [
    title,
    "",
    "| detector | finds | when to take it |",
    "|---|---|---|",
    ...entries.map(
      ({ detector: { name, summary, when } }) =>
        `| [${name}](detectors/${name}.md) | ${summary} | ${when} |`,
    ),
    "",
  ]);
  return ["# Detectors", "", made, "", ...tables].join("\n");
}

function detectorPage({ detector, more }: Entry): string {
  const { name, summary, formula, when, cost, source, settings } = detector;
  return [
    `# ${name}`,
    "",
    `${made} All detectors: [detectors.md](../detectors.md).`,
    "",
    summary,
    "",
    `- Formula: ${formula}`,
    `- When: ${when}`,
    `- Cost: ${cost}`,
    ...more,
    `- Source: ${source}`,
    "",
    ...settingsTable(settings),
  ].join("\n");
}
