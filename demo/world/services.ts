import { createDigits, typicalCostMs } from "./digits-service.ts";
import type { Service } from "./journey.ts";
import type { Models } from "./models.ts";
import { createFeatureStore, createPrices } from "./prices-service.ts";
import { seeded } from "./random.ts";
import type { Telemetry } from "./telemetry.ts";
import { createRetriever, createWriter } from "./writer-service.ts";

export const serviceNames = [
  "digits",
  "prices",
  "feature-store",
  "writer",
  "retriever",
  "retriever-replica",
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Version of each service's own code, which deploys change. */
export const serviceVersion = "1.4.2";

/** What is live when the demo begins: digits, prices and the prompt. */
export interface LiveVersions {
  readonly digits: string;
  readonly prices: string;
  readonly prompt: string;
}

/** One service with its part of the models. */
export function createService(
  name: ServiceName,
  options: {
    models: Models;
    telemetry: Telemetry;
    versions: LiveVersions;
    seed: number;
    remembers: boolean;
    /** What a digits request costs in a scenario; live, it costs what it costs. */
    digitsCostsMs?: readonly number[];
  },
): Service {
  const { models, telemetry, versions, seed, remembers } = options;
  const random = seeded(seed, serviceNames.indexOf(name), 77);
  switch (name) {
    case "digits":
      return createDigits({
        networks: models.networks,
        version: versions.digits,
        telemetry,
        remembers,
        costsMs: options.digitsCostsMs ?? [typicalCostMs],
      });
    case "prices":
      return createPrices({ models: models.prices, version: versions.prices, telemetry });
    case "feature-store":
      return createFeatureStore({ stones: models.stones, telemetry, random });
    case "writer":
      return createWriter({
        model: models.text,
        promptVersion: versions.prompt,
        telemetry,
        random,
      });
    case "retriever":
    case "retriever-replica":
      return createRetriever({ name, athletes: models.athletes, telemetry, random });
    default: {
      const never: never = name;
      throw new Error(`unknown service ${String(never)}`);
    }
  }
}

/** A place where Aceso may repair, in the shape of its configuration. */
export interface DemoRepairTarget {
  readonly name: string;
  readonly action: "switch-version" | "webhook";
  readonly model: string;
  readonly component: string;
  readonly operation: string;
  readonly url: string;
  readonly secretEnv: string;
}

/** Name of the environment variable with the secret that signs repair calls. */
export const secretEnvironmentName = "ACESO_DEMO_SECRET";

/** All repair targets; `urlOf` says where a service listens. */
export function repairTargets(urlOf: (service: ServiceName) => string): DemoRepairTarget[] {
  const secretEnv = secretEnvironmentName;
  return [
    {
      name: "digits-version",
      action: "switch-version",
      model: "digits",
      component: "",
      operation: "model-version",
      url: `${urlOf("digits")}/repair/version`,
      secretEnv,
    },
    {
      name: "prices-version",
      action: "switch-version",
      model: "prices",
      component: "",
      operation: "model-version",
      url: `${urlOf("prices")}/repair/version`,
      secretEnv,
    },
    {
      name: "writer-prompt",
      action: "switch-version",
      model: "writer",
      component: "",
      operation: "prompt-version",
      url: `${urlOf("writer")}/repair/prompt`,
      secretEnv,
    },
    {
      name: "prices-feature-fallback",
      action: "webhook",
      model: "prices",
      component: "feature-store",
      operation: "feature-fallback",
      url: `${urlOf("feature-store")}/repair/feature-fallback`,
      secretEnv,
    },
    {
      name: "retriever-fail-over",
      action: "webhook",
      model: "writer",
      component: "retriever",
      operation: "fail-over",
      url: `${urlOf("writer")}/repair/fail-over`,
      secretEnv,
    },
  ];
}
