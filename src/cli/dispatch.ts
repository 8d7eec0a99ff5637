import { parseArgs } from "node:util";
import { ApiError } from "../api/client.ts";
import { nearest } from "../config/config.ts";
import { AcesoError, type ErrorCode } from "../model/errors.ts";
import { say } from "../model/message.ts";
import { type Language, render, renderError } from "../model/words/render.ts";
import { version } from "../version.ts";
import { type CommandLine, type Command, type ExitCode, exitCodes, type World } from "./world.ts";

// Each command is loaded when it is asked for, so that none pays for another's imports.
const commands: { readonly [name: string]: () => Promise<Command> } = {
  start: async () => (await import("./start.ts")).start,
  diagnose: async () => (await import("./diagnose.ts")).diagnose,
  incidents: async () => (await import("./incidents.ts")).incidents,
  doctor: async () => (await import("./doctor.ts")).doctor,
  detect: async () => (await import("./detect.ts")).detect,
  check: async () => (await import("./check.ts")).check,
  report: async () => (await import("./report.ts")).report,
  judge: async () => (await import("./judge.ts")).judge,
  curves: async () => (await import("./curves.ts")).curves,
  golden: async () => (await import("./golden.ts")).golden,
  reference: async () => (await import("./reference.ts")).reference,
  backup: async () => (await import("./backup.ts")).backup,
  restore: async () => (await import("./restore.ts")).restoreBackup,
  drill: async () => (await import("./drill.ts")).drill,
  reproduce: async () => (await import("./reproduce.ts")).reproduce,
  inspect: async () => (await import("./inspect.ts")).inspect,
  config: async () => (await import("./config.ts")).config,
};

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const options = {
  config: text,
  "data-dir": text,
  host: text,
  port: text,
  "otlp-port": text,
  "clickhouse-url": text,
  insecure: flag,
  url: text,
  lang: text,
  reason: text,
  from: text,
  to: text,
  at: text,
  target: text,
  breakdown: text,
  current: text,
  previous: text,
  candidate: text,
  openai: text,
  body: text,
  answer: text,
  count: text,
  curves: text,
  value: { type: "string", multiple: true },
  set: { type: "string", multiple: true },
  detector: text,
  direction: text,
  reference: text,
  contamination: text,
  seed: text,
  table: flag,
  group: flag,
  format: text,
  output: { type: "string", short: "o" },
  thresholds: text,
  ignore: text,
  model: text,
  "warn-only": text,
  id: text,
  counter: flag,
  time: text,
  prediction: text,
  score: text,
  label: text,
  endpoint: text,
  embed: text,
  embedder: text,
  judge: text,
  question: text,
  least: text,
  request: text,
  rows: text,
  seconds: text,
  results: text,
  send: flag,
  resources: flag,
  "hour-cost": text,
  delimiter: text,
  "no-header": flag,
  settings: text,
  json: flag,
  all: flag,
  examples: flag,
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

const takesVersion: ReadonlySet<string> = new Set(["reference", "golden", "inspect"]);

/** Runs one command line; every failure is told with what to do and becomes an exit code. */
export async function dispatch(args: readonly string[], world: World): Promise<ExitCode> {
  const guessed: Language = languageOf(undefined, world);
  let lang = guessed;
  try {
    // Some commands take a version; to the others it is the question for Aceso's own.
    const own =
      args[0] !== undefined && takesVersion.has(args[0]) ? { ...options, version: text } : options;
    const line = { args: [...args], options: own, allowPositionals: true } as const;
    const { values, positionals } = parseArgs(line);
    lang = languageOf(values.lang, world);
    const [name = "", ...words] = positionals;
    if (values.version === true) {
      world.print(version);
      return exitCodes.fine;
    }
    if (values.help === true || name === "help" || name === "") {
      world.print(render(say("cli.usage"), { lang }));
      return values.help === true || name === "help" ? exitCodes.fine : exitCodes.wrongUse;
    }
    const load = commands[name];
    if (load === undefined) return unknownCommand(name, lang, world);
    const { value: columns = [], set: settings = [], ...flags } = values;
    const isJson = values.json === true;
    const asked: CommandLine = { words, flags, values: columns, settings, lang, isJson };
    return await (
      await load()
    )(asked, world);
  } catch (error) {
    return tell(error, lang, world);
  }
}

/** The language asked for, or the one of the terminal. */
function languageOf(asked: string | undefined, world: World): Language {
  const { environment } = world;
  const locale =
    asked ?? environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"];
  return (locale ?? "").startsWith("zh") ? "zh" : "en";
}

function unknownCommand(name: string, lang: Language, world: World): ExitCode {
  const guess = nearest(name, Object.keys(commands));
  world.note(render(say("cli.unknown-command", { command: name }), { lang }));
  const hint = guess === undefined ? say("cli.see-help") : say("cli.did-you-mean", { guess });
  world.note(render(hint, { lang }));
  return exitCodes.wrongUse;
}

const exitOfCode: { readonly [code: string]: ExitCode } = {
  "bad-config": exitCodes.wrongUse,
  "port-taken": exitCodes.wrongUse,
  "file-unreadable": exitCodes.wrongUse,
  "bad-file": exitCodes.wrongUse,
  "file-too-large": exitCodes.wrongUse,
  "bad-field": exitCodes.wrongUse,
  "missing-field": exitCodes.wrongUse,
  "not-found": exitCodes.wrongUse,
  unauthorized: exitCodes.notAllowed,
  forbidden: exitCodes.notAllowed,
  "wrong-origin": exitCodes.notAllowed,
  "not-allowed-now": exitCodes.notAllowed,
} satisfies Partial<Record<ErrorCode, ExitCode>>;

/** Tells a failure: what happened, what to do, never a stack trace of an expected one. */
function tell(error: unknown, lang: Language, world: World): ExitCode {
  if (error instanceof AcesoError || error instanceof ApiError) {
    const { what, fix } = renderError(error, { lang });
    world.note(render(say("cli.failed", { what: `${what} (${error.code})` }), { lang }));
    if (fix !== "") world.note(render(say("cli.fix", { fix }), { lang }));
    return exitOfCode[error.code] ?? exitCodes.couldNotRun;
  }
  const isUse = error instanceof TypeError && "code" in error && isParseCode(error.code);
  const what = error instanceof Error ? (isUse ? error.message : (error.stack ?? "")) : "unknown";
  world.note(render(say("cli.failed", { what }), { lang }));
  if (isUse) world.note(render(say("cli.see-help"), { lang }));
  return isUse ? exitCodes.wrongUse : exitCodes.couldNotRun;
}

function isParseCode(code: unknown): boolean {
  return typeof code === "string" && code.startsWith("ERR_PARSE_ARGS");
}
