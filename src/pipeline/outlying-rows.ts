import type { Table } from "../detect/table/detector.ts";
import type { OutlyingFindings } from "../detect/table/outlying-rows.ts";
import { type NumberTable, numberTable } from "../measure/rows/number-table.ts";
import { maskPersonalData } from "../measure/text/mask-personal-data.ts";
import type { OutlyingRow, RowReport } from "../model/row-report.ts";
import type { PredictionRow } from "../model/signals.ts";
import { day, type TimeMs, type Window } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { outlierJudge } from "./outlier-task.ts";

/** Outlying rows kept of one look, and of a model over a day. */
const toldMax = 8;
const keptMax = 40;
const keptMs = day;

/** Where no thread was handed in: on the event loop. */
const judgeHere = outlierJudge();

/** How many drawn rows are outlying beside the reference; keeps the most outlying of them for a day. */
export async function outlyingRows(
  loop: Loop,
  project: ProjectState,
  of: {
    readonly model: string;
    /** Names what was learned: another reference, another name. */
    readonly about: string;
    readonly reference: NumberTable;
    readonly rows: readonly PredictionRow[];
    readonly end: TimeMs;
  },
): Promise<RowReport["outlying"]> {
  const { names, columns } = of.reference;
  const task = {
    key: JSON.stringify([project.name, of.model, of.about, names]),
    reference: tableOf(names, columns),
    rows: tableOf(names, numberTable(of.rows, names).columns),
    toldMax,
  };
  let findings: OutlyingFindings;
  try {
    findings = await (loop.outliers?.judge(task) ?? judgeHere(task));
  } catch (error) {
    // What else the rows tell does not wait for it.
    loop.failed(`outlying rows of ${of.model}`, error);
    return null;
  }
  keepRows(project, of, findings);
  return { seen: findings.count, of: of.rows.length };
}

function tableOf(names: readonly string[], columns: readonly Float64Array[]): Table {
  const rows = columns[0]?.length ?? 0;
  const values = new Float64Array(rows * names.length);
  columns.forEach((column, place) => {
    for (let row = 0; row < rows; row++) values[row * names.length + place] = column[row] ?? NaN;
  });
  return { names, values, rows, columns: names.length };
}

/** Adds what was found to the rows of the last day; of more than are kept the most outlying. */
function keepRows(
  { rows: { outlying } }: ProjectState,
  {
    model,
    rows,
    end,
  }: { readonly model: string; readonly rows: readonly PredictionRow[]; readonly end: TimeMs },
  { told }: OutlyingFindings,
): void {
  const kept = new Map((outlying.get(model) ?? []).map((one) => [one.id, one]));
  for (const { row, score, contributions } of told) {
    const found = rows[row];
    if (found !== undefined) kept.set(found.id, outlyingRow(found, score, contributions));
  }
  const newest = [...kept.values()]
    .filter(({ time }) => time > end - keptMs)
    .toSorted((a, b) => b.score - a.score || b.time - a.time)
    .slice(0, keptMax);
  if (newest.length > 0) outlying.set(model, newest);
  else outlying.delete(model);
}

function outlyingRow(
  { id, time, version, outputText, outputNumber, featuresNumber, featuresText }: PredictionRow,
  score: number,
  contributions: OutlyingFindings["told"][number]["contributions"],
): OutlyingRow {
  const features: { [name: string]: number | string | null } = Object.fromEntries(featuresNumber);
  for (const [name, value] of featuresText) {
    features[name] = value === null ? null : maskPersonalData(value);
  }
  const output = outputText === "" ? String(outputNumber ?? "") : maskPersonalData(outputText);
  const reasons = contributions.map(({ feature, value, usual }) => ({
    feature,
    value: Number.isFinite(value) ? value : null,
    usual: Number.isFinite(usual) ? usual : null,
  }));
  return { id, time, version, output, score, features, reasons };
}

/** The most outlying rows of a model within a stretch of the last day. */
export function outlyingWithin(
  { rows: { outlying } }: ProjectState,
  model: string,
  { start, end }: Window,
): readonly OutlyingRow[] {
  return (outlying.get(model) ?? [])
    .filter(({ time }) => time >= start && time < end)
    .slice(0, toldMax);
}
