import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawIncident } from "../../src/lab/incident.ts";
import { labSettings, type LabSettings } from "../../src/lab/lab-settings.ts";
import type { Json } from "../../src/model/json.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { day } from "../../src/model/time.ts";
import { openStore } from "../../src/store/open.ts";
import { retentionSignals } from "../../src/store/store.ts";
import type { Figure } from "../report.ts";
import { memoryStore } from "../memory-store/memory-store.ts";
import {
  ablation,
  baselines,
  blamed,
  resultOf,
  tableByKind,
  type LabResult,
} from "./lab-answers.ts";
import { calibrationError, errorOfPerfect, reliabilityPlot } from "./lab-calibration.ts";
import { openLabCases } from "./lab-case.ts";
import type { JudgedCase } from "./lab-judge.ts";
import type { DiagnoseSet } from "./set.ts";

/** Incidents of a run that are also answered through the database, at most. */
const checkedMax = 10;
/** The moment at which every incident ends: any, since the clock is the laboratory's own. */
const until = Date.UTC(2026, 10, 20, 10);
/** An evidence-blind baseline above this would say that the laboratory is too easy. */
const baselineMax = 0.6;

/** Incidents drawn where nobody says how many. */
const countDefault = 200;

/** The laboratory as a set of the bench. */
export const lab: DiagnoseSet = {
  name: "lab",
  folder: null,
  run({ seed, count = countDefault, config }) {
    // Queries starve in libuv's pool of four threads; its size is read at the pool's first use.
    process.env["UV_THREADPOOL_SIZE"] ??= "16";
    return judgeLab({ count, seed, ...(config === undefined ? {} : { config }) });
  },
};

/**
 * Incidents of fresh seeds, through the real ingestion into a store in memory, diagnosed and compared with their truth;
 * the first ones also through the database.
 *
 * @param count incidents to draw, with seeds `seed`, `seed` + 1, …
 * @param config path of a JSON file with settings of the laboratory; defaults where absent
 */
async function judgeLab(options: {
  readonly count: number;
  readonly seed: number;
  readonly config?: string;
}): Promise<{ readonly figures: readonly Figure[]; readonly notes: readonly string[] }> {
  const settings = settingsFrom(options.config);
  const begun = process.cpuUsage();
  const results = await judgeIncidents(options, settings);
  const { user, system } = process.cpuUsage(begun);
  const checked = await checkWithDatabase(results, options, settings);
  const judged = results.map((each) => each.judged);
  const answers = judged.map(({ answer, isRight }) => ({ confidence: answer.confidence, isRight }));
  const perfect = errorOfPerfect(answers);
  const figures = [
    ...figuresOf(judged),
    figure("ece", calibrationError(answers), { target: 0.03, better: "lower" }),
    ...baselines(results).map(({ name, share }) =>
      figure(`baseline-${name}-component-ac1`, share, { target: baselineMax, better: "lower" }),
    ),
  ];
  const notes = [
    `laboratory: ${results.length} incidents, seeds ${options.seed} to ${options.seed + options.count - 1}, ` +
      `${((user + system) / 1e6 / results.length).toFixed(2)} s of processor time each`,
    checked,
    ...tableByKind(judged),
    ...reliabilityPlot(answers),
    `with these confidences a perfectly calibrated answer would show an ece of ${perfect.mean.toFixed(3)}, one in twenty times over ${perfect.most.toFixed(3)}`,
    ...ablation(results),
    ...blamed(judged),
  ];
  return { figures, notes };
}

function settingsFrom(path: string | undefined): LabSettings {
  // Checked against the table of settings right below.
  const given = path === undefined ? {} : (JSON.parse(readFileSync(path, "utf8")) as Json);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new Error(`${path}: expected an object of settings`);
  }
  const { values, problems } = resolveSettings(labSettings, given as { [name: string]: Json });
  const [first] = problems;
  if (first)
    throw new Error(`${path}: ${first.name}: ${first.problem}, expected ${first.expected}`);
  return values;
}

/** Each incident alone, from its first signal to its verdict: a case holds megabytes. */
async function judgeIncidents(
  { count, seed }: { readonly count: number; readonly seed: number },
  settings: LabSettings,
): Promise<readonly LabResult[]> {
  const results: LabResult[] = [];
  for (let each = seed; each < seed + count; each += 1) {
    const incident = drawIncident({ seed: each, settings, until });
    const stage = { store: memoryStore(), clock: { now: until }, settings };
    const [file] = await openLabCases([incident], stage);
    if (file) results.push(resultOf({ incident, file }));
    if (results.length % 10 === 0) {
      process.stderr.write(`\r${results.length} of ${count} incidents`);
    }
  }
  process.stderr.write("\n");
  return results;
}

/** The first incidents once more, through the database: they must be answered as before, to the last digit told. */
async function checkWithDatabase(
  results: readonly LabResult[],
  { seed }: { readonly seed: number },
  settings: LabSettings,
): Promise<string> {
  const size = Math.min(checkedMax, Math.ceil(results.length / 10));
  const incidents = Array.from({ length: size }, (_, index) =>
    drawIncident({ seed: seed + index, settings, until }),
  );
  const folder = mkdtempSync(join(tmpdir(), "aceso-lab-"));
  const clock = { now: until };
  // The database drops what is old by its own clock, which knows nothing of the laboratory's.
  const retention = Object.fromEntries(retentionSignals.map((signal) => [signal, 3_650 * day]));
  const log = (): void => undefined;
  const store = await openStore({ dataDir: folder, now: () => clock.now, log, retention });
  try {
    const files = await openLabCases(incidents, { store, clock, settings });
    const same = incidents.filter((incident, index) => {
      const file = files[index];
      const stored = file && resultOf({ incident, file });
      return stored !== undefined && isSame(stored, results[index]);
    });
    return `laboratory: ${same.length} of ${size} incidents are answered the same through the database`;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sums in another order differ in their last bits, and so may the confidence. */
function isSame(a: LabResult, b: LabResult | undefined): boolean {
  const told = ({ judged: { answer }, blind, without }: LabResult) =>
    JSON.stringify([answer.kind, answer.component, answer.confidence.toFixed(9), blind, without]);
  return b !== undefined && told(a) === told(b);
}

function figuresOf(judged: readonly JudgedCase[]): readonly Figure[] {
  const faults = judged.filter(({ kind }) => kind !== "benign");
  const benign = judged.filter(({ kind }) => kind === "benign");
  const share = (all: readonly JudgedCase[], isHit: (each: JudgedCase) => boolean) =>
    all.length === 0 ? Number.NaN : all.filter((each) => isHit(each)).length / all.length;
  return [
    figure(
      "layer-ac1",
      share(faults, ({ isLayerRight }) => isLayerRight),
      { target: 0.95 },
    ),
    figure(
      "component-ac1",
      share(faults, ({ isComponentRight }) => isComponentRight),
      {
        target: 0.9,
      },
    ),
    figure("kind-macro-f1", macroF1(faults), { target: 0.9 }),
    figure(
      "null-abstain",
      share(benign, ({ answer }) => answer.kind === "unknown"),
      {
        target: 0.95,
      },
    ),
  ];
}

/** Mean over the true kinds of the harmonic mean of precision and recall of naming them first. */
function macroF1(judged: readonly JudgedCase[]): number {
  const kinds = [...new Set(judged.map(({ truth }) => truth?.kind))];
  const scores = kinds.map((kind) => {
    const hits = judged.filter(({ truth, answer }) => truth?.kind === kind && answer.kind === kind);
    const both =
      judged.filter(({ truth }) => truth?.kind === kind).length +
      judged.filter(({ answer }) => answer.kind === kind).length;
    return both === 0 ? 0 : (2 * hits.length) / both;
  });
  return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
}

function figure(
  measure: string,
  value: number,
  aim: { readonly target: number; readonly better?: "lower" },
): Figure {
  return { bench: "diagnose", set: "lab", measure, value, unit: "1", ...aim };
}
