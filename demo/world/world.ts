import { VirtualCores, virtualJourney } from "./virtual-time.ts";
import { faults, innocentDeploy } from "./faults.ts";
import type { Announcement, FaultName, Truth } from "./faults.ts";
import type { Order, Reply, Service } from "./journey.ts";
import { arrivalsBetween, Load } from "./load.ts";
import type { Arrival } from "./load.ts";
import type { Models } from "./models.ts";
import { recordProcess } from "./process-metrics.ts";
import { mix } from "./random.ts";
import { typicalCostMs } from "./digits-service.ts";
import { createService, repairTargets, serviceNames, serviceVersion } from "./services.ts";
import type { DemoRepairTarget, LiveVersions, ServiceName } from "./services.ts";
import { metricsPayload, payload, Telemetry } from "./telemetry.ts";
import type { Payload } from "./telemetry.ts";

/** The demo's services, load and faults on a clock that the caller moves. */
export interface World {
  now(): number;
  /** Plays everything until this moment; payloads go out in order of their time. */
  advanceTo(time: number): Promise<void>;
  /** Leaps to this moment with nothing happening in between. */
  skipTo(time: number): void;
  /** Hands over what has been collected until now, without waiting for the rhythm. */
  flush(): Promise<void>;
  inject(fault: FaultName): Promise<void>;
  /** Ends a fault and, where it was repaired, takes the stopgap away again. Harmless when it is not active. */
  remove(fault: FaultName): Promise<void>;
  deployInnocently(): Promise<void>;
  /** Announces and makes a change of version at this moment, as a deploy pipeline does. */
  change(announcement: Announcement, service: ServiceName, order: Order): Promise<void>;
  readonly repairTargets: readonly DemoRepairTarget[];
  /** Answers a repair call as the real service does; 404 for an unknown target. */
  handleRepairCall(method: string, url: string, body: unknown): Promise<Reply>;
  truth(fault: FaultName): Truth;
  /** What GET /metrics of this service answers now. */
  metricsText(service: ServiceName): string;
}

/** How often each process hands over its telemetry, and its metrics. */
export interface Rhythm {
  readonly flushMs: number;
  readonly metricsMs: number;
}

/**
 * Builds a world whose whole behaviour follows from (seed, start) and the calls made.
 */
export function createWorld(options: {
  seed: number;
  start: number;
  models: Models;
  emit: (payload: Payload) => void | Promise<void>;
  versions?: LiveVersions;
  rhythm?: Rhythm;
  digitsCostsMs?: readonly number[];
}): World {
  const { seed, start, models, emit } = options;
  const versions = options.versions ?? { digits: "v1", prices: "v1", prompt: "p1" };
  const rhythm = options.rhythm ?? { flushMs: 1000, metricsMs: 10_000 };
  const cores = new VirtualCores(seed, start);
  const load = new Load(seed, models);
  const clients = new Telemetry({
    service: "clients",
    version: "",
    host: "demo",
    seed,
    startMs: start,
  });
  const telemetries = new Map<string, Telemetry>();
  const services = new Map<string, Service>();
  for (const name of serviceNames) {
    const telemetry = new Telemetry({
      service: name,
      version: serviceVersion,
      host: "demo",
      seed,
      startMs: start,
    });
    telemetries.set(name, telemetry);
    services.set(
      name,
      createService(name, {
        models,
        telemetry,
        versions,
        seed,
        remembers: true,
        digitsCostsMs: options.digitsCostsMs ?? [typicalCostMs],
      }),
    );
  }
  const active = new Set<FaultName>();
  let now = start;
  let nextFlush = start + rhythm.flushMs;
  let nextMetrics = Math.ceil(start / rhythm.metricsMs) * rhythm.metricsMs;

  const play = async (arrival: Arrival): Promise<void> => {
    const request = load.request(arrival, active.has("blur"));
    const journey = virtualJourney(arrival.time, services, cores);
    const reply = await services.get(request.target)!.handle(request.incoming, journey);
    if (request.label === undefined || reply.status !== 200) return;
    const time = journey.now() + request.label.delayMs;
    const { model, value } = request.label;
    clients.label(time, { id: request.id, model, label: value, time: Math.floor(time) });
  };

  const flush = async (time: number): Promise<void> => {
    for (const telemetry of [...telemetries.values(), clients]) {
      for (const part of telemetry.drain(time)) await emit(part);
    }
  };

  const flushMetrics = async (time: number): Promise<void> => {
    for (const [name, telemetry] of telemetries) {
      recordProcess(telemetry.metrics, name, cores.sample(name, time));
    }
    await emit(metricsPayload(time, [...telemetries.values()]));
  };

  const give = (orders: readonly { service: string; order: Order }[]): void => {
    for (const { service, order } of orders) services.get(service)?.control(order);
  };

  const announce = async (announcement: Announcement): Promise<void> => {
    const time = Math.floor(now);
    const id = `change-${seed}-${mix(time, announcement.title.length).toString(36)}`;
    await emit(payload(time, "/api/v1/changes", { id, ...announcement, time }, 1));
  };

  return {
    now: () => now,
    async advanceTo(time) {
      while (now < time) {
        // Flushes cut time into stretches; within one, arrivals are played in order.
        const stop = Math.max(now, Math.min(time, nextFlush, nextMetrics));
        for (const arrival of arrivalsBetween(seed, now, stop)) {
          await play(arrival);
        }
        now = stop;
        if (now >= nextFlush) {
          await flush(now);
          nextFlush = now + rhythm.flushMs;
        }
        if (now === nextMetrics) {
          await flushMetrics(now);
          nextMetrics += rhythm.metricsMs;
        }
      }
    },
    skipTo(time) {
      now = Math.max(now, time);
      nextMetrics = Math.ceil(now / rhythm.metricsMs) * rhythm.metricsMs;
    },
    flush: () => flush(now),
    async inject(name) {
      if (active.has(name)) return;
      const fault = faults[name];
      active.add(name);
      give(fault.inject);
      if (fault.starves !== "") cores.throttle(fault.starves, now);
      if (fault.announces !== null) await announce(fault.announces);
    },
    async remove(name) {
      if (!active.delete(name)) return;
      const fault = faults[name];
      give(fault.remove);
      if (fault.starves !== "") cores.release(fault.starves, now);
    },
    async deployInnocently() {
      give([innocentDeploy]);
      await announce(innocentDeploy.announces);
    },
    async change(announcement, service, order) {
      give([{ service, order }]);
      await announce(announcement);
    },
    repairTargets: repairTargets((service) => `http://${service}.demo`),
    async handleRepairCall(method, url, body) {
      const { hostname, pathname } = new URL(url);
      const service = services.get(hostname.replace(/\.demo$/, ""));
      const verb = method === "GET" ? "GET" : "POST";
      return service?.repair(verb, pathname, body) ?? { status: 404, body: { error: "not found" } };
    },
    truth: (name) => faults[name].truth,
    metricsText(service) {
      const telemetry = telemetries.get(service)!;
      recordProcess(telemetry.metrics, service, cores.sample(service, now));
      return telemetry.metrics.text();
    },
  };
}
