import { ApiError } from "../api/client.ts";
import { loadConfig } from "../config/config.ts";
import { baseUrlOf } from "./client.ts";
import type { CommandLine, World } from "./world.ts";

const callMsMax = 60_000;

/** Makes calls to a model's endpoint: JSON by POST, with the key of ACESO_ENDPOINT_KEY where there is one. */
export function endpointPost(endpoint: string, world: World) {
  const headers = headersOf(world.environment["ACESO_ENDPOINT_KEY"]);
  return async (body: string): Promise<{ readonly status: number; readonly text: string }> => {
    const signal = AbortSignal.timeout(callMsMax);
    const response = await world.fetch(endpoint, { method: "POST", headers, body, signal });
    return { status: response.status, text: await response.text() };
  };
}

/**
 * Sends rows to a route of a running Aceso on which signals arrive.
 * @throws ApiError "no-answer" when it does not take them
 */
export async function sendRows(
  path: string,
  rows: readonly unknown[],
  line: CommandLine,
  world: World,
): Promise<void> {
  const { config } = loadConfig({ ...world, flags: line.flags });
  const url = `${baseUrlOf(line, config)}${path}`;
  const init = { method: "POST", headers: headersOf(config.token), body: JSON.stringify(rows) };
  const response = await world.fetch(url, init).catch(() => undefined);
  if (response?.ok === true) return;
  const status = response?.status ?? 0;
  const message = status === 0 ? `no answer from ${url}` : `answer ${status} from ${url}`;
  throw new ApiError({ code: "no-answer", message, fix: "check --url and the key", status });
}

function headersOf(key: string | undefined): { readonly [name: string]: string } {
  const type = { "content-type": "application/json" };
  return key === undefined || key === "" ? type : { ...type, authorization: `Bearer ${key}` };
}
