import { styleText } from "node:util";
import { readTable, type FileTable, type ReadOptions } from "../files/read-table.ts";
import { checkReport, type CheckOptions } from "../measure/data/check-tables.ts";
import type { Table } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import { type Message, say } from "../model/message.ts";
import type { Report } from "../model/report.ts";
import { render } from "../model/words/render.ts";
import { jsonReport } from "../report/json.ts";
import { textReport, type TextStyle } from "../report/text.ts";
import { version } from "../version.ts";
import { embedTexts } from "./embed-texts.ts";
import { readThresholds } from "./thresholds.ts";
import { type Command, type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

/**
 * aceso check REFERENCE CURRENT: one verdict for each check of the data in two files, without a
 * server and without configuration. Exit 1 when a check failed.
 */
export const check: Command = async (line, world) => {
  const [reference, current, ...more] = line.words;
  if (reference === undefined || current === undefined) {
    const expected = "aceso check REFERENCE CURRENT";
    throw new AcesoError("missing-field", { field: "the two files", expected });
  }
  if (more.length > 0) {
    const [got = ""] = more;
    throw new AcesoError("bad-field", { field: "the files", expected: "two paths", got });
  }
  const options = { ...readThresholds(line, world), roles: rolesOf(line), now: world.now() };
  const settings = fileSettingsOf(line);
  const known = await readTable(reference, { settings });
  const fresh = await readTable(current, { settings, types: typesOf(known) });
  const tables = { reference: known, current: fresh };
  const embeddings = await embedTexts(tables, options.roles, line, world);
  const report = reportOf(tables, { reference, current }, { ...options, embeddings });
  return writeReport(report, line, world);
};

function reportOf(
  tables: { readonly reference: FileTable; readonly current: FileTable },
  paths: { readonly reference: string; readonly current: string },
  options: CheckOptions,
): Report {
  const fact = (side: "reference" | "current"): Message => {
    const { rowCount: rows, columns } = tables[side];
    return say(`check.fact.${side}`, { path: paths[side], rows, columns: columns.length });
  };
  const facts = [fact("reference"), fact("current")];
  return checkReport(tables.reference, tables.current, { ...options, facts });
}

/** The reference's types hold for the current file, so that what does not fit is seen. */
function typesOf({ columns }: Table): NonNullable<ReadOptions["types"]> {
  const told = columns.filter(({ nullCount, isNull }) => nullCount < isNull.length);
  return Object.fromEntries(told.map(({ name, type }) => [name, type]));
}

function fileSettingsOf({ flags }: CommandLine): NonNullable<ReadOptions["settings"]> {
  const { delimiter } = flags;
  return {
    header: flags["no-header"] !== true,
    ...(typeof delimiter === "string" ? { delimiter } : {}),
  };
}

function rolesOf({ flags }: CommandLine): CheckOptions["roles"] {
  const roles = ["id", "time", "prediction", "score", "label"] as const;
  return Object.fromEntries(
    roles.flatMap((role) => (typeof flags[role] === "string" ? [[role, flags[role]]] : [])),
  );
}

/** Writes a report in the format asked for, to the terminal or a file; exit 1 when it failed. */
export async function writeReport(
  report: Report,
  line: CommandLine,
  world: World,
): Promise<ExitCode> {
  const { output } = line.flags;
  const text = await written(report, line, world);
  if (typeof output === "string") {
    world.writeFile(output, `${text}\n`);
    world.note(render(say("check.written", { path: output }), { lang: line.lang }));
  } else {
    world.print(text);
  }
  return report.status === "fail" ? exitCodes.findings : exitCodes.fine;
}

async function written(report: Report, line: CommandLine, world: World): Promise<string> {
  const { lang, flags, isJson } = line;
  const format = isJson ? "json" : (flags["format"] ?? formatOfName(flags["output"]) ?? "text");
  const isWhole = flags["all"] === true;
  switch (format) {
    case "json":
      return JSON.stringify(jsonReport(report, lang), undefined, 2);
    case "text": {
      const isPlain = !world.isColoured || flags["output"] !== undefined;
      const paint = isPlain ? (_: TextStyle, text: string) => text : painted;
      return textReport(report, { lang, isWhole, paint }).join("\n");
    }
    case "md":
      return (await import("../report/markdown.ts")).markdownReport(report, lang);
    case "junit":
      return (await import("../report/junit.ts")).junitReport(report, lang);
    case "html":
      return (await import("../report/html.ts")).htmlReport(report, { lang, version });
    default: {
      const expected = "text, json, md, html or junit";
      throw new AcesoError("bad-field", { field: "--format", expected, got: String(format) });
    }
  }
}

const formatOfEnding: { readonly [ending: string]: string } = {
  json: "json",
  md: "md",
  html: "html",
  xml: "junit",
  txt: "text",
};

/** The format that the name of the output asks for. */
function formatOfName(output: string | boolean | undefined): string | undefined {
  return typeof output === "string"
    ? formatOfEnding[output.toLowerCase().split(".").at(-1) ?? ""]
    : undefined;
}

const styles = {
  pass: "green",
  warn: "yellow",
  fail: "red",
  skip: "dim",
  strong: "bold",
  faint: "dim",
} as const satisfies Record<TextStyle, string>;

function painted(style: TextStyle, text: string): string {
  return styleText(styles[style], text, { validateStream: false });
}
