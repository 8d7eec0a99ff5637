import type { DrawnLabel } from "../../model/drawn-rows.ts";
import { isStructuredTask, type ModelTask } from "../../model/measurement.ts";
import type { OutputPart } from "../../model/row-report.ts";
import type { PredictionRow } from "../../model/signals.ts";
import { sortNumbers } from "../../stats/sort-numbers.ts";
import { isFreeText } from "../data/roles.ts";
import type { DriftSide } from "../drift/drift-side.ts";

/** Outputs, scores of one class, or labels of drawn rows. */
export interface OutputColumn {
  readonly part: OutputPart;
  /** The class whose score it is; empty of outputs and labels. */
  readonly class: string;
  readonly side: DriftSide;
}

/** Classes whose scores are looked at; of more the first by name. */
const classesMax = 10;

/**
 * Outputs and scores of drawn predictions. Words, rankings, boxes and their kin are no classes and left out; of two
 * classes one score tells both.
 */
export function outputColumns(
  rows: readonly PredictionRow[],
  task: ModelTask,
): readonly OutputColumn[] {
  const outputs = rows.map(({ outputText, outputNumber }) => ({
    text: outputText,
    number: outputNumber,
  }));
  return [...valueColumn("output", outputs, task), ...scoreColumns(rows)];
}

/** Labels that were drawn; none where they are no classes and no numbers. */
export function labelColumns(
  labels: readonly DrawnLabel[],
  task: ModelTask,
): readonly OutputColumn[] {
  return valueColumn("label", labels, task);
}

function valueColumn(
  part: OutputPart,
  values: readonly DrawnLabel[],
  task: ModelTask,
): readonly OutputColumn[] {
  if (task === "generation" || isStructuredTask(task)) return [];
  const texts = values.filter(({ text }) => text !== "");
  if (2 * texts.length < values.length) {
    const numbers = values.flatMap(({ number }) => (number === null ? [] : [number]));
    return numberColumn(part, "", numbers, values.length);
  }
  const counts = new Map<string, number>();
  for (const { text } of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const found = { distinctCount: counts.size, presentCount: texts.length };
  if (texts.length === 0 || isFreeText(part, found)) return [];
  const missing = values.length - texts.length;
  return [
    {
      part,
      class: "",
      side: { kind: "categories", counts, present: texts.length, missing },
    },
  ];
}

function scoreColumns(rows: readonly PredictionRow[]): readonly OutputColumn[] {
  const classes = [...new Set(rows.flatMap(({ scores }) => [...scores.keys()]))].sort();
  const told = classes.length === 2 ? classes.slice(1) : classes.slice(0, classesMax);
  return told.flatMap((name) => {
    const scores = rows.flatMap((row) => row.scores.get(name) ?? []);
    return numberColumn("score", name, scores, rows.length);
  });
}

function numberColumn(
  part: OutputPart,
  name: string,
  values: readonly number[],
  rows: number,
): readonly OutputColumn[] {
  const sorted = sortNumbers(Float64Array.from(values.filter((value) => Number.isFinite(value))));
  if (sorted.length === 0) return [];
  const side = { kind: "numbers", sorted, missing: rows - sorted.length } as const;
  return [{ part, class: name, side }];
}
