import { AcesoError } from "../model/errors.ts";
import type { CommandLine } from "./world.ts";

/** The text of an option; undefined where it is absent or empty. */
export function textFlag({ flags }: CommandLine, name: string): string | undefined {
  const value = flags[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The number of an option, which must be above 0, or what holds where it is absent. */
export function numberFlag(line: CommandLine, name: string, otherwise: number): number {
  const text = textFlag(line, name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new AcesoError("bad-field", {
    field: `--${name}`,
    expected: "a number above 0",
    got: text,
  });
}
