import { type Client, createClient } from "../api/client.ts";
import { type Config, loadConfig } from "../config/config.ts";
import type { CommandLine, World } from "./world.ts";

/** A client of the Aceso named by --url, or of the one that the settings would start here. */
export function clientOf(line: CommandLine, world: World): Client {
  const { config } = loadConfig({ ...world, flags: line.flags });
  return createClient({
    baseUrl: baseUrlOf(line, config),
    fetch: world.fetch,
    ...(config.token === undefined ? {} : { token: config.token }),
  });
}

/** Address of a running Aceso, without a trailing slash. */
export function baseUrlOf(line: CommandLine, config: Pick<Config, "host" | "port">): string {
  const { url } = line.flags;
  if (typeof url === "string") return url.replace(/\/+$/, "");
  const everywhere = config.host === "0.0.0.0" || config.host === "::";
  const host = everywhere ? "127.0.0.1" : config.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${config.port}`;
}
