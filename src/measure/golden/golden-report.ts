import type { Column, Table } from "../../model/column.ts";
import { say } from "../../model/message.ts";
import {
  type Finding,
  type Report,
  type ReportCard,
  type ReportRow,
  worstStatus,
} from "../../model/report.ts";
import { binomialCdf } from "../../stats/distribution/binomial-cdf.ts";
import { normalQuantile } from "../../stats/distribution/normal-quantile.ts";
import { quantile } from "../../stats/quantile.ts";
import { findingOf } from "../data/column-check.ts";
import type { CheckLimits } from "../data/limits.ts";
import { outcomesOf } from "../data/outcomes.ts";
import { checkQuality, qualityOf, type QualityValue } from "../data/quality.ts";
import { exactMatch, tokenOverlap } from "../text/answer-match.ts";
import type { GoldenAnswer, GoldenRow, GoldenValue } from "./golden-set.ts";

/** Roles that the tables of golden runs have. */
const special = { id: "id", time: null, prediction: "prediction", score: "score", label: "label" };
const answerLengthMean = 40;

/** One run: as many answers as were asked for before the time was used up. */
export interface GoldenRun {
  readonly rows: readonly GoldenRow[];
  readonly answers: readonly GoldenAnswer[];
}

/** The labelled answers of a run as a table; rows without an answer are left out. */
export function goldenTable({ rows, answers }: GoldenRun): Table {
  const answered = answers.flatMap((answer, place) => {
    const row = rows[place];
    return row === undefined || answer.output === null ? [] : [{ row, answer }];
  });
  const names = Object.keys(rows[0]?.features ?? {}).filter(
    (name) => !Object.values(special).includes(name),
  );
  const cell = (name: string) =>
    columnFrom(
      name,
      answered.map(({ row }) => row.features[name] ?? null),
    );
  const columns = [
    columnFrom(
      "id",
      answered.map(({ row }) => row.id),
    ),
    ...names.map(cell),
    columnFrom(
      "label",
      answered.map(({ row }) => row.label),
    ),
    columnFrom(
      "prediction",
      answered.map(({ answer }) => answer.output),
    ),
  ];
  const scores = answered.map(({ answer }) => answer.score);
  const hasScores = scores.length > 0 && scores.every((score) => score !== null);
  const all = hasScores ? [...columns, columnFrom("score", scores)] : columns;
  return { rowCount: answered.length, columns: all };
}

/**
 * The report of a run: calls that failed, quality with a 95 % interval, held against limits and against an
 * earlier run over the same questions. A limit fails only where the whole interval lies below it; against
 * the earlier run also the answers that turned wrong are counted (McNemar's exact test, one-sided).
 */
export function goldenReport(
  run: GoldenRun,
  about: {
    readonly model: string;
    readonly version: string;
    readonly before: Table | null;
    readonly limits: CheckLimits;
    /** Measure → its least value, or its greatest where lower is better. */
    readonly bounds: ReadonlyMap<string, number>;
  },
): Report {
  const table = goldenTable(run);
  const values = valuesOf(table);
  const quality: ReportCard = cardOf([
    ...values.map((value) => valueFinding(value, about.bounds.get(value.name))),
    ...[...about.bounds.keys()]
      .filter((name) => !values.some((value) => value.name === name))
      .map((measure) => findingOf("golden", "fail", "unmeasured", { params: { measure } })),
  ]);
  const before = about.before === null ? [] : comparedCards(about.before, table, about.limits);
  const cards = [callsCard(run), quality, ...before];
  return {
    title: say("golden.title", { model: about.model, version: about.version }),
    status: worstStatus(cards.map(({ status }) => status)),
    facts: [say("golden.fact", { rows: run.rows.length, answers: table.rowCount })],
    sections: [
      { heading: "golden.section.calls", cards: [callsCard(run)] },
      { heading: "check.section.quality", cards: [quality] },
      ...(before.length === 0 ? [] : [{ heading: "golden.section.before", cards: before }]),
    ],
  };
}

function cardOf(findings: readonly Finding[], rows: readonly ReportRow[] = []): ReportCard {
  const status = worstStatus(findings.map((finding) => finding.status));
  return { name: "", kinds: [], status, findings, rows, picture: null };
}

function callsCard({ rows, answers }: GoldenRun): ReportCard {
  const failed = answers.filter(({ output }) => output === null);
  const times = Float64Array.from(answers.map(({ ms }) => ms));
  const at = (share: number) => (times.length === 0 ? NaN : quantile(times, share));
  const params = { median: at(0.5), p95: at(0.95), count: failed.length };
  const problem = failed[0]?.problem ?? "";
  const findings = [
    failed.length > 0
      ? findingOf("golden", "fail", "failed", { params: { ...params, problem } })
      : findingOf("golden", answers.length > 0 ? "pass" : "skip", "answered", { params }),
  ];
  const left = rows.length - answers.length;
  if (left > 0) findings.push(findingOf("golden", "warn", "left", { params: { count: left } }));
  return cardOf(findings);
}

/** Classes, scores and numbers as a check scores them; free text by exact match and shared words. */
function valuesOf(table: Table): readonly QualityValue[] {
  const label = table.columns.find(({ name }) => name === "label");
  const outcomes = outcomesOf(table, special);
  if (outcomes === null || label === undefined) return [];
  const { labels, predictions } = outcomes;
  const length = labels.reduce((sum, text) => sum + text.length, 0) / labels.length;
  if (label.type !== "text" || predictions === null || length <= answerLengthMean) {
    return qualityOf(outcomes);
  }
  const pairs = labels.map((reference, row) => ({ reference, hypothesis: predictions[row] ?? "" }));
  return [
    textValue("exact-match", pairs.map(exactMatch)),
    textValue(
      "token-f1",
      pairs.map((pair) => tokenOverlap(pair).f1),
    ),
  ];
}

function textValue(name: string, values: readonly number[]): QualityValue {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / (values.length - 1) / values.length);
  return { name, value: mean, standardError, isHigherBetter: true, unit: "ratio" };
}

function valueFinding(one: QualityValue, bound: number | undefined): Finding {
  const { name: measure, value, standardError, unit, isHigherBetter } = one;
  const half = normalQuantile(0.975) * standardError;
  const params = { measure, unit, value, low: value - half, high: value + half, limit: bound ?? 0 };
  if (bound === undefined) return findingOf("golden", "pass", "value", { params, value });
  const isBeyond = (end: number) => (isHigherBetter ? end < bound : end > bound);
  const isMissed = isBeyond(isHigherBetter ? value + half : value - half);
  const isClose = !isMissed && isBeyond(value);
  const status = isMissed ? "fail" : isClose ? "warn" : "pass";
  const variant = isMissed ? "missed" : isClose ? "close" : "kept";
  return findingOf("golden", status, variant, { params, value, limit: bound });
}

function comparedCards(before: Table, now: Table, limits: CheckLimits): readonly ReportCard[] {
  const quality = checkQuality({ reference: before, current: now }, special, limits);
  const pairs = turned(before, now);
  if (pairs === null) return quality === null ? [] : [quality];
  const { fixed, broken, same } = pairs;
  // Where nothing changed, an answer that changed its side is as likely to be fixed as broken.
  const chance =
    broken === 0 ? 1 : binomialCdf({ successes: fixed, trials: fixed + broken, p: 0.5 });
  const isWorse = broken > fixed && chance < limits.significance;
  const params = { fixed, broken, same, p: chance };
  const finding = findingOf("golden", isWorse ? "fail" : "pass", "turned", { params });
  return [...(quality === null ? [] : [quality]), cardOf([finding])];
}

/** Questions that both runs answered, by whether right answers became wrong; null for numbers. */
function turned(before: Table, now: Table) {
  const rights = [before, now].map((table) => {
    const outcomes = outcomesOf(table, special);
    const id = table.columns.find(({ name }) => name === "id");
    if (outcomes === null || outcomes.predictions === null || id === undefined) return null;
    const { rows, labels, predictions } = outcomes;
    return new Map(
      rows.map((row, place) => {
        const name = id.type === "text" ? id.dictionary[id.codes[row] ?? -1] : id.values[row];
        return [String(name), labels[place] === predictions[place]] as const;
      }),
    );
  });
  const [then, fresh] = rights;
  if (!then || !fresh) return null;
  let [fixed, broken, same] = [0, 0, 0];
  for (const [id, isRight] of fresh) {
    const wasRight = then.get(id);
    if (wasRight === undefined) continue;
    if (isRight === wasRight) same += 1;
    else if (isRight) fixed += 1;
    else broken += 1;
  }
  return fixed + broken + same === 0 ? null : { fixed, broken, same };
}

/** Numbers where all cells are numbers, texts otherwise. */
function columnFrom(name: string, cells: readonly (GoldenValue | null)[]): Column {
  const isNull = Uint8Array.from(cells, (cell) => (cell === null ? 1 : 0));
  const nullCount = cells.filter((cell) => cell === null).length;
  if (cells.every((cell) => cell === null || typeof cell === "number")) {
    const values = Float64Array.from(cells, (cell) => cell ?? Number.NaN);
    return { name, type: "number", values, isNull, nullCount };
  }
  const places = new Map<string, number>();
  const codes = Int32Array.from(cells, (cell) => {
    if (cell === null) return -1;
    const text = String(cell);
    if (!places.has(text)) places.set(text, places.size);
    return places.get(text) ?? -1;
  });
  return { name, type: "text", codes, dictionary: [...places.keys()], isNull, nullCount };
}
