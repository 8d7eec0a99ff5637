import { encodePixels } from "./digits-service.ts";
import type { DigitRequest } from "./digits-service.ts";
import type { DigitSet } from "./digits-model.ts";
import { blur } from "./images.ts";
import type { Incoming } from "./journey.ts";
import type { Diamond } from "./prices-model.ts";
import type { PriceRequest } from "./prices-service.ts";
import { mix, seeded, weighted } from "./random.ts";
import type { Athlete } from "./writer-model.ts";
import type { ChatRequest } from "./writer-service.ts";

export const clientNames = ["camera", "shop", "newsroom"] as const;
export type ClientName = (typeof clientNames)[number];

/** About three requests a second from each client. */
const periodMs = 1000 / 3;
const hourMs = 3_600_000;

/** The moment of one request: a function of seed, client and index alone. */
export interface Arrival {
  readonly client: ClientName;
  /** Counts the client's requests since 1970; names the request for ever. */
  readonly index: number;
  readonly time: number;
}

/** A request ready to be sent, and what its truth will turn out to be. */
export interface ClientRequest {
  readonly target: string;
  readonly incoming: Incoming;
  readonly id: string;
  /** Known this long after the answer; undefined where nobody ever says. */
  readonly label?: {
    readonly model: string;
    readonly value: string | number;
    readonly delayMs: number;
  };
}

/** The arrivals of all clients in [from, to), in order of time. */
export function arrivalsBetween(seed: number, from: number, to: number): Arrival[] {
  const arrivals: Arrival[] = [];
  clientNames.forEach((client, number) => {
    const first = Math.floor(from / periodMs) - 1;
    const last = Math.ceil(to / periodMs);
    for (let index = first; index <= last; index++) {
      // Uneven but never bunched: each request keeps to its own third of a second.
      const jitter = mix(seed, number, index, 1) / 2 ** 32;
      const time = (index + jitter) * periodMs;
      if (time >= from && time < to) arrivals.push({ client, index, time });
    }
  });
  return arrivals.sort((a, b) => a.time - b.time);
}

/** What the clients send: real images, stones and questions, drawn by (seed, time). */
export class Load {
  readonly #seed: number;
  readonly #digits: DigitSet;
  readonly #stones: readonly Diamond[];
  readonly #athletes: readonly Athlete[];
  // digit → indexes of its images
  readonly #imagesOf: number[][] = Array.from({ length: 10 }, () => []);
  // image index (plus the number of images when blurred) → its bytes
  readonly #pixels = new Map<number, string>();

  constructor(
    seed: number,
    data: {
      digits: DigitSet;
      stones: readonly Diamond[];
      athletes: readonly Athlete[];
    },
  ) {
    this.#seed = seed;
    this.#digits = data.digits;
    this.#stones = data.stones;
    this.#athletes = data.athletes;
    data.digits.labels.forEach((digit, index) => this.#imagesOf[digit]!.push(index));
  }

  /** @param isBlurred whether the camera's lens is out of focus at this moment */
  request(arrival: Arrival, isBlurred: boolean): ClientRequest {
    const number = clientNames.indexOf(arrival.client);
    const random = seeded(this.#seed, number, arrival.index, 2);
    const hour = (arrival.time % (24 * hourMs)) / hourMs;
    const id = `${arrival.client}-${this.#seed}-${arrival.index.toString(36)}`;
    if (arrival.client === "camera") {
      // Which digits come changes mildly over the day, as real traffic does.
      const mixOfDay = this.#imagesOf.map(
        (_, digit) => 1 + 0.15 * Math.cos(2 * Math.PI * (hour / 24 - digit / 10)),
      );
      const images = this.#imagesOf[weighted(random, mixOfDay)]!;
      const image = images[Math.floor(random() * images.length)]!;
      const camera = random() < 0.5 ? "north" : "south";
      const body: DigitRequest = { id, camera, pixels: this.#image(image, isBlurred) };
      const value = String(this.#digits.labels[image]);
      const label = { model: "digits", value, delayMs: 1000 + 2000 * random() };
      return { target: "digits", incoming: { path: "/predict", body, trace: null }, id, label };
    }
    if (arrival.client === "shop") {
      let stone = Math.floor(random() * this.#stones.length);
      // Larger stones are looked at in the evening.
      const other = Math.floor(random() * this.#stones.length);
      const share = 0.08 * (1 + Math.sin((2 * Math.PI * (hour - 12)) / 24));
      if (random() < share && this.#stones[other]!.carat > this.#stones[stone]!.carat)
        stone = other;
      const body: PriceRequest = { id, stone, shop: random() < 0.6 ? "web" : "app" };
      // The stone is sold some seconds later, for the price it was really sold at.
      const value = this.#stones[stone]!.price;
      const label = { model: "prices", value, delayMs: 8000 + 2000 * random() };
      return { target: "prices", incoming: { path: "/predict", body, trace: null }, id, label };
    }
    const athlete = this.#athletes[Math.floor(random() * this.#athletes.length)]!;
    const body: ChatRequest = {
      model: "writer",
      stream: true,
      user: `editor-${1 + Math.floor(random() * 12)}`,
      response_format: { type: "json_object" },
      messages: [{ role: "user", content: `Write a note about ${athlete.name}.` }],
      metadata: { id },
    };
    const incoming = { path: "/v1/chat/completions", body, trace: null };
    return { target: "writer", incoming, id };
  }

  #image(index: number, isBlurred: boolean): string {
    const key = index + (isBlurred ? this.#digits.images.length : 0);
    let pixels = this.#pixels.get(key);
    if (pixels === undefined) {
      const image = this.#digits.images[index]!;
      pixels = encodePixels(isBlurred ? blur(image, 2, 3) : image);
      this.#pixels.set(key, pixels);
    }
    return pixels;
  }
}
