import type { Incoming, Journey, Order, Reply, Service } from "./journey.ts";
import { predictPrice } from "./prices-model.ts";
import type { Diamond, DiamondFeatures, PriceModel } from "./prices-model.ts";
import type { Random } from "./random.ts";
import { skewed } from "./random.ts";
import { switchOn, switchVersion } from "./repair-contract.ts";
import { callPeer, serveRequest } from "./request.ts";
import type { Telemetry } from "./telemetry.ts";

/** Which of the offered diamonds to price. */
export interface PriceRequest {
  readonly id: string;
  readonly stone: number;
  readonly shop: string;
}

/** The price model's service: features come from the feature store, by number of the stone. */
export function createPrices(options: {
  models: readonly PriceModel[];
  version: string;
  telemetry: Telemetry;
}): Service {
  const { models, telemetry } = options;
  const available = models.map((model) => model.version);
  let version = options.version;

  const handle = (incoming: Incoming, journey: Journey): Promise<Reply> =>
    serveRequest(telemetry, incoming, journey, async ({ trace, attributes }) => {
      // The body comes from our own load clients.
      const request = incoming.body as PriceRequest;
      attributes["aceso.model.name"] = "prices";
      attributes["aceso.model.version"] = version;
      const time = journey.now();
      const stored = await callPeer(telemetry, journey, {
        peer: "feature-store",
        path: "/features",
        body: { stone: request.stone },
        parent: trace,
      });
      if (stored.status !== 200) return { status: 502, body: { error: "no features" } };
      // Answered by our own feature store.
      const features = stored.body as DiamondFeatures;
      const model = models.find((candidate) => candidate.version === version)!;
      const output = await journey.compute("prices", 2, () => predictPrice(model, features));
      telemetry.prediction(journey.now(), {
        id: request.id,
        model: "prices",
        version: model.version,
        time: Math.floor(time),
        features,
        output,
        tags: { shop: request.shop },
        traceId: trace.traceId,
      });
      return { status: 200, body: { id: request.id, price: output } };
    });

  return {
    name: "prices",
    handle,
    repair(method, path, body) {
      if (path !== "/repair/version") return undefined;
      return switchVersion(method, body, { current: version, available }, (wanted) => {
        version = wanted;
      });
    },
    control(order: Order) {
      if (order.kind === "model-version") version = order.version;
      if (order.kind === "service-version") telemetry.serviceVersion = order.version;
    },
  };
}

/**
 * The feature store. When a feature is gone upstream it answers null for it; with the fallback on it
 * answers from its last good snapshot instead.
 */
export function createFeatureStore(options: {
  stones: readonly Diamond[];
  telemetry: Telemetry;
  random: Random;
}): Service {
  const { stones, telemetry, random } = options;
  const gone = new Set<string>();
  let hasFallback = false;

  const handle = (incoming: Incoming, journey: Journey): Promise<Reply> =>
    serveRequest(telemetry, incoming, journey, async () => {
      // The body comes from the price service.
      const { stone } = incoming.body as { stone: number };
      await journey.wait(skewed(random, 4, 0.25));
      const found = stones[stone % stones.length]!;
      const features: { [name: string]: string | number | null } = {
        carat: found.carat,
        cut: found.cut,
        color: found.color,
        clarity: found.clarity,
        depth: found.depth,
        table: found.table,
      };
      // The snapshot is the same catalogue as of the last good load: stones do not change.
      if (!hasFallback) for (const name of gone) features[name] = null;
      return { status: 200, body: features };
    });

  return {
    name: "feature-store",
    handle,
    repair(method, path, body) {
      if (path !== "/repair/feature-fallback") return undefined;
      const state = { operation: "feature-fallback", on: hasFallback };
      return switchOn(method, body, state, (on) => {
        hasFallback = on;
      });
    },
    control(order: Order) {
      if (order.kind === "feature-gone") {
        if (order.gone) gone.add(order.feature);
        else gone.delete(order.feature);
      }
      if (order.kind === "feature-fallback") hasFallback = order.on;
      if (order.kind === "service-version") telemetry.serviceVersion = order.version;
    },
  };
}
