import type { Json } from "./json.ts";

/** One setting of a plug-in: its docs row, its form field and its validation in one place. */
export type Setting =
  | {
      readonly type: "number";
      /** Unit of the value; "1" for a pure number, "ratio" for 0 to 1. */
      readonly unit: string;
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly meaning: string;
    }
  | {
      readonly type: "choice";
      readonly default: string;
      readonly choices: readonly string[];
      readonly meaning: string;
    }
  | { readonly type: "text"; readonly default: string; readonly meaning: string }
  | { readonly type: "flag"; readonly default: boolean; readonly meaning: string };

/** Setting name → its description. */
export type SettingTable = { readonly [name: string]: Setting };

type ValueOf<S extends Setting> = S extends { type: "number" }
  ? number
  : S extends { type: "flag" }
    ? boolean
    : string;

/** The values of a table, all present. */
export type ValuesOf<Table extends SettingTable> = {
  readonly [Name in keyof Table]: ValueOf<Table[Name]>;
};

/** A setting that cannot be taken, and why. */
export interface SettingProblem {
  readonly name: string;
  readonly problem: "unknown" | "wrong-type" | "out-of-range" | "not-a-choice";
  readonly expected: string;
}

/** Fills defaults and checks given values against a table. Never throws. */
export function resolveSettings<Table extends SettingTable>(
  table: Table,
  given: { readonly [name: string]: Json } = {},
): { readonly values: ValuesOf<Table>; readonly problems: readonly SettingProblem[] } {
  const values: Record<string, number | string | boolean> = {};
  const problems: SettingProblem[] = [];
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name)) {
      problems.push({ name, problem: "unknown", expected: Object.keys(table).join(", ") });
    }
  }
  for (const [name, setting] of Object.entries(table)) {
    const value = given[name];
    values[name] = setting.default;
    if (value === undefined) continue;
    const problem = problemOf(name, setting, value);
    if (problem) problems.push(problem);
    // `problemOf` has just proven the type of the value.
    else values[name] = value as number | string | boolean;
  }
  // Every name of the table was given a value of its type above.
  return { values: values as ValuesOf<Table>, problems };
}

function problemOf(name: string, setting: Setting, value: Json): SettingProblem | undefined {
  switch (setting.type) {
    case "number":
      if (typeof value !== "number" || Number.isNaN(value)) {
        return { name, problem: "wrong-type", expected: `a number in ${setting.unit}` };
      }
      if (value < setting.min || value > setting.max) {
        const expected = `${setting.min} to ${setting.max} ${setting.unit}`;
        return { name, problem: "out-of-range", expected };
      }
      return undefined;
    case "choice":
      if (typeof value === "string" && setting.choices.includes(value)) return undefined;
      return { name, problem: "not-a-choice", expected: setting.choices.join(", ") };
    case "text":
      return typeof value === "string"
        ? undefined
        : { name, problem: "wrong-type", expected: "a text" };
    case "flag":
      return typeof value === "boolean"
        ? undefined
        : { name, problem: "wrong-type", expected: "true or false" };
    default:
      return setting satisfies never;
  }
}
