import { confusionPairs } from "../diagnose/inspection/confusions.ts";
import { contributionsOf } from "../diagnose/inspection/contributions.ts";
import { findPersonalData } from "../measure/text/personal-data.ts";
import type { Incident } from "../model/incident.ts";
import type { Inspection, WrongExample } from "../model/inspection.ts";
import { hour, minute } from "../model/time.ts";
import { seededRandom } from "../stats/random.ts";
import type { JudgedPrediction } from "../store/store.ts";
import type { Loop } from "./loop.ts";
import { predictionTable } from "./prediction-table.ts";

const rowsMax = 3_000;
const beforeMs = 6 * hour;
const confusionsMax = 8;
const examplesMax = 8;
const contributionsMax = 5;

/**
 * What a person would look at in a model that answers wrong: which classes it takes for each other more than before,
 * its most confident wrong answers since the onset, and which features speak for them. Personal data in texts are
 * masked. Two queries of 3,000 rows, for the incident's first model.
 */
export async function inspectPredictions(
  loop: Pick<Loop, "store" | "now">,
  project: string,
  incident: Incident,
): Promise<Inspection> {
  const model = incident.models[0] ?? "";
  const end = incident.onset - minute / 2;
  const rowsOf = (start: number, until: number) =>
    model === ""
      ? Promise.resolve([])
      : loop.store.judgedPredictions(project, {
          model,
          window: { start, end: until },
          limit: rowsMax,
        });
  const before = await rowsOf(end - beforeMs, end);
  const since = await rowsOf(incident.onset, (incident.resolvedAt ?? loop.now()) + 1);
  const answers = (rows: readonly JudgedPrediction[]) =>
    rows.map(({ prediction, label }) => ({ label, output: prediction.outputText }));
  return {
    model,
    judgedBefore: before.length,
    judgedSince: since.length,
    confusions: confusionPairs({ before: answers(before), since: answers(since) }, confusionsMax),
    examples: examplesOf([...before, ...since], before.length, incident.id),
  };
}

function examplesOf(
  rows: readonly JudgedPrediction[],
  firstSince: number,
  seed: string,
): readonly WrongExample[] {
  const told = rows
    .map(({ isWrong, prediction }, row) => ({ row, isWrong, confidence: confidenceOf(prediction) }))
    .filter(({ row, isWrong }) => isWrong && row >= firstSince)
    .toSorted((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0) || a.row - b.row)
    .slice(0, examplesMax);
  if (told.length === 0) return [];
  const { columns } = predictionTable(rows.map(({ prediction }) => prediction));
  const values = new Float64Array(rows.length * columns.length);
  columns.forEach(({ codes }, column) => {
    for (let row = 0; row < rows.length; row++) {
      values[row * columns.length + column] = codes[row] ?? 0;
    }
  });
  const shares = contributionsOf(
    {
      rows: { values, rows: rows.length, columns: columns.length },
      wrong: rows.map(({ isWrong }) => (isWrong ? 1 : 0)),
      told: told.map(({ row }) => row),
    },
    seededRandom(seed),
  );
  return told.flatMap(({ row, confidence }, index) => {
    const found = rows[row];
    if (!found) return [];
    const contributions = Array.from(shares[index] ?? [], (amount, column) => ({
      feature: columns[column]?.name ?? "",
      amount,
    }))
      .toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
      .slice(0, contributionsMax);
    return [exampleOf(found, confidence, contributions)];
  });
}

function exampleOf(
  { prediction, label }: JudgedPrediction,
  confidence: number | null,
  contributions: WrongExample["contributions"],
): WrongExample {
  const { id, time, version, outputText: output, featuresNumber, featuresText } = prediction;
  const features: { [name: string]: number | string | null } = Object.fromEntries(featuresNumber);
  for (const [name, value] of featuresText) features[name] = value === null ? null : masked(value);
  return { id, time, version, label, output, confidence, features, contributions };
}

function confidenceOf({ scores, outputText }: JudgedPrediction["prediction"]): number | null {
  return scores.get(outputText) ?? null;
}

/** Personal data as "•••", the rest as it is. */
function masked(text: string): string {
  let shown = "";
  let end = 0;
  for (const find of findPersonalData(text).toSorted((a, b) => a.start - b.start)) {
    if (find.start < end) continue;
    shown += `${text.slice(end, find.start)}•••`;
    end = find.end;
  }
  return shown + text.slice(end);
}
