import type { Incoming, Journey, Reply, Service } from "./journey.ts";
import type { ProcessSample } from "./process-metrics.ts";
import type { Random } from "./random.ts";
import { seeded } from "./random.ts";

/** Length of an accounting period of the CPU quota: the kernel's default. */
export const quotaPeriodMs = 100;
/** What a starved group gets of each period for its service, the runaway process having eaten the rest. */
export const starvedMs = 12;
/** Milliseconds for a message from one process to another on the same host. */
const networkMs = 0.3;

interface Core {
  /** The moment until which the core is taken. */
  busyUntil: number;
  usedMs: number;
  throttledSince: number | null;
  /** Throttled stretches that are over, in ms. */
  throttledMs: number;
}

/**
 * One core per service, first come first served. A throttled group may run `starvedMs` of every period,
 * as with the kernel's CPU quota: so starvation stretches service times and builds queues by itself.
 */
export class VirtualCores {
  // service → its core
  readonly #cores = new Map<string, Core>();
  readonly #random: Random;

  /** The moment uptime counts from. */
  readonly #startMs: number;

  constructor(seed: number, startMs: number) {
    this.#random = seeded(seed, 4242);
    this.#startMs = startMs;
  }

  /** When work of this size that arrives now will be done. */
  occupy(service: string, arrivedAt: number, costMs: number): number {
    const core = this.#core(service);
    const start = Math.max(arrivedAt, core.busyUntil);
    // Real service times vary: caches, garbage collection, neighbours.
    const cost = costMs * (0.9 + 0.25 * this.#random());
    core.busyUntil = core.throttledSince === null ? start + cost : finishThrottled(start, cost);
    core.usedMs += cost + 0.6;
    return core.busyUntil;
  }

  throttle(service: string, now: number): void {
    this.#core(service).throttledSince ??= now;
  }

  release(service: string, now: number): void {
    const core = this.#core(service);
    if (core.throttledSince !== null) core.throttledMs += now - core.throttledSince;
    core.throttledSince = null;
    core.busyUntil = Math.min(core.busyUntil, now);
  }

  /** What the process and its group would report at this moment. */
  sample(service: string, now: number): ProcessSample {
    const core = this.#core(service);
    const uptimeMs = now - this.#startMs;
    const isThrottled = core.throttledSince !== null;
    const throttledMs = core.throttledMs + (now - (core.throttledSince ?? now));
    const noise = 0.85 + 0.3 * this.#random();
    const stolenMs = (throttledMs * starvedMs) / quotaPeriodMs;
    return {
      cpuSeconds: (core.usedMs + uptimeMs * 0.004) / 1000,
      residentBytes: Math.round((72 + 6 * this.#random()) * 2 ** 20),
      lagMeanSeconds: (isThrottled ? 0.013 : 0.0011) * noise,
      lagP99Seconds: (isThrottled ? (quotaPeriodMs - starvedMs) / 1000 : 0.004) * noise,
      periods: Math.floor(uptimeMs / quotaPeriodMs),
      throttledPeriods: Math.floor(throttledMs / quotaPeriodMs),
      throttledSeconds: (throttledMs * (1 - starvedMs / quotaPeriodMs)) / 1000,
      groupCpuSeconds: (core.usedMs + uptimeMs * 0.004 + stolenMs) / 1000,
    };
  }

  #core(service: string): Core {
    let core = this.#cores.get(service);
    if (core === undefined) {
      core = { busyUntil: 0, usedMs: 0, throttledSince: null, throttledMs: 0 };
      this.#cores.set(service, core);
    }
    return core;
  }
}

/** A journey that begins at this moment and moves a clock of its own. */
export function virtualJourney(
  start: number,
  services: ReadonlyMap<string, Service>,
  cores: VirtualCores,
): Journey {
  let time = start + networkMs;
  const journey: Journey = {
    now: () => time,
    wait(ms) {
      time += ms;
      return Promise.resolve();
    },
    compute(service, costMs, run) {
      time = cores.occupy(service, time, costMs);
      return Promise.resolve(run());
    },
    async call(peer: string, incoming: Incoming): Promise<Reply> {
      const service = services.get(peer);
      if (service === undefined) return { status: 503, body: { error: `no service ${peer}` } };
      time += networkMs;
      const reply = await service.handle(incoming, journey);
      time += networkMs;
      return reply;
    },
    send: () => undefined,
  };
  return journey;
}

/** When this much work is done if only the first `starvedMs` of every period may be used. */
function finishThrottled(start: number, costMs: number): number {
  let time = start;
  let rest = costMs;
  for (;;) {
    const into = time % quotaPeriodMs;
    const left = starvedMs - into;
    if (left >= rest) return time + rest;
    if (left > 0) rest -= left;
    time += quotaPeriodMs - into;
  }
}
