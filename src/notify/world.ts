import type { ChannelWorld } from "./channel.ts";

/** How long one call may take before it counts as unanswered. */
const timeoutMs = 10_000;

/**
 * The real outside world of notifications: one HTTP call at a time, at most 10 s, no redirects followed.
 * `sign` is the signature of repair calls, so that receivers check one kind.
 */
export function realChannelWorld(options: {
  readonly secret: ChannelWorld["secret"];
  readonly sign: ChannelWorld["sign"];
  readonly now: () => number;
  readonly random: () => number;
}): ChannelWorld {
  return {
    ...options,
    async call({ method, url, headers, body }) {
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await fetch(url, {
        method,
        headers: { ...headers },
        body,
        redirect: "manual",
        signal,
      });
      // Nothing is read from the answer; a body left open would hold the connection.
      await answer.body?.cancel();
      return { status: answer.status, body: "" };
    },
    wait: (ms) =>
      new Promise((resolve) => {
        // A retry that waits must not keep the process alive at stop.
        setTimeout(resolve, ms).unref();
      }),
  };
}
