import { classifyDigit, likeliest, occlusionMap } from "./digits-model.ts";
import type { DigitNetwork } from "./digits-model.ts";
import { imageStatistics } from "./images.ts";
import type { ImageStatistics } from "./images.ts";
import type { Incoming, Journey, Order, Reply, Service } from "./journey.ts";
import { switchVersion } from "./repair-contract.ts";
import { serveRequest } from "./request.ts";
import type { Telemetry } from "./telemetry.ts";

/** One image to classify: 28 x 28 grey values, one byte each, as base64. */
export interface DigitRequest {
  readonly id: string;
  readonly camera: string;
  readonly pixels: string;
}

interface Seen {
  readonly features: ImageStatistics;
  readonly scores: Float32Array;
}

/** Milliseconds of one core for a request with its occlusion map, as a server core of 2026 takes them. */
export const typicalCostMs = 18;

/**
 * What requests cost on this machine, in ms, one figure an image. History is played with them, so that live
 * latencies go on where the past ended, as scattered as they will be.
 */
export async function measureCostsMs(
  network: DigitNetwork,
  images: readonly Float32Array[],
  clock: { nowMs(): number; pause(ms: number): Promise<void> },
): Promise<readonly number[]> {
  const costs: number[] = [];
  for (const image of images) {
    // As requests come: one after the other, without a rest, takes little more than half as long.
    await clock.pause(60);
    const begin = clock.nowMs();
    occlusionMap(network, image);
    costs.push(clock.nowMs() - begin);
  }
  // The first ones run before the compiler has optimised the loop.
  return costs.slice(5);
}

/**
 * The image classifier.
 *
 * @param remembers scenario and history play the same held-out images many times over: the answers,
 *   which depend on nothing but image and version, are kept and the occlusion map, which is not sent
 *   to Aceso, is left out. Live, every request is computed in full.
 */
export function createDigits(options: {
  networks: readonly DigitNetwork[];
  version: string;
  telemetry: Telemetry;
  remembers: boolean;
  /** Taken in turn. */
  costsMs: readonly number[];
}): Service {
  const { networks, telemetry, remembers, costsMs } = options;
  const available = networks.map((network) => network.version);
  let version = options.version;
  let requests = 0;
  // version + pixels → what the network makes of it; at most two blurs x 2,000 images x 3 versions
  const memory = new Map<string, Seen>();

  const look = (network: DigitNetwork, pixels: string): Seen => {
    const key = network.version + pixels;
    const known = memory.get(key);
    if (known !== undefined) return known;
    const image = decodePixels(pixels);
    const seen = { features: imageStatistics(image), scores: classifyDigit(network, image) };
    if (remembers) memory.set(key, seen);
    else occlusionMap(network, image);
    return seen;
  };

  const handle = (incoming: Incoming, journey: Journey): Promise<Reply> =>
    serveRequest(telemetry, incoming, journey, async ({ trace, attributes }) => {
      // The body comes from our own load clients.
      const request = incoming.body as DigitRequest;
      const network = networks.find((candidate) => candidate.version === version)!;
      attributes["aceso.model.name"] = "digits";
      attributes["aceso.model.version"] = version;
      const time = journey.now();
      const costMs = costsMs[requests++ % costsMs.length] ?? typicalCostMs;
      const { features, scores } = await journey.compute("digits", costMs, () =>
        look(network, request.pixels),
      );
      const output = String(likeliest(scores));
      const probabilities: { [digit: string]: number } = {};
      scores.forEach((score, digit) => {
        probabilities[digit] = Math.round(score * 1e4) / 1e4;
      });
      telemetry.prediction(journey.now(), {
        id: request.id,
        model: "digits",
        version: network.version,
        time: Math.floor(time),
        features,
        output,
        scores: probabilities,
        tags: { camera: request.camera },
        traceId: trace.traceId,
      });
      return { status: 200, body: { id: request.id, digit: output } };
    });

  return {
    name: "digits",
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

/** Grey values 0..1 of base64 bytes. */
export function decodePixels(pixels: string): Float32Array {
  return Float32Array.from(Buffer.from(pixels, "base64"), (byte) => byte / 255);
}

/** Base64 bytes of grey values 0..1. */
export function encodePixels(image: Float32Array): string {
  return Buffer.from(Uint8Array.from(image, (value) => Math.round(value * 255))).toString("base64");
}
