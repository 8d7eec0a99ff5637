import { typicalCostMs } from "./digits-service.ts";
import type { Models } from "./models.ts";
import type { Payload } from "./telemetry.ts";
import { createWorld } from "./world.ts";
import type { World } from "./world.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * Plays the past: bursts of one minute of the real traffic, every half hour in the last two days and
 * every second hour before, odd hours and even hours by turns, so that each hour of the day is seen;
 * with the versions of then and their changes, and one deploy that changed nothing.
 * Payloads come oldest first and hold several hours each, so that two weeks are a few hundred requests.
 *
 * @param end the moment the past stops and live traffic begins, UTC ms
 */
export async function playHistory(options: {
  seed: number;
  models: Models;
  end: number;
  days: number;
  emit: (payload: Payload) => void | Promise<void>;
  digitsCostsMs?: readonly number[];
}): Promise<{ bursts: number }> {
  const { seed, models, end, days, emit } = options;
  const start = Math.floor((end - days * dayMs) / hourMs) * hourMs;
  const world = createWorld({
    seed,
    start,
    models,
    emit,
    versions: { digits: "v0", prices: "v0", prompt: "p0" },
    digitsCostsMs: options.digitsCostsMs ?? [typicalCostMs],
    rhythm: { flushMs: 6 * hourMs, metricsMs: 20_000 },
  });
  const pending = pastChanges(world, end, days);
  let bursts = 0;
  for (let burst = start; burst + minuteMs <= end - 5000; burst += 30 * minuteMs) {
    if (end - burst > 2 * dayMs && isLeftOut(burst)) continue;
    while (pending[0] !== undefined && pending[0].time <= burst) {
      const { time, make } = pending.shift()!;
      world.skipTo(time);
      await make();
    }
    world.skipTo(burst);
    await world.advanceTo(burst + minuteMs);
    bursts++;
  }
  world.skipTo(end);
  await world.flush();
  return { bursts };
}

/** Half hours, and of the full hours every other one: even ones on one day, odd ones on the next. */
function isLeftOut(burst: number): boolean {
  if (burst % hourMs !== 0) return true;
  return (burst / hourMs + Math.floor(burst / dayMs)) % 2 !== 0;
}

/** Oldest first; placed at shares of the stretch, so that a short history has them too. */
function pastChanges(
  world: World,
  end: number,
  days: number,
): { time: number; make: () => Promise<void> }[] {
  const at = (share: number): number => Math.floor(end - share * days * dayMs);
  const promotion = (model: "digits" | "prices") => () =>
    world.change(
      {
        kind: "promotion",
        model,
        version: "v1",
        from: "v0",
        to: "v1",
        title: `Promote ${model} v1`,
      },
      model,
      { kind: "model-version", version: "v1" },
    );
  return [
    { time: at(0.8), make: promotion("prices") },
    { time: at(0.7), make: promotion("digits") },
    {
      time: at(0.55),
      make: () =>
        world.change(
          {
            kind: "prompt",
            model: "writer",
            version: "p1",
            from: "p0",
            to: "p1",
            title: "Athlete notes with medals (prompt p1)",
          },
          "writer",
          { kind: "prompt-version", version: "p1" },
        ),
    },
    {
      time: at(0.3),
      make: () =>
        world.change(
          {
            kind: "deploy",
            component: "image-archive",
            version: "2.0.1",
            from: "2.0.0",
            to: "2.0.1",
            title: "Deploy image-archive 2.0.1",
          },
          "retriever-replica",
          { kind: "slow", extraMs: 0 },
        ),
    },
  ];
}
