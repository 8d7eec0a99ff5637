import type { NumberColumn, Table } from "../../model/column.ts";
import { say } from "../../model/message.ts";
import {
  type Finding,
  type Picture,
  type Report,
  type ReportCard,
  worstStatus,
} from "../../model/report.ts";
import { findingOf } from "../data/column-check.ts";
import { compareRuns } from "./compare-runs.ts";
import { learningRateFindings, lossFindings, overfitFinding } from "./curve-findings.ts";
import type { Curve, CurveFinding } from "./curve.ts";
import { thinnedCurve } from "./thinned-curve.ts";

const stepNames = /^(?:step|steps|iteration|iter|epoch|global_step|batch)$/i;
const rateNames = /(?:^|[_./-])(?:lr|learning[_-]?rate)(?:$|[_./-])/i;
const validationNames = /(?:^|[_./-])(?:val|valid|validation|eval|test|dev)(?:$|[_./-])/i;
/** Of a picture, so that a report of long runs stays small. */
const pointsMax = 400;
const lossNames = /loss|error|perplexity|nll/i;

/**
 * What is wrong with the curves of a training run, a column each: losses that diverge, stand still or are no
 * numbers, validation losses that rise while the training loss falls, learning rates that jump. With an
 * earlier run also whether each loss came as low. Rates and losses are known by their names.
 */
export function curvesReport(run: Table, before: Table | null): Report {
  const columns = curveColumns(run);
  const training = columns.find(({ name }) => isLoss(name) && !validationNames.test(name));
  const cards = columns
    .filter(({ name }) => isLoss(name) || rateNames.test(name))
    .map((column) => {
      const earlier = before === null ? undefined : curveColumns(before).find(isNamed(column.name));
      return cardOf(column, {
        training: training && curveOf(run, training),
        run,
        earlier: earlier && before !== null ? curveOf(before, earlier) : undefined,
      });
    });
  return {
    title: say("curves.title"),
    status: worstStatus(cards.map(({ status }) => status)),
    facts: [say("curves.fact", { rows: run.rowCount, curves: cards.length })],
    sections: [{ heading: "curves.section", cards }],
  };
}

function isLoss(name: string): boolean {
  return lossNames.test(name) && !rateNames.test(name);
}

function isNamed(name: string): (column: NumberColumn) => boolean {
  return (column) => column.name === name;
}

function curveColumns(table: Table): readonly NumberColumn[] {
  return table.columns.filter(
    (column): column is NumberColumn => column.type === "number" && !stepNames.test(column.name),
  );
}

/**
 * Steps and values of a column. Where its first half has a value in every row, an empty cell is a NaN that
 * training wrote (in a table the two look alike); else it is a curve that is measured seldom.
 */
function curveOf(table: Table, column: NumberColumn): Curve {
  const steps = table.columns.find(({ name, type }) => type === "number" && stepNames.test(name));
  const kept: number[] = [];
  const isDense = !column.isNull.subarray(0, Math.ceil(table.rowCount / 2)).includes(1);
  for (let row = 0; row < table.rowCount; row += 1) {
    if (isDense || column.isNull[row] === 0) kept.push(row);
  }
  return {
    steps: Float64Array.from(kept, (row) =>
      steps?.type === "number" ? (steps.values[row] ?? row) : row,
    ),
    values: Float64Array.from(kept, (row) => column.values[row] ?? Number.NaN),
  };
}

function cardOf(
  column: NumberColumn,
  of: {
    readonly run: Table;
    readonly training: Curve | undefined;
    readonly earlier: Curve | undefined;
  },
): ReportCard {
  const curve = curveOf(of.run, column);
  const isRate = rateNames.test(column.name);
  const isValidation = validationNames.test(column.name);
  const fit =
    isValidation && of.training !== undefined && !isRate
      ? overfitFinding({ training: of.training, validation: curve })
      : null;
  const found: readonly CurveFinding[] = isRate
    ? learningRateFindings(curve)
    : [...(fit === null ? [] : [fit]), ...lossFindings(curve).filter((one) => !isRiseOf(one, fit))];
  const findings: Finding[] = found.map(({ kind, step, size }) =>
    findingOf("curve", kind === "plateau" ? "warn" : "fail", kind, {
      params: { step, size },
      value: size,
    }),
  );
  if (findings.length === 0) findings.push(findingOf("curve", "pass", "fine"));
  if (of.earlier !== undefined && !isRate) findings.push(comparison(of.earlier, curve));
  return {
    name: column.name,
    kinds: [isRate ? "curves.rate" : isValidation ? "curves.validation" : "curves.training"],
    status: worstStatus(findings.map(({ status }) => status)),
    findings,
    rows: [],
    picture: pictureOf(curve),
  };
}

function pictureOf(curve: Curve): Picture | null {
  if (curve.values.length < 2) return null;
  const { steps, values } = thinnedCurve(curve, pointsMax);
  return { kind: "lines", isTime: false, times: [...steps], values: [...values] };
}

/** An over-fitted validation loss rises from its lowest: that is told once, as what it is. */
function isRiseOf({ kind }: CurveFinding, fit: CurveFinding | null): boolean {
  return fit !== null && kind === "divergence";
}

function comparison(earlier: Curve, curve: Curve): Finding {
  const { first, second, difference, standardError, reachedAt } = compareRuns(earlier, curve);
  const params = { first, second, step: reachedAt ?? 0 };
  const isSure = Math.abs(difference) > 2 * standardError;
  if (!isSure) return findingOf("curve", "pass", "alike", { params, value: difference });
  if (difference > 0) return findingOf("curve", "warn", "higher", { params, value: difference });
  return findingOf("curve", "pass", "lower", { params, value: difference });
}
