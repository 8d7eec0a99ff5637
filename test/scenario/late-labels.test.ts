import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectedLossMonitor } from "../../src/detect/packs/drift.ts";
import type { LabelRow, PredictionRow } from "../../src/model/signals.ts";
import { hour, minute, second, type TimeMs } from "../../src/model/time.ts";
import { watchArrivals } from "../../src/pipeline/arrivals.ts";
import type { Loop, ProjectState } from "../../src/pipeline/loop.ts";
import { newProjectState } from "../../src/pipeline/project-state.ts";
import { tick } from "../../src/pipeline/tick.ts";
import { seededRandom } from "../../src/stats/random.ts";
import type { Store } from "../../src/store/store.ts";
import { loopSettings } from "../pipeline/loop-settings.ts";
import { label, prediction } from "../store/signals.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { openScratchStore } from "./scratch-store.ts";

// A classifier whose labels come two hours late: nothing but what drift is expected to cost can page.
const start = Date.UTC(2026, 10, 20, 12);
const tickMs = 4 * minute;
const everyMs = 6 * second;
const lateMs = 2 * hour;

const clock = { now: start };
const folder = scratchFolder();
const random = seededRandom("late labels");
const failures: string[] = [];
const awaited: LabelRow[] = [];
let store: Store;
let loop: Loop;
let project: ProjectState;
let ticked = start;

beforeAll(async () => {
  store = await openScratchStore(folder, clock);
  loop = {
    store,
    arrivals: watchArrivals(store),
    world: {
      call: () => Promise.reject(new Error("nothing to repair")),
      secret: () => undefined,
      now: () => clock.now,
    },
    settings: { ...loopSettings, tickMs, replayMs: 6 * hour },
    now: () => clock.now,
    wait: () => Promise.resolve(),
    host: null,
    announce: () => undefined,
    failed: (what, error) => void failures.push(`${what}: ${String(error)}`),
  };
  await send(start - 6 * hour, start - 20 * minute, false);
  await send(start - 20 * minute, start, true);
  project = await newProjectState(loop, "p");
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

it("drift pages by what it is expected to cost, is named as the cause, and ends as it goes", async () => {
  await playUntil(() => ticked > start, true);
  expect(project.incidents.size).toBe(0);
  expect([...project.estimates.awaited]).toEqual(["loans"]);

  await playUntil(() => [...project.incidents.values()].some(({ diagnosis }) => diagnosis), true);
  expect(driftOf("loans")).toEqual(["drift"]);
  const [incident, ...others] = [...project.incidents.values()];
  expect(others).toEqual([]);
  expect(incident!.symptoms[0]!.monitor).toBe(expectedLossMonitor("loans"));
  expect(incident!.models).toEqual(["loans"]);
  expect(incident!.diagnosis?.causes[0]).toMatchObject({ kind: "data-drift" });

  await playUntil(() => project.incidents.get(incident!.id)?.phase === "resolved", false);
  expect(project.incidents.get(incident!.id)!.resolvedReason).toBe("recovered");
  expect(failures).toEqual([]);
}, 120_000);

/** Plays loop and sender until something holds, for 40 minutes at most. */
async function playUntil(holds: () => boolean, isDrifted: boolean): Promise<void> {
  const deadline = ticked + 40 * minute;
  while (!holds()) {
    expect(ticked).toBeLessThan(deadline);
    const before = ticked;
    ticked += tickMs;
    clock.now = ticked + loopSettings.delayMs;
    await send(before, ticked, isDrifted);
    await tick(loop, project, ticked);
  }
}

/** Sends predictions of a stretch, and the labels that are due at its end. */
async function send(from: TimeMs, to: TimeMs, isDrifted: boolean): Promise<void> {
  const predictions: PredictionRow[] = [];
  for (let time = from; time < to; time += everyMs) {
    const { row, truth } = answer(time, isDrifted);
    predictions.push(row);
    awaited.push(label({ id: row.id, model: "loans", labelText: truth, time: time + lateMs }));
  }
  const due = awaited.findIndex(({ time }) => time > to);
  const labels = awaited.splice(0, due < 0 ? awaited.length : due);
  const { sink } = loop.arrivals;
  await sink.append({ project: "p", receivedAt: clock.now, predictions, labels });
  await store.flush();
}

/** A calibrated answer: above 0 the model is sure and right, below it guesses; inputs that drift lie below. */
function answer(
  time: TimeMs,
  isDrifted: boolean,
): { readonly row: PredictionRow; readonly truth: string } {
  const x = random.normal() + (isDrifted ? -1 : 1);
  const sureness = x > 0 ? 0.95 : 0.6;
  const [output, other] = random.integer(2) === 0 ? ["yes", "no"] : ["no", "yes"];
  const row = prediction({
    id: `loan-${time}`,
    model: "loans",
    version: "1",
    time,
    featuresNumber: new Map([["x", x]]),
    outputText: output!,
    scores: new Map([
      [output!, sureness],
      [other!, 1 - sureness],
    ]),
  });
  return { row, truth: random.uniform() < sureness ? output! : other! };
}

function driftOf(model: string): readonly string[] | undefined {
  return project.drift.byModel.get(model)?.columns.map(({ verdict }) => verdict);
}
