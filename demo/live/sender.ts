import type { Payload } from "../world/telemetry.ts";

/** Where Aceso is, and the key to it if it wants one. */
export interface AcesoAddress {
  readonly url: string;
  readonly token: string;
}

/** Headers of every call to Aceso. */
export function acesoHeaders(address: AcesoAddress): { [name: string]: string } {
  return address.token === "" ? {} : { authorization: `Bearer ${address.token}` };
}

/** Payloads that may wait while Aceso is away; beyond that the oldest are dropped and counted. */
const queueMax = 600;

/** Sends payloads one after another; what Aceso asks to be sent again is sent again. */
export class Sender {
  readonly #address: AcesoAddress;
  readonly #queue: Payload[] = [];
  #isRunning = false;
  dropped = 0;
  refused = 0;

  constructor(address: AcesoAddress) {
    this.#address = address;
  }

  send(payload: Payload): void {
    this.#queue.push(payload);
    if (this.#queue.length > queueMax) {
      this.#queue.shift();
      this.dropped++;
    }
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const verdict = await post(this.#address, next);
      if (verdict === "again") {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        continue;
      }
      if (verdict === "refused") this.refused++;
      if (this.#queue[0] === next) this.#queue.shift();
    }
    this.#isRunning = false;
  }
}

/** One attempt: taken, refused for good, or to be tried again. */
export async function post(
  address: AcesoAddress,
  payload: Payload,
): Promise<"taken" | "refused" | "again"> {
  try {
    const response = await fetch(address.url + payload.path, {
      method: "POST",
      headers: { "content-type": payload.contentType, ...acesoHeaders(address) },
      body: payload.body,
      signal: AbortSignal.timeout(30_000),
    });
    await response.arrayBuffer();
    if (response.ok) return "taken";
    return response.status === 429 || response.status >= 500 ? "again" : "refused";
  } catch {
    return "again";
  }
}

/** Sends many payloads with several in flight at a time, all of them before it resolves. */
export class BulkSender {
  readonly #address: AcesoAddress;
  readonly #flying = new Set<Promise<void>>();
  readonly #flyingMax: number;
  rows = 0;
  refused = 0;

  constructor(address: AcesoAddress, flyingMax: number) {
    this.#address = address;
    this.#flyingMax = flyingMax;
  }

  /** Resolves when there is room for the next one. */
  async send(payload: Payload): Promise<void> {
    while (this.#flying.size >= this.#flyingMax) await Promise.race(this.#flying);
    const flight = this.#deliver(payload).finally(() => this.#flying.delete(flight));
    this.#flying.add(flight);
  }

  async finish(): Promise<void> {
    await Promise.all(this.#flying);
  }

  async #deliver(payload: Payload): Promise<void> {
    for (let attempt = 0; attempt < 60; attempt++) {
      const verdict = await post(this.#address, payload);
      if (verdict === "taken") this.rows += payload.count;
      if (verdict === "refused") this.refused++;
      if (verdict !== "again") return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    this.refused++;
  }
}
