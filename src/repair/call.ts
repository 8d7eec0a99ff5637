import type { Json } from "../model/json.ts";
import type { RepairTarget } from "../model/repair.ts";
import type { ActionWorld } from "./action.ts";
import { sign } from "./sign.ts";

/** The answer to a signed call; status 0 and an error when none came or the call could not be made. */
export interface Answer {
  readonly status: number;
  readonly body: Json;
  /** Empty when the call was answered with 2xx. Never holds a secret. */
  readonly error: string;
}

/** Characters of an answer kept in records. */
const bodyMax = 4_000;

/** One signed call to a target. Never throws. */
export async function callTarget(
  world: ActionWorld,
  target: RepairTarget,
  request: {
    readonly method: string;
    readonly url: string;
    readonly body: Json;
    readonly key: string;
  },
): Promise<Answer> {
  const secret = world.secret(target.secretEnv);
  if (!secret) return { status: 0, body: null, error: `${target.secretEnv} is not set` };
  const body = request.method === "GET" ? "" : JSON.stringify(request.body);
  const headers: Record<string, string> = {
    accept: "application/json",
    "aceso-signature": sign(secret, body, Math.floor(world.now() / 1_000)),
  };
  if (request.method !== "GET") headers["content-type"] = "application/json";
  if (request.key) headers["idempotency-key"] = request.key;
  try {
    const { method, url } = request;
    const answer = await world.call({ method, url, headers, body });
    const text = redact(answer.body, secret);
    const isFine = answer.status >= 200 && answer.status < 300;
    const error = isFine ? "" : `status ${answer.status}: ${text.slice(0, 200)}`;
    return { status: answer.status, body: parse(text), error };
  } catch (error) {
    // `ActionWorld.call` rejects only when no answer came: refused, reset, timed out.
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 0, body: null, error: redact(`no answer: ${reason}`, secret) };
  }
}

/** JSON where it is JSON, else its beginning as text. */
function parse(text: string): Json {
  if (text === "") return null;
  try {
    // What JSON.parse returns is Json by definition.
    const value = JSON.parse(text) as Json;
    return text.length <= bodyMax ? value : text.slice(0, bodyMax);
  } catch {
    return text.slice(0, bodyMax);
  }
}

/** A target that echoes what it was sent must not bring a secret into a record. */
function redact(text: string, secret: string): string {
  const quoted = JSON.stringify(secret).slice(1, -1);
  return text.replaceAll(secret, "…").replaceAll(quoted, "…");
}
