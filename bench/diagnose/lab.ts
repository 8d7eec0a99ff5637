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
import { ablation, baselines, blamed, reliability, tableByKind } from "./lab-answers.ts";
import { openLabCases } from "./lab-case.ts";
import type { DiagnoseSet } from "./set.ts";
import { judgeCase, type JudgedCase, type LabCase } from "./lab-judge.ts";

/** Incidents that share one flush of the store. */
const batchSize = 20;
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
 * Incidents of fresh seeds, through the real ingestion and store, diagnosed and compared with their truth.
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
  const cases = await drawCases(options, settings);
  const judged = cases.map((each) => judgeCase(each));
  const blind = baselines(cases);
  const { calibrationError, lines } = reliability(judged);
  const figures = [
    ...figuresOf(judged),
    figure("ece", calibrationError, { target: 0.03, better: "lower" }),
    ...blind.map(({ name, share }) =>
      figure(`baseline-${name}-component-ac1`, share, { target: baselineMax, better: "lower" }),
    ),
  ];
  const notes = [
    `laboratory: ${cases.length} incidents, seeds ${options.seed} to ${options.seed + options.count - 1}`,
    ...tableByKind(judged),
    ...lines,
    ...ablation(cases),
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

async function drawCases(
  { count, seed }: { readonly count: number; readonly seed: number },
  settings: LabSettings,
): Promise<readonly LabCase[]> {
  const folder = mkdtempSync(join(tmpdir(), "aceso-lab-"));
  const clock = { now: until };
  // The database drops what is old by its own clock, which knows nothing of the laboratory's.
  const retention = Object.fromEntries(retentionSignals.map((signal) => [signal, 3_650 * day]));
  const log = (): void => undefined;
  const store = await openStore({ dataDir: folder, now: () => clock.now, log, retention });
  const cases: LabCase[] = [];
  try {
    for (let first = seed; first < seed + count; first += batchSize) {
      const size = Math.min(batchSize, seed + count - first);
      const incidents = Array.from({ length: size }, (_, index) =>
        drawIncident({ seed: first + index, settings, until }),
      );
      const files = await openLabCases(incidents, { store, clock, settings });
      for (const [index, file] of files.entries()) {
        const incident = incidents[index];
        if (incident) cases.push({ incident, file });
      }
      process.stderr.write(`\r${cases.length} of ${count} incidents`);
    }
    process.stderr.write("\n");
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return cases;
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
