import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installedPackages } from "../../demo/install.ts";
import { judge, playStep, type FaultReport, type StepReport } from "../../demo/script/watch.ts";
import { trainModels } from "../../demo/world/models.ts";
import { scriptOf } from "../../demo/world/script.ts";
import type { Store } from "../../src/store/store.ts";
import { createLockstep } from "./lockstep.ts";
import { scriptStage } from "./script-stage.ts";
import { setStage, type Stage } from "./stage.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { openScratchStore } from "./scratch-store.ts";

// A seed is about three minutes of CPU; `npm run scenario` plays twenty.
const seedCount = Number(process.env["ACESO_SCENARIO_SEEDS"] ?? 3);
const seedFirst = Number(process.env["ACESO_SCENARIO_SEED_FIRST"] ?? 1);
const seeds = Array.from({ length: seedCount }, (_, index) => seedFirst + index);
/** How long a seed may take where other programs need the machine too. */
const patienceMs = 900_000;
/** Real traffic before the script's first step, as in the live demo. */
const warmUpMs = 90_000;
const start = Date.UTC(2026, 10, 20, 10, 0, 0);

interface Played {
  readonly seed: number;
  readonly reports: readonly StepReport[];
  readonly failures: readonly string[];
}

/**
 * The demo's script as `npm run demo -- --script all --approve` plays it, on a clock of its own: real
 * models and services, real ingestion, store, loop and repair calls. The seeds play side by side in one
 * store, a project each.
 */
describe("the scripted demo", () => {
  const folder = scratchFolder();
  const clock = { now: start };
  let store: Store;
  let played: readonly Played[] = [];

  beforeAll(async () => {
    store = await openScratchStore(folder, clock);
    played = await playAll(store, clock);
  }, seedCount * patienceMs);

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("runs without a failure in the loop or at the door", () => {
    expect(
      played.flatMap(({ seed, failures }) => failures.map((text) => `${seed}: ${text}`)),
    ).toEqual([]);
  });

  it.each(seeds)("seed %i: five of six explained, the repairable fixed, none false", (seed) => {
    const { reports } = played.find((each) => each.seed === seed)!;
    expect(judge(reports, { approves: true })).toMatchObject({ passed: true, faults: 6 });
    for (const report of faultsOf(reports)) {
      expect.soft(report, report.fault).toMatchObject({ opened: true, furtherIncidents: 0 });
      expect.soft(report.openedAfterSeconds, `${report.fault} opened`).toBeLessThanOrEqual(60);
      expect.soft(report.times.resolved, `${report.fault} resolved`).not.toBeNull();
      if (report.isRepairable) {
        expect.soft(report.fixedAfterSeconds, `${report.fault} fixed`).toBeLessThanOrEqual(90);
      }
    }
  });
});

async function playAll(store: Store, clock: { now: number }): Promise<readonly Played[]> {
  const models = trainModels(installedPackages());
  const lockstep = createLockstep(seeds.length, async (time) => {
    clock.now = time;
    await store.flush();
  });
  const stages: { readonly seed: number; readonly stage: Stage }[] = [];
  for (const seed of seeds) {
    const options = { store, clock: { now: start }, seed, historyDays: 1, models };
    stages.push({ seed, stage: await setStage({ ...options, beforeTick: lockstep.meet }) });
  }
  return Promise.all(
    stages.map(async ({ seed, stage }) => {
      try {
        const done = { seed, reports: await play(seed, stage), failures: stage.failures };
        console.log(tableOf(done));
        return done;
      } finally {
        lockstep.leave();
      }
    }),
  );
}

async function play(seed: number, stage: Stage): Promise<readonly StepReport[]> {
  const script = scriptStage(stage);
  await script.sleep(warmUpMs);
  const reports: StepReport[] = [];
  for (const step of scriptOf(seed)) {
    reports.push(await playStep(script, step, { approves: true }));
  }
  return reports;
}

function faultsOf(reports: readonly StepReport[]): readonly FaultReport[] {
  return reports.filter((report) => report.step === "fault");
}

/** One seed, fault by fault: seconds until opened, the first cause where it is wrong, seconds from approval to fixed. */
function tableOf({ seed, reports }: Played): string {
  const verdict = judge(reports, { approves: true });
  const cells = faultsOf(reports)
    .toSorted((a, b) => (a.fault < b.fault ? -1 : 1))
    .map((report) => `  ${report.fault}: ${cellOf(report)}`);
  const head =
    `seed ${seed}: ${verdict.passed ? "passed" : "FAILED"}, ${verdict.explained} explained, ` +
    `${verdict.fixed} fixed, ${verdict.falseIncidents} false`;
  return [head, ...cells].join("\n");
}

function cellOf(report: FaultReport): string {
  const { opened, openedAfterSeconds, explained, isRepairable, furtherIncidents } = report;
  if (!opened) return "NOT OPENED";
  const answer = explained
    ? "explained"
    : `WRONG (${report.kind} ${report.component?.kind} ${report.component?.name})`;
  const repair = isRepairable
    ? `, ${report.outcome} ${report.fixedAfterSeconds} s`
    : report.times.resolved === null
      ? ", NOT RESOLVED"
      : ", resolved by itself";
  const further = furtherIncidents > 0 ? `, ${furtherIncidents} FURTHER` : "";
  return `opened ${openedAfterSeconds} s, ${answer}${repair}${further}`;
}
