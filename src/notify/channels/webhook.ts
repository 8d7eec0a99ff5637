import type { Channel } from "../channel.ts";

/** POSTs the payload as JSON, signed like repair calls; the event's id is the idempotency key. */
export const webhook: Channel = {
  name: "webhook",
  summary:
    "A signed HTTP POST of the event, the incident's head and a sentence in English and Chinese.",

  async send(payload, destination, world) {
    const secret = world.secret(destination.secretEnv);
    if (!secret) {
      return { ok: false, status: 0, error: `${destination.secretEnv} is not set`, again: false };
    }
    const body = JSON.stringify(payload);
    const headers = {
      "content-type": "application/json",
      "aceso-signature": world.sign(secret, body, Math.floor(world.now() / 1_000)),
      "idempotency-key": payload.id,
    };
    try {
      const { url } = destination;
      const { status } = await world.call({ method: "POST", url, headers, body });
      if (status >= 200 && status < 300) return { ok: true, status, error: "", again: false };
      const again = status === 408 || status === 429 || status >= 500;
      return { ok: false, status, error: `status ${status}`, again };
    } catch (error) {
      // `ChannelWorld.call` rejects only when no answer came: refused, reset, timed out.
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, status: 0, error: `no answer: ${reason}`, again: true };
    }
  },
};
