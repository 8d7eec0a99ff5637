import type { Setting, SettingTable, ValuesOf } from "../model/settings.ts";
import type { Json } from "../model/json.ts";
import { AcesoError } from "../model/errors.ts";
import { resolveSettings } from "../model/settings.ts";
import type { FileSettings } from "../files/settings.ts";
import type { CommandLine } from "./world.ts";

/** The settings given as `--set name=value`, checked against a detector's table. */
export function givenSettings<Table extends SettingTable>(
  table: Table,
  { settings }: CommandLine,
): ValuesOf<Table> {
  const given: Record<string, Json> = {};
  for (const pair of settings) {
    const [name = "", ...rest] = pair.split("=");
    const text = rest.join("=");
    given[name] = typed(table[name], text);
  }
  const { values, problems } = resolveSettings(table, given);
  const [problem] = problems;
  if (problem === undefined) return values;
  const got = problem.name in given ? String(given[problem.name]) : "";
  throw new AcesoError("bad-field", {
    field: `--set ${problem.name}`,
    expected: problem.expected,
    got,
  });
}

function typed(setting: Setting | undefined, text: string): Json {
  switch (setting?.type) {
    case "number":
      return text.trim() === "" ? text : Number(text);
    case "flag":
      return text === "true" ? true : text === "false" ? false : text;
    default:
      return text;
  }
}

/** How the file is to be read, by the options of the command line. */
export function fileSettingsOf({ flags }: CommandLine): Partial<FileSettings> {
  const { delimiter } = flags;
  return {
    header: flags["no-header"] !== true,
    ...(typeof delimiter === "string" ? { delimiter } : {}),
  };
}

/** The entry of this name, or an error that lists what there is. */
export function chosen<Entry extends { readonly name: string }>(
  entries: readonly Entry[],
  name: string | boolean | undefined,
  byDefault: string,
): Entry {
  const wanted = typeof name === "string" ? name : byDefault;
  const found = entries.find((entry) => entry.name === wanted);
  if (found !== undefined) return found;
  const expected = `one of ${entries.map((entry) => entry.name).join(", ")}`;
  throw new AcesoError("bad-field", { field: "--detector", expected, got: wanted });
}
