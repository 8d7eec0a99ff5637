import type { Payload } from "../../demo/world/telemetry.ts";
import type { Models } from "../../demo/world/models.ts";
import { playHistory } from "../../demo/world/history.ts";
import { createWorld, type World } from "../../demo/world/world.ts";
import { protocols } from "../../src/ingest/catalog.ts";
import { createIntake, type Intake } from "../../src/ingest/intake.ts";
import { receive } from "../../src/ingest/receive.ts";
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
  readonly project: ProjectState;
  readonly intake: Intake;
  readonly events: LoopEvent[];
  readonly failures: string[];
  /** Plays world and loop up to this moment. */
  playTo(time: number): Promise<void>;
}

/** Sets a stage in a project of its own, with this many days of history already judged. */
export async function setStage(options: {
  readonly store: Store;
  readonly seed: number;
  readonly start: number;
  readonly historyDays: number;
  readonly models: Models;
}): Promise<Stage> {
  const { store, seed, start, historyDays, models } = options;
  const name = `seed-${seed}`;
  let now = start;
  const arrivals = watchArrivals(store);
  const intake = createIntake({ sink: arrivals.sink, now: () => now });
  const failures: string[] = [];
  const emit = async (payload: Payload): Promise<void> => {
    const answer = await send(intake, payload, { project: name, now });
    if (answer.status !== 200) failures.push(`${payload.path}: ${answer.status} ${answer.body}`);
  };
  await playHistory({ seed, models, end: start, days: historyDays, emit });

  const world = createWorld({ seed, start, models, emit });
  const events: LoopEvent[] = [];
  const loop: Loop = {
    store,
    arrivals,
    world: actionWorld(world, () => now),
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
    now: () => now,
    wait: async () => undefined,
    host: null,
    announce: (event) => void events.push(event),
    failed: (what, error) =>
      void failures.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`),
  };
  const project = await newProjectState(loop, name);

  let ticked = closedEnd(start, tickMs, delayMs);
  return {
    world,
    loop,
    project,
    intake,
    events,
    failures,
    async playTo(time) {
      while (ticked + tickMs + delayMs <= time) {
        ticked += tickMs;
        now = ticked + delayMs;
        await world.advanceTo(now);
        await tick(loop, project, ticked);
      }
      now = Math.max(now, time);
      await world.advanceTo(now);
    },
  };
}

/** What a sender's request becomes behind the HTTP edge. */
async function send(
  intake: Intake,
  payload: Payload,
  at: { readonly project: string; readonly now: number },
): Promise<{ readonly status: number; readonly body: string }> {
  const protocol = protocols.find(({ routes }) =>
    routes.some(({ path }) => path === payload.path),
  );
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

function actionWorld(world: World, now: () => number): ActionWorld {
  return {
    async call({ method, url, body }) {
      const parsed: unknown = body === "" ? undefined : JSON.parse(body);
      const reply = await world.handleRepairCall(method, url, parsed);
      return { status: reply.status, body: JSON.stringify(reply.body) };
    },
    secret: () => "scenario",
    now,
  };
}
