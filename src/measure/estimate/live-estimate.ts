import { type Message, say } from "../../model/message.ts";
import type {
  ExpectedLoss,
  ExpectedScore,
  ExpectedValue,
  QualityEstimate,
} from "../../model/quality-estimate.ts";
import type { ConfidenceSummary } from "../../model/summary.ts";
import { windowAt } from "../../model/time.ts";
import type { MeasureContext } from "../measure.ts";
import { type Cell, type CellScore, cellScores, type Share } from "./cell-scores.ts";
import { type Fall, surestLoss } from "./surest-loss.ts";

// Fewer labelled rows of the same output and confidence than these say nothing.
const cellRowsMin = 30;
/** Share of a window's rows that must lie where the reference has enough labels. */
export const coverageMin = 0.8;
// Five points in a hundred are the least that people act on.
const shareLossMin = 0.05;
// Fewer rows of the window's last quarter than these say nothing of it.
const recentRowsMin = 30;
// Below so many expected rows of a class what is said of it is doubtful.
const classRowsSound = 20;
const normal95 = 1.959963984540054;

/**
 * Accuracy, F1 and area under the ROC curve to be expected of each model without labels: predictions of the
 * same output and confidence are right as often as they were on the labelled reference, of the same version
 * where it has 30 such rows, else of all versions. Null where less than 80 % of the rows have such a reference.
 *
 * The intervals hold the spread of the window's own truths and the error of the reference's shares. They
 * follow a change of inputs that shows in the confidence; where the truth itself depends on the inputs in a new way,
 * or a version is sure and wrong, nobody can see it without labels.
 * Source: confidence-based performance estimation with histogram binning (Zadrozny and Elkan 2001).
 */
export function liveEstimates(
  rows: readonly ConfidenceSummary[],
  context: Pick<MeasureContext, "grid" | "positiveClasses">,
): readonly QualityEstimate[] {
  const models = [...new Set(rows.map(({ model }) => model))];
  return models.flatMap((model) => {
    const own = rows.filter((row) => row.model === model);
    if (!own.some(({ part }) => part === "current")) return [];
    return [estimateOf(model, own, context)];
  });
}

function estimateOf(
  model: string,
  own: readonly ConfidenceSummary[],
  context: Pick<MeasureContext, "grid" | "positiveClasses">,
): QualityEstimate {
  const current = own.filter(({ part }) => part === "current");
  const past = own.filter(({ part }) => part === "reference");
  const labelled = own.filter(({ part }) => part === "labelled");
  const positive = context.positiveClasses.get(model);
  const cells = coveredCells(current, referenceOf(past));
  const [total, covered] = [sumOf(current), sumOf(cells)];
  const isKnown = covered > 0 && covered >= coverageMin * total;
  const expected = isKnown ? cellScores(cells, positive) : [];
  const before = cellScores(ownCells(past), positive);
  const truths = cellScores(ownCells(labelled), positive);
  const scores = expected.map((score): ExpectedScore => {
    const { measure } = score;
    const of = (known: readonly CellScore[]) =>
      known.find((each) => each.measure === measure)?.value ?? null;
    return { measure, ...bounded(score), reference: of(before), truth: of(truths) };
  });
  const valueOf = (name: ExpectedScore["measure"]): ExpectedValue | null => {
    const found = expected.find(({ measure }) => measure === name);
    return found === undefined ? null : bounded(found);
  };
  const labelledRows = sumOf(labelled);
  const accuracy = truths[0]?.value;
  return {
    model,
    window: windowAt(context.grid, 0),
    rows: total,
    covered,
    accuracy: valueOf("accuracy"),
    f1: valueOf("f1"),
    truth: accuracy === undefined ? null : { accuracy, rows: labelledRows },
    scores,
    referenceRows: sumOf(past),
    labelledRows,
    loss: isKnown ? lossOf({ cells, expected, before, positive, labelledRows, total }) : null,
    warnings: isKnown && positive !== undefined ? warningsOf(cells, positive) : [],
  };
}

// A cell of the window; `recent` of its rows came in its last quarter.
interface CurrentCell extends Cell {
  readonly recent: number;
}

function keyOf(version: string | null, { output, step }: ConfidenceSummary): string {
  return JSON.stringify([version, output, step]);
}

// Version, output and step, and the latter two of all versions under null → share of right outputs.
function referenceOf(rows: readonly ConfidenceSummary[]): ReadonlyMap<string, Share> {
  const known = new Map<string, Share>();
  for (const row of rows) {
    for (const key of [keyOf(row.version, row), keyOf(null, row)]) {
      const before = known.get(key) ?? { hits: 0, count: 0 };
      known.set(key, { hits: before.hits + row.hits, count: before.count + row.count });
    }
  }
  return known;
}

function coveredCells(
  current: readonly ConfidenceSummary[],
  known: ReadonlyMap<string, Share>,
): readonly CurrentCell[] {
  return current.flatMap((row) => {
    const isEnough = (share: Share | undefined) =>
      share !== undefined && share.count >= cellRowsMin;
    const own = known.get(keyOf(row.version, row));
    const share = isEnough(own) ? own : known.get(keyOf(null, row));
    if (share === undefined || !isEnough(share)) return [];
    const { output, step, count, recent } = row;
    return [{ output, step, count, recent: Math.min(count, recent), share }];
  });
}

// Labelled rows as cells that know their own share.
function ownCells(rows: readonly ConfidenceSummary[]): readonly Cell[] {
  return rows.map(({ output, step, count, hits }) => {
    return { output, step, count, share: { hits, count } };
  });
}

function bounded({ value, standardError }: CellScore): ExpectedValue {
  const margin = normal95 * standardError;
  const [low, high] = [Math.max(0, value - margin), Math.min(1, value + margin)];
  return { value, standardError, low, high };
}

function lossOf(of: {
  readonly cells: readonly CurrentCell[];
  readonly expected: readonly CellScore[];
  readonly before: readonly CellScore[];
  readonly positive: string | undefined;
  readonly labelledRows: number;
  readonly total: number;
}): ExpectedLoss | null {
  const { cells, expected, before, positive, labelledRows, total } = of;
  const lately = cells.map((cell) => ({ ...cell, count: cell.recent }));
  const recent = sumOf(lately) < recentRowsMin ? [] : cellScores(lately, positive);
  const falls = before.flatMap(({ measure, value: reference }): readonly Fall[] => {
    const fallsOf = (scores: readonly CellScore[]) =>
      scores
        .filter((score) => score.measure === measure)
        .map(({ value, standardError }) => ({ value: reference - value, standardError }));
    const [whole] = fallsOf(expected);
    return whole === undefined ? [] : [{ measure, spells: [whole, ...fallsOf(recent)] }];
  });
  return surestLoss(falls, { limit: shareLossMin, isAwaited: labelledRows < total / 2 });
}

function warningsOf(cells: readonly Cell[], positive: string): readonly Message[] {
  let positives = 0;
  for (const { output, count, share } of cells) {
    const right = (count * share.hits) / share.count;
    positives += output === positive ? right : count - right;
  }
  const rows = Math.round(Math.min(positives, sumOf(cells) - positives));
  return rows < classRowsSound ? [say("estimate/few-of-a-class", { rows })] : [];
}

function sumOf(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
