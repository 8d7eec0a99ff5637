import type { ActionWorld } from "./action.ts";

/** How long one call may take before it counts as unanswered. */
const timeoutMs = 10_000;
/** Bytes of an answer that are read. */
const answerBytesMax = 65_536;

/**
 * The real outside world of repairs: one HTTP call at a time, at most 10 s (or what is given), no
 * redirects followed (a redirect could carry a signed call to a place nobody configured).
 */
export function realWorld(options: {
  readonly environment: { readonly [name: string]: string | undefined };
  readonly now: () => number;
  readonly timeoutMs?: number;
}): ActionWorld {
  return {
    async call({ method, url, headers, body }) {
      const answer = await fetch(url, {
        method,
        headers: { ...headers },
        ...(method === "GET" ? {} : { body }),
        redirect: "manual",
        signal: AbortSignal.timeout(options.timeoutMs ?? timeoutMs),
      });
      return { status: answer.status, body: await readStart(answer) };
    },
    secret: (environmentName) => options.environment[environmentName],
    now: options.now,
  };
}

/** The beginning of an answer; the rest is not read. */
async function readStart(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  if (!reader) return "";
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < answerBytesMax) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  await reader.cancel();
  return Buffer.concat(parts).subarray(0, answerBytesMax).toString("utf8");
}
