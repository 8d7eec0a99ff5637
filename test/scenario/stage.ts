import type { Payload } from "../../demo/world/telemetry.ts";
import type { Models } from "../../demo/world/models.ts";
import { playHistory } from "../../demo/world/history.ts";
import { createWorld, type World } from "../../demo/world/world.ts";
import { protocols } from "../../src/ingest/catalog.ts";
import { createIntake, type Intake } from "../../src/ingest/intake.ts";
import { receive } from "../../src/ingest/receive.ts";
import { restoreCheckpoint } from "../../src/pipeline/checkpoint.ts";
import { watchArrivals } from "../../src/pipeline/arrivals.ts";
import type { Loop, LoopEvent, ProjectState } from "../../src/pipeline/loop.ts";
import { newProjectState } from "../../src/pipeline/project-state.ts";
import { closedEnd } from "../../src/pipeline/schedule.ts";
import { tick } from "../../src/pipeline/tick.ts";
import type { ActionWorld } from "../../src/repair/action.ts";
import type { Store } from "../../src/store/store.ts";

const tickMs = 10_000;
const delayMs = 5_000;

/**
 * The real loop and the demo's real models and services on one clock that the test moves: payloads go
 * through the ingestion code as they would over HTTP, repair calls reach the services' own handlers.
 */
export interface Stage {
  readonly world: World;
  readonly loop: Loop;
  /** The loop's memory; another object after a restart. */
  readonly project: ProjectState;
  readonly intake: Intake;
  readonly events: LoopEvent[];
  readonly failures: string[];
  /** Forgets all that the loop remembers and starts it again, as after `kill -9`. */
  restart(): Promise<void>;
  /** Plays world and loop up to this moment. */
  playTo(time: number): Promise<void>;
}

/** Sets a stage in a project of its own, with this many days of history already judged. */
export async function setStage(options: {
  readonly store: Store;
  /** The one clock of loop and world; the stage moves it. */
  readonly clock: { now: number };
  readonly seed: number;
  readonly historyDays: number;
  readonly models: Models;
  /** Makes what has been sent readable before each tick; stages that share a store meet here. */
  readonly beforeTick?: (now: number) => Promise<void>;
}): Promise<Stage> {
  const { store, clock, seed, historyDays, models } = options;
  const beforeTick = options.beforeTick ?? (() => store.flush());
  const start = clock.now;
  const name = `seed-${seed}`;
  const arrivals = watchArrivals(store);
  const intake = createIntake({ sink: arrivals.sink, now: () => clock.now });
  const failures: string[] = [];
  const emit = async (payload: Payload): Promise<void> => {
    const answer = await send(intake, payload, { project: name, now: clock.now });
    if (answer.status !== 200) failures.push(`${payload.path}: ${answer.status} ${answer.body}`);
  };
  await playHistory({ seed, models, end: start, days: historyDays, emit });

  const world = createWorld({ seed, start, models, emit });
  const events: LoopEvent[] = [];
  const loop: Loop = {
    store,
    arrivals,
    world: actionWorld(world, clock),
    settings: {
      tickMs,
      windowMs: 60_000,
      delayMs,
      labelCoverageMin: 0.8,
      labelHorizonMs: 600_000,
      replayMs: 14 * 86_400_000,
      outputFormats: {},
      policy: {
        mode: "propose",
        allowedActions: ["switch-version", "webhook"],
        runsPerHourMax: 10,
        runsPerDayMax: 50,
        coolDownMs: 60_000,
        confidenceMin: 0.5,
        stopAll: false,
      },
      targets: world.repairTargets,
      monitors: [],
    },
    now: () => clock.now,
    wait: async () => undefined,
    host: null,
    announce: (event) => void events.push(event),
    failed: (what, error) =>
      void failures.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`),
  };
  let project = await newProjectState(loop, name);

  let ticked = closedEnd(start, tickMs, delayMs);
  return {
    world,
    loop,
    get project() {
      return project;
    },
    intake,
    events,
    failures,
    async restart() {
      project = await newProjectState(loop, name);
      await restoreCheckpoint(loop, project);
    },
    async playTo(time) {
      while (ticked + tickMs + delayMs <= time) {
        ticked += tickMs;
        clock.now = ticked + delayMs;
        await world.advanceTo(clock.now);
        await beforeTick(clock.now);
        await tick(loop, project, ticked);
      }
      clock.now = Math.max(clock.now, time);
      await world.advanceTo(clock.now);
    },
  };
}

/** What a sender's request becomes behind the HTTP edge. */
async function send(
  intake: Intake,
  payload: Payload,
  at: { readonly project: string; readonly now: number },
): Promise<{ readonly status: number; readonly body: string }> {
  const protocol = protocols.find(({ routes }) => routes.some(({ path }) => path === payload.path));
  if (!protocol) return { status: 404, body: "no such route" };
  const request = {
    path: payload.path,
    headers: { "content-type": payload.contentType },
    body: Buffer.from(payload.body),
    ...at,
  };
  const answer = await receive(protocol, request, intake);
  return { status: answer.status, body: Buffer.from(answer.body).toString() };
}

function actionWorld(world: World, clock: { readonly now: number }): ActionWorld {
  return {
    async call({ method, url, body }) {
      const parsed: unknown = body === "" ? undefined : JSON.parse(body);
      const reply = await world.handleRepairCall(method, url, parsed);
      return { status: reply.status, body: JSON.stringify(reply.body) };
    },
    secret: () => "scenario",
    now: () => clock.now,
  };
}
