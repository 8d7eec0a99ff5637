import { confusionPairs } from "../diagnose/inspection/confusions.ts";
import { contributionsOf } from "../diagnose/inspection/contributions.ts";
import { wrongClusters } from "../diagnose/inspection/wrong-clusters.ts";
import { whereOf } from "../diagnose/slices/where-of.ts";
import { maskPersonalData } from "../measure/text/mask-personal-data.ts";
import type { Incident } from "../model/incident.ts";
import type { Inspection, WrongCluster, WrongExample } from "../model/inspection.ts";
import { hour, minute, type TimeMs, type Window } from "../model/time.ts";
import { seededRandom } from "../stats/random.ts";
import type { JudgedPrediction } from "../store/store.ts";
import type { Loop } from "./loop.ts";
import { maskedPredicates } from "./masked-predicates.ts";
import { predictionTable } from "./prediction-table.ts";

const rowsMax = 3_000;
const beforeMs = 6 * hour;
const confusionsMax = 8;
const examplesMax = 8;
const contributionsMax = 5;
/** Rows the explanation of examples is learned from: it is made while a reader waits, in the thread of the loop. */
const learnedMax = 2_000;
const clustersMax = 4;
// Fewer wrong or right answers than these lie nowhere together.
const clusterRowsMin = 10;
/** Of numbers those are wrong that miss the label by more than this share of the earlier ones did. */
const usualShare = 0.9;

/** Whose answers are inspected, and when. */
export interface InspectionRequest {
  readonly model: string;
  /** The quiet time they are compared with. */
  readonly before: Window;
  readonly since: Window;
  /** Equal seeds give equal contributions. */
  readonly seed: string;
}

/** An incident's first model: the hours before the onset, and from there to its end or to now. */
export function inspectionOf(incident: Incident, now: TimeMs): InspectionRequest {
  const end = incident.onset - minute / 2;
  return {
    model: incident.models[0] ?? "",
    before: { start: end - beforeMs, end },
    since: { start: incident.onset, end: (incident.resolvedAt ?? now) + 1 },
    seed: incident.id,
  };
}

/**
 * What a person would look at in a model that answers wrong: where wrong answers lie together, which classes it takes
 * for each other more than before, its most confident wrong answers, and which features speak for them. Personal data
 * in texts are masked. Two queries of 3,000 rows.
 */
export async function inspectPredictions(
  loop: Pick<Loop, "store">,
  project: string,
  { model, before, since, seed }: InspectionRequest,
): Promise<Omit<Inspection, "outlying">> {
  const read = (window: Window): Promise<readonly JudgedPrediction[]> =>
    model === ""
      ? Promise.resolve([])
      : loop.store.judgedPredictions(project, { model, window, limit: rowsMax, numbers: true });
  const rowsBefore = await read(before);
  const rowsSince = await read(since);
  const errorLimit = errorLimitOf(rowsBefore, rowsSince);
  const judge = (rows: readonly JudgedPrediction[]) =>
    rows.map((row): JudgedPrediction =>
      row.error === undefined || errorLimit === null
        ? row
        : { ...row, isWrong: Math.abs(row.error) > errorLimit },
    );
  const earlier = judge(rowsBefore);
  const later = judge(rowsSince);
  const classes = (rows: readonly JudgedPrediction[]) =>
    rows
      .filter(({ error }) => error === undefined)
      .map(({ label, prediction }) => ({ label, output: prediction.outputText }));
  return {
    model,
    judgedBefore: earlier.length,
    judgedSince: later.length,
    wrongSince: later.filter(({ isWrong }) => isWrong).length,
    errorLimit,
    ...clustersOf(later),
    confusions: confusionPairs({ before: classes(earlier), since: classes(later) }, confusionsMax),
    examples: examplesOf([...earlier, ...later], earlier.length, seed),
  };
}

/** The error that nine tenths of the earlier answers keep to; of all answers where too few came before. */
function errorLimitOf(
  before: readonly JudgedPrediction[],
  since: readonly JudgedPrediction[],
): number | null {
  const errorsOf = (rows: readonly JudgedPrediction[]) =>
    rows.flatMap(({ error }) => (error === undefined ? [] : [Math.abs(error)]));
  const earlier = errorsOf(before);
  const sorted = (earlier.length >= 5 * clusterRowsMin ? earlier : errorsOf(since)).toSorted(
    (a, b) => a - b,
  );
  return sorted[Math.floor(usualShare * sorted.length)] ?? null;
}

function clustersOf(rows: readonly JudgedPrediction[]): Pick<Inspection, "clusters" | "scattered"> {
  const wrong = Uint8Array.from(rows, ({ isWrong }) => (isWrong ? 1 : 0));
  const count = wrong.reduce((sum, one) => sum + one, 0);
  if (count < clusterRowsMin || rows.length - count < clusterRowsMin) {
    return { clusters: [], scattered: count };
  }
  const table = predictionTable(rows.map(({ prediction }) => prediction));
  const found = wrongClusters({ table, wrong }, clustersMax);
  const held = new Set(found.flatMap(({ wrong: own }) => own));
  return {
    scattered: count - held.size,
    clusters: found.map(({ predicates, wrong: own, right }) => ({
      where: whereOf(maskedPredicates(predicates)),
      wrong: own.length,
      right,
      confusion: confusionOf(own.flatMap((row) => rows[row] ?? [])),
    })),
  };
}

/** What more than half of the rows take for what. */
function confusionOf(rows: readonly JudgedPrediction[]): WrongCluster["confusion"] {
  const pairs = Map.groupBy(
    rows.filter(({ error }) => error === undefined),
    ({ label, prediction }) => JSON.stringify([label, prediction.outputText]),
  );
  const [most] = [...pairs.values()].toSorted((a, b) => b.length - a.length);
  const [first] = most ?? [];
  if (!most || !first || 2 * most.length <= rows.length) return null;
  return { label: first.label, output: first.prediction.outputText };
}

function examplesOf(
  rows: readonly JudgedPrediction[],
  firstSince: number,
  seed: string,
): readonly WrongExample[] {
  const told = rows
    .map(({ isWrong, prediction, error = 0 }, row) => ({
      row,
      isWrong,
      confidence: confidenceOf(prediction),
      size: Math.abs(error),
    }))
    .filter(({ row, isWrong }) => isWrong && row >= firstSince)
    .toSorted(
      (a, b) => (b.confidence ?? 0) - (a.confidence ?? 0) || b.size - a.size || a.row - b.row,
    )
    .slice(0, examplesMax);
  if (told.length === 0) return [];
  const shares = contributionsTo(
    rows,
    told.map(({ row }) => row),
    seed,
  );
  return told.flatMap(({ row, confidence }, index) => {
    const found = rows[row];
    return found ? [exampleOf(found, confidence, shares[index] ?? [])] : [];
  });
}

/** What speaks for each of the rows told being wrong, as learned from a sample of all of them. */
function contributionsTo(
  rows: readonly JudgedPrediction[],
  told: readonly number[],
  seed: string,
): readonly WrongExample["contributions"][] {
  const random = seededRandom(seed);
  const share = learnedMax / rows.length;
  const places = [...rows.keys()].filter((row) => random.uniform() < share || told.includes(row));
  const learned = places.flatMap((place) => rows[place] ?? []);
  const { columns } = predictionTable(learned.map(({ prediction }) => prediction));
  const values = new Float64Array(learned.length * columns.length);
  columns.forEach(({ codes }, column) => {
    for (let row = 0; row < learned.length; row++) {
      values[row * columns.length + column] = codes[row] ?? 0;
    }
  });
  const shares = contributionsOf(
    {
      rows: { values, rows: learned.length, columns: columns.length },
      wrong: learned.map(({ isWrong }) => (isWrong ? 1 : 0)),
      told: told.map((row) => places.indexOf(row)),
    },
    random,
  );
  return shares.map((own) =>
    Array.from(own, (amount, column) => ({ feature: columns[column]?.name ?? "", amount }))
      .toSorted((x, y) => Math.abs(y.amount) - Math.abs(x.amount))
      .slice(0, contributionsMax),
  );
}

function exampleOf(
  { prediction, label }: JudgedPrediction,
  confidence: number | null,
  contributions: WrongExample["contributions"],
): WrongExample {
  const { id, time, version, outputText, outputNumber, featuresNumber, featuresText } = prediction;
  const output = outputText === "" ? String(outputNumber ?? "") : outputText;
  const features: { [name: string]: number | string | null } = Object.fromEntries(featuresNumber);
  for (const [name, value] of featuresText)
    features[name] = value === null ? null : maskPersonalData(value);
  return { id, time, version, label, output, confidence, features, contributions };
}

function confidenceOf({ scores, outputText }: JudgedPrediction["prediction"]): number | null {
  return scores.get(outputText) ?? null;
}
