import type { Setting, SettingTable } from "../src/model/settings.ts";

/** Lines of Markdown: each setting with default, range and meaning; none where there are no settings. */
export function settingsTable(settings: SettingTable): readonly string[] {
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
