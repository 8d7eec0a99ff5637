import type { Language } from "../model/words/render.ts";

/** What commands see of the world outside: given by main.ts, replaced in tests. */
export interface World {
  readonly environment: { readonly [name: string]: string | undefined };
  readonly readFile: (path: string) => string | undefined;
  readonly writeFile: (path: string, text: string) => void;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Data for programs and answers for people. */
  readonly print: (line: string) => void;
  /** Progress and failures. */
  readonly note: (line: string) => void;
  readonly isColoured: boolean;
}

/** Exit codes; the same for every command. */
export const exitCodes = {
  fine: 0,
  findings: 1,
  wrongUse: 2,
  couldNotRun: 3,
  notAllowed: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command line taken apart: the words that are no options, the options, and the language. */
export interface CommandLine {
  readonly words: readonly string[];
  readonly flags: { readonly [name: string]: string | boolean | undefined };
  /** Every `--value NAME`, and every `--set name=value`. */
  readonly values: readonly string[];
  readonly settings: readonly string[];
  readonly lang: Language;
  readonly isJson: boolean;
}

/** One command a file. */
export type Command = (line: CommandLine, world: World) => Promise<ExitCode>;
