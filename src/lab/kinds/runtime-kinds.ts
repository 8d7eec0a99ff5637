import { healthy } from "../conditions.ts";
import { between, pick, type FaultKind } from "../fault-kind.ts";
import { unchanged } from "./unchanged.ts";

const always = (): boolean => true;

/** More work than processor. */
export const cpuStarvation: FaultKind = {
  name: "cpu-starvation",
  layer: "runtime",
  spoils: "service",
  summary: "A service is held back by its CPU quota or by a noisy neighbour.",
  fits: always,
  draw(stage, random) {
    const { service } = stage;
    const slow = 1 + stage.magnitude * between(random, 2, 6);
    const throttled = between(random, 0.3, 0.8);
    return unchanged({
      kind: "resource",
      component: { kind: "serving", name: service.name },
      rampSeconds: between(random, 0, 20),
      conditions: (strength) => ({
        ...healthy,
        services: {
          [service.name]: { slow: 1 + (slow - 1) * strength, throttled: throttled * strength },
        },
      }),
    });
  },
};

/** A leak that ends in swapping and restarts. */
export const memoryLeak: FaultKind = {
  name: "memory-leak",
  layer: "runtime",
  spoils: "service",
  summary: "A service's memory grows until it swaps and is killed.",
  fits: always,
  draw(stage, random) {
    const { service } = stage;
    const memory = 1 + stage.magnitude * between(random, 2, 4);
    const slow = 1 + stage.magnitude * between(random, 1.5, 4);
    return unchanged({
      kind: "resource",
      component: { kind: "serving", name: service.name },
      rampSeconds: between(random, 20, 60),
      conditions: (strength) => ({
        ...healthy,
        services: {
          [service.name]: {
            memory: 1 + (memory - 1) * strength,
            slow: 1 + (slow - 1) * strength,
            errorShare: 0.002 + 0.05 * strength,
            logs: strength > 0.5 ? "Out of memory: Killed process 4711 (worker)" : "",
          },
        },
      }),
    });
  },
};

/** Logs, checkpoints or a cache that nobody clears. */
export const diskFull: FaultKind = {
  name: "disk-full",
  layer: "runtime",
  spoils: "service",
  summary: "The disk under a service fills up; once it is full, requests that write fail.",
  fits: always,
  draw(stage, random) {
    const { host, service } = stage;
    const errorShare = Math.min(0.9, stage.magnitude * between(random, 0.2, 0.6));
    return unchanged({
      kind: "resource",
      component: { kind: "serving", name: service.name },
      rampSeconds: between(random, 20, 90),
      conditions: (strength) => {
        const isFull = strength > 0.95;
        const errors = isFull ? errorShare : 0.002;
        return {
          ...healthy,
          hosts: { [host.name]: { diskLeft: 0.4 * (1 - strength), diskBusy: 0.5 } },
          services: {
            [service.name]: {
              slow: 1 + 0.5 * strength,
              errorShare: errors,
              logs: isFull ? "OSError: [Errno 28] No space left on device" : "",
            },
          },
        };
      },
    });
  },
};

/** A backup or a job that reads and writes all the time. */
export const diskStarvation: FaultKind = {
  name: "disk-starvation",
  layer: "runtime",
  spoils: "service",
  summary: "The disk under a service is busy all the time: what reads or writes waits.",
  fits: always,
  draw(stage, random) {
    const { host, service } = stage;
    const slow = 1 + stage.magnitude * between(random, 2, 6);
    return unchanged({
      kind: "resource",
      component: { kind: "serving", name: service.name },
      rampSeconds: between(random, 0, 20),
      conditions: (strength) => ({
        ...healthy,
        hosts: { [host.name]: { diskBusy: 0.1 + 0.88 * strength, load: 1 + 1.5 * strength } },
        services: { [service.name]: { slow: 1 + (slow - 1) * strength } },
      }),
    });
  },
};

/** A card that is too hot. */
export const gpuThrottle: FaultKind = {
  name: "gpu-throttle",
  layer: "hardware",
  spoils: "service",
  summary: "A GPU lowers its clock: everything that runs on it is slow.",
  fits: always,
  draw(stage, random) {
    const { host, service } = stage;
    const clock = between(random, 0.2, 0.45);
    return unchanged({
      kind: "hardware-fault",
      component: { kind: "hardware", name: host.name },
      rampSeconds: between(random, 0, 30),
      conditions: (strength) => ({
        ...healthy,
        hosts: { [host.name]: { gpuClock: 1 - (1 - clock) * strength } },
        services: { [service.name]: { slow: 1 + (stage.magnitude / clock - 1) * strength } },
      }),
    });
  },
};

/** A card whose memory fails. */
export const gpuMemoryErrors: FaultKind = {
  name: "gpu-memory-errors",
  layer: "hardware",
  spoils: "service",
  summary: "A GPU reports uncorrectable memory errors: calls that run on it fail.",
  fits: always,
  draw(stage, random) {
    const { host, service } = stage;
    const errorShare = Math.min(0.9, stage.magnitude * between(random, 0.15, 0.5));
    return unchanged({
      kind: "hardware-fault",
      component: { kind: "hardware", name: host.name },
      rampSeconds: 0,
      conditions: (strength) => ({
        ...healthy,
        hosts: { [host.name]: { gpuErrors: 20 * strength } },
        services: {
          [service.name]: {
            errorShare: 0.002 + errorShare * strength,
            logs: "CUDA error: uncorrectable ECC error encountered (Xid 63)",
          },
        },
      }),
    });
  },
};

/** Something that others need becomes slow or fails. */
export const upstreamTimeouts: FaultKind = {
  name: "upstream-timeouts",
  layer: "dependency",
  spoils: "service",
  summary: "A store or service that the model needs becomes slow and times out.",
  fits: always,
  draw(stage, random) {
    const { system, service } = stage;
    const first = system.services.find(({ name }) => name === service.calls[0]);
    const name = pick(random, [...service.calls, ...(first?.calls ?? [])]);
    const slow = 1 + stage.magnitude * between(random, 8, 30);
    const errorShare = pick(random, [0.002, 0.2, 0.4]);
    return unchanged({
      kind: "dependency",
      component: { kind: "dependency", name },
      rampSeconds: between(random, 0, 30),
      conditions: (strength) => ({
        ...healthy,
        services: {
          [name]: {
            slow: 1 + (slow - 1) * strength,
            errorShare: 0.002 + (errorShare - 0.002) * strength,
          },
        },
      }),
    });
  },
};

/** What is retrieved no longer fits the question. */
export const retrievalDegradation: FaultKind = {
  name: "retrieval-degradation",
  layer: "dependency",
  spoils: "quality",
  summary:
    "The index behind the retriever is stale or half built: passages fit the question badly.",
  fits: ({ task }) => task === "generation",
  draw(stage, random) {
    const { name } = stage.model;
    const loss = Math.min(1, stage.magnitude * between(random, 0.4, 0.8));
    return unchanged({
      kind: "retrieval",
      component: { kind: "dependency", name: stage.service.calls[0] ?? "retriever" },
      rampSeconds: between(random, 0, 30),
      conditions: (strength) => ({
        ...healthy,
        models: { [name]: { retrievalLoss: loss * strength, brokenAnswers: 0.01 } },
      }),
    });
  },
};
