import { tableDetectors } from "../detect/catalog.ts";
import type { Contribution, Table as DetectorTable } from "../detect/table/detector.ts";
import { scoreLimit } from "../detect/table/score-limit.ts";
import { type FileTable, readTable } from "../files/read-table.ts";
import { columnNamed } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { chosen, fileSettingsOf, givenSettings } from "./detect-options.ts";
import { type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

interface FoundRow {
  /** Of the file, from 0. */
  readonly row: number;
  readonly score: number;
  readonly why: readonly Contribution[];
}

const foundMax = 1_000;
const shownMax = 20;
/** Features named for a row. */
const whyMax = 3;

/**
 * Judges the rows of a table against a reference (`--reference FILE`, else the table itself): anomalous is what scores
 * above the share `1 − contamination` of the reference's own rows, so a judged table may have none or many.
 */
export async function detectTable(
  path: string,
  line: CommandLine,
  world: World,
): Promise<ExitCode> {
  const detector = chosen(tableDetectors, line.flags["detector"], "table-default");
  const settings = givenSettings(detector.settings, line);
  const contamination = contaminationOf(line);
  const file = await readTable(path, { settings: fileSettingsOf(line) });
  const { reference: other } = line.flags;
  const known =
    typeof other === "string"
      ? await readTable(other, { settings: fileSettingsOf(line) })
      : undefined;
  const names = featuresOf(known === undefined ? [file] : [file, known], line);
  const table = matrixOf(file, names);
  const reference = known === undefined ? table : matrixOf(known, names);
  const model = detector.fit(reference, settings, Number(line.flags["seed"] ?? 1));
  const fitted = model.fittedScores();
  const scores = reference === table ? fitted : model.score(table);
  const limit = scoreLimit(fitted, contamination);
  const found = [...scores.keys()]
    .filter((row) => (scores[row] ?? 0) > limit)
    .toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const rows: readonly FoundRow[] = found.slice(0, foundMax).map((row) => ({
    row,
    score: scores[row] ?? 0,
    why: model
      .explain(table.values.subarray(row * names.length, (row + 1) * names.length))
      .slice(0, whyMax),
  }));
  const result = { path, detector: detector.name, rows: table.rows, features: names, limit };
  tell({ ...result, anomalous: found.length, found: rows }, line, world);
  return found.length > 0 ? exitCodes.findings : exitCodes.fine;
}

function contaminationOf({ flags }: CommandLine): number {
  const value = Number(flags["contamination"] ?? 0.01);
  if (value > 0 && value < 0.5) return value;
  throw new AcesoError("bad-field", {
    field: "--contamination",
    expected: "a share above 0 and below 0.5",
    got: String(flags["contamination"]),
  });
}

/** The columns asked for, or else all numbers and truths that every file has. */
function featuresOf(files: readonly FileTable[], line: CommandLine): readonly string[] {
  const [first, ...others] = files.map(({ columns }) =>
    columns.filter(({ type }) => type === "number" || type === "boolean").map(({ name }) => name),
  );
  const known = (first ?? []).filter((name) => others.every((names) => names.includes(name)));
  for (const name of line.values) {
    if (known.includes(name)) continue;
    const expected = `a column of numbers (${known.join(", ")})`;
    throw new AcesoError("bad-field", { field: "--value", expected, got: name });
  }
  return line.values.length > 0 ? line.values : known;
}

function matrixOf(file: FileTable, names: readonly string[]): DetectorTable {
  const columns = names.length;
  const values = new Float64Array(file.rowCount * columns).fill(Number.NaN);
  names.forEach((name, at) => {
    const column = columnNamed(file, name);
    if (column?.type !== "number" && column?.type !== "boolean") return;
    for (let row = 0; row < file.rowCount; row++) {
      if (column.isNull[row] === 0) values[row * columns + at] = column.values[row] ?? Number.NaN;
    }
  });
  return { values, rows: file.rowCount, columns, names };
}

function tell(
  result: {
    readonly path: string;
    readonly detector: string;
    readonly rows: number;
    readonly features: readonly string[];
    readonly limit: number;
    readonly anomalous: number;
    readonly found: readonly FoundRow[];
  },
  line: CommandLine,
  world: World,
): void {
  if (line.isJson) {
    const { path: file, ...rest } = result;
    world.print(JSON.stringify({ file, ...rest }, undefined, 2));
    return;
  }
  const { lang } = line;
  const { path, detector, rows, features, limit, anomalous, found } = result;
  const put = (code: string, params: Parameters<typeof say>[1]): void =>
    world.print(render(say(code, params), { lang }));
  put("cli.detect.head", { path, detector });
  put("cli.detect.table", { rows, features: features.length, anomalous, limit });
  const shown = line.flags["all"] === true ? found : found.slice(0, shownMax);
  for (const { row, score, why } of shown) {
    const parts = why.map(({ feature, value, usual }) =>
      render(say("cli.detect.part", { feature, value, usual }), { lang }),
    );
    put("cli.detect.table-row", { row: String(row), score, parts: parts.join(", ") });
  }
  if (anomalous > shown.length) put("cli.detect.more", { count: anomalous - shown.length });
}
